"""Which operation a request is: the service's protocol, the action's name and its parameters."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import MethodNotAllowed, NotFound

from sandbox.aws.errors import Protocol

_MODELS = {
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
    "elasticloadbalancing": "elbv2",
    "eventbridge": "events",
    "access-analyzer": "accessanalyzer",
}
"""Signing name -> botocore's name, where they differ."""


def model_name(signing_name: str, path: str) -> str:
    """botocore's name of the service that signs as `signing_name`; two services share a few of them."""
    if signing_name == "ses" and path.startswith("/v2/"):
        return "sesv2"
    if signing_name == "apigateway" and path.startswith("/v2/"):
        return "apigatewayv2"
    if signing_name == "s3" and path.startswith("/v20180820/"):
        return "s3control"
    return _MODELS.get(signing_name, signing_name)


@cache
def protocol_of(name: str) -> Protocol:
    """Wire protocol of the service that botocore calls `name`; one that botocore does not know gets JSON errors."""
    if name == "s3":
        return Protocol.S3
    try:
        return Protocol(get_service_model(name).resolved_protocol)
    except (UnknownServiceError, ValueError):
        return Protocol.JSON


def operation_of(name: str, protocol: Protocol, request: Request, body: bytes) -> tuple[str, dict[str, Any]]:
    """(action, parameters) of a request to the service `name`; the action is empty where nothing matches."""
    target = request.headers.get("X-Amz-Target", "")
    if target:
        return target.rpartition(".")[2], _json(body)
    if protocol in (Protocol.QUERY, Protocol.EC2, Protocol.JSON):
        flat = request.values.to_dict()
        return flat.get("Action", ""), flat
    if protocol is Protocol.S3 and request.method == "POST" and "key" in request.form:
        return "PostObject", {"Bucket": request.path.strip("/"), "Key": request.form["key"]}
    try:
        operation, params = get_service_router(name).match(request)
    except (NotFound, MethodNotAllowed, NotImplementedError):
        return "", {}
    return str(operation.name), params


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
