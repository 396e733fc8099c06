"""DynamoDB without its wire: signing a request, writing it as HTTP and reading the answer takes longer than moto's work on the items.

The client stays boto3's own. It checks what it is asked as ever, and then asks moto's handler in this process."""

from types import SimpleNamespace
from typing import Any

from botocore import xform_name
from botocore.model import OperationModel
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import ServiceException
from moto.core.parse import JSONParser
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException

CALLS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem", "TransactWriteItems")
"""What is asked thousands of times. Anything else takes the wire."""


def shorten(dynamodb: Any) -> None:
    """From here on, this client's calls that are about items do not take the wire."""
    for name in CALLS:
        dynamodb.meta.events.register(f"before-call.dynamodb.{name}", _answer)


def _answer(*, model: OperationModel, params: dict[str, Any], context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]] | None:
    """What boto3 takes for an answer; None: ask over the wire. An error changes nothing, so moto words it there, when asked again."""
    handler = DynamoHandler()
    handler.region, handler.current_account = context["client_region"], DEFAULT_ACCOUNT_ID
    handler.body = JSONParser(model, map_type=dict).parse(params)
    try:
        found = getattr(handler, xform_name(model.name))().result
    except (ServiceException, HTTPException):
        return None
    told = {name: value for name, value in found.items() if name in model.output_shape.members and value is not None}
    return SimpleNamespace(status_code=200), told | {"ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}}
