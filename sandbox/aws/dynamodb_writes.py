"""DynamoDB, one request at a time per table: moto loses concurrent ADDs, and a transaction stumbles over what is read beside it. And
TransactWriteItems answered once per token.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

TOKEN_LIFE = timedelta(minutes=10)
"""How long a ClientRequestToken makes TransactWriteItems idempotent (DynamoDB API Reference)."""

_READS = ("GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan")
"""A read of what is not there changes moto's table, which a transaction copies at that moment."""
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


@dataclass(frozen=True, kw_only=True)
class _Answered:
    """A transaction that went through."""

    items: str
    """Its items, as canonical JSON."""
    body: bytes
    """What it was answered."""
    at: datetime
    """When, by the sandbox's clock."""


class DynamoDbWrites:
    """The stand-in around everything that touches items."""

    def __init__(self, gate: Gate) -> None:
        self._locks: defaultdict[tuple[str, str, str], threading.Lock] = defaultdict(threading.Lock)
        self._locks_lock = threading.Lock()
        self._transactions: dict[tuple[str, str, str], _Answered] = {}
        gate.stand_in("dynamodb", (*_WRITES, *_READS), self._one_at_a_time)

    def _one_at_a_time(self, request: AwsRequest, forward: Forward) -> Response:
        document = request.json()
        with ExitStack() as held:
            for table in sorted(_tables(request.action, document)):
                held.enter_context(self._lock(request, table))
            if request.action == "TransactWriteItems" and document.get("ClientRequestToken"):
                return self._once(request, document, forward)
            return forward(request)

    def _lock(self, request: AwsRequest, table: str) -> threading.Lock:
        with self._locks_lock:
            return self._locks[request.account, request.region, table.rpartition("/")[2]]

    def _once(self, request: AwsRequest, document: dict[str, Any], forward: Forward) -> Response:
        """A second call with the same token and the same items changes nothing and succeeds again."""
        key = (request.account, request.region, document["ClientRequestToken"])
        items = json.dumps(document.get("TransactItems"), sort_keys=True)
        before = self._transactions.get(key)
        if before and request.at - before.at < TOKEN_LIFE:
            if before.items != items:
                raise AwsError("IdempotentParameterMismatchException", "The provided client token has been used with different parameters.")
            return Response(before.body, mimetype="application/x-amz-json-1.0")
        response = forward(request)
        if response.status_code == 200:
            self._transactions[key] = _Answered(items=items, body=response.get_data(), at=request.at)
        return response


def _tables(action: str, document: dict[str, Any]) -> set[str]:
    """Tables that a request touches, by name or ARN."""
    if action in ("BatchWriteItem", "BatchGetItem"):
        return set(document.get("RequestItems", {}))
    if action in ("TransactWriteItems", "TransactGetItems"):
        return {part["TableName"] for item in document.get("TransactItems", []) for part in item.values() if "TableName" in part}
    return {document.get("TableName", "")}
