"""DynamoDB: moto ignores SSESpecification in UpdateTable, a stream that was switched off can never be switched on again, and a transaction
copies the whole table once for each of its writes.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler

from sandbox.aws.mended.mending import Mend, Method


def _updated(original: Method) -> Method:
    def updated(self: Any) -> Any:
        wanted = self.body.get("SSESpecification")
        if wanted is not None:
            table = self.dynamodb_backend.get_table(self.body["TableName"])
            usual = {} if not wanted.get("Enabled") else {"KMSMasterKeyId": _usual_key(table)}
            table.sse_specification = {**usual, **wanted}
        return original(self)

    return updated


def _usual_key(table: Any) -> str:
    return str(table._get_default_encryption_key(table.account_id, table.region_name))


def _streaming(original: Method) -> Method:
    def streaming(self: Any, table: Any, wanted: dict[str, Any]) -> None:
        if not (table.stream_specification or {}).get("StreamEnabled"):
            table.latest_stream_label = None  # what moto takes for a stream that is on
        original(self, table, wanted)

    return streaming


def _transacted(original: Method) -> Method:
    """One copy of a table for the whole transaction: nothing is written between moto's copies."""

    def transacted(self: Any, transact_items: list[dict[str, Any]]) -> None:
        names = {part.get("TableName") for item in transact_items for part in item.values()}
        tables = [self.tables[name] for name in names if name in self.tables]
        for table in tables:
            table.__deepcopy__ = _giving(copy.deepcopy(table))
        try:
            original(self, transact_items)
        finally:
            for table in tables:
                del table.__deepcopy__

    return transacted


def _giving(made: Any) -> Callable[[Any], Any]:
    return lambda _: made


TABLES = [
    Mend(owner=DynamoHandler, method="update_table", make=_updated),
    Mend(owner=DynamoDBBackend, method="update_table_streams", make=_streaming),
    Mend(owner=DynamoDBBackend, method="transact_write_items", make=_transacted),
]
