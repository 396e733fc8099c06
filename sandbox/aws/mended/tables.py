"""DynamoDB: moto ignores SSESpecification in UpdateTable, and a stream that was switched off can never be switched on again."""

from __future__ import annotations

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


TABLES = [
    Mend(owner=DynamoHandler, method="update_table", make=_updated),
    Mend(owner=DynamoDBBackend, method="update_table_streams", make=_streaming),
]
