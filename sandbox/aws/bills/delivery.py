"""Deliveries of data exports: a month's lines as a CUR 2.0 table in Parquet, with its manifest, where the export says.

`POST bills/<payer>/deliver` with `{"month": "2026-10"}` delivers to every export of the payer, over what was delivered before, as an
export does that overwrites.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sandbox.aws.admin import AdminPaths
from sandbox.aws.bills.lines import BillLine, Bills, is_estimated
from sandbox.aws.data_exports.exports_api import WRITER, DataExports
from sandbox.aws.errors import SandboxUnsupported
from sandbox.aws.inside import InsideClients
from sandbox.clock import Clock

COLUMNS = {
    "bill_bill_type": "VARCHAR",
    "bill_billing_entity": "VARCHAR",
    "bill_billing_period_end_date": "TIMESTAMP",
    "bill_billing_period_start_date": "TIMESTAMP",
    "bill_invoice_id": "VARCHAR",
    "bill_payer_account_id": "VARCHAR",
    "identity_line_item_id": "VARCHAR",
    "line_item_currency_code": "VARCHAR",
    "line_item_line_item_description": "VARCHAR",
    "line_item_line_item_type": "VARCHAR",
    "line_item_product_code": "VARCHAR",
    "line_item_unblended_cost": "DOUBLE",
    "line_item_usage_account_id": "VARCHAR",
    "line_item_usage_start_date": "TIMESTAMP",
    "line_item_usage_type": "VARCHAR",
    "resource_tags": "MAP(VARCHAR, VARCHAR)",
}
"""The part of CUR 2.0's table that the sandbox fills (table dictionary in the Data Exports user guide)."""


class Deliveries:
    """The admin path."""

    def __init__(self, bills: Bills, exports: DataExports, clients: InsideClients, clock: Clock, admin: AdminPaths) -> None:
        self._bills, self._exports, self._clients, self._clock = bills, exports, clients, clock
        admin.add("POST", "bills/<payer>/deliver", self._deliver)

    def _deliver(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        payer, month = path["payer"], str(body["month"])
        lines = [line for line in self._bills.paid_by(payer) if line.month == month]
        invoice = "" if is_estimated(month, self._clock.now()) else f"{payer[:6]}{month.replace('-', '')}"
        table = parquet([_row(payer, invoice, number, line) for number, line in enumerate(lines)])
        delivered = [self._put(payer, month, export, table) for export in self._exports.of(payer)]
        if not delivered:
            raise ValueError(f"Account {payer} has no data export to deliver.")
        return {"delivered": delivered, "rows": len(lines)}

    def _put(self, payer: str, month: str, export: dict[str, Any], table: bytes) -> str:
        if "COST_AND_USAGE_REPORT" not in export["DataQuery"]["QueryStatement"]:
            raise SandboxUnsupported(f"Only CUR 2.0 is delivered, not {export['DataQuery']['QueryStatement']}.")
        destination = export["DestinationConfigurations"]["S3Destination"]
        bucket, name = destination["S3Bucket"], export["Name"]
        folder = f"{destination['S3Prefix']}/{name}"
        key = f"{folder}/data/BILLING_PERIOD={month}/{name}-00001.snappy.parquet"
        manifest = {"dataFiles": [f"s3://{bucket}/{key}"], "exportArn": export["ExportArn"]}
        s3 = self._clients.client("s3", payer, principal=WRITER, source_arn=export["ExportArn"])
        s3.put_object(Bucket=bucket, Key=key, Body=table)
        written = json.dumps(manifest).encode()
        s3.put_object(Bucket=bucket, Key=f"{folder}/metadata/BILLING_PERIOD={month}/{name}-Manifest.json", Body=written)
        return f"s3://{bucket}/{key}"


def parquet(rows: list[tuple[Any, ...]]) -> bytes:
    """The rows as a file, columns as in `COLUMNS`."""
    import duckdb  # hardly any sandbox delivers bills, and it takes long to import

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as memory:
        file = Path(folder) / "table.parquet"
        memory.execute(f"CREATE TABLE cur ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        if rows:
            memory.executemany(f"INSERT INTO cur VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        memory.execute(f"COPY cur TO '{file}' (FORMAT parquet, COMPRESSION snappy)")
        return file.read_bytes()


def _row(payer: str, invoice: str, number: int, line: BillLine) -> tuple[Any, ...]:
    """In the order of `COLUMNS`. Amounts become doubles, as in AWS's own exports."""
    start = line.day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1)
    tags = {f"user_{_snake(key)}": value for key, value in line.tags.items()}
    return (
        "Anniversary", "AWS", end, start, invoice, payer, f"{number:08d}", "USD", line.description, line.kind, line.product,
        float(line.amount), line.account, _moment(line.day), line.usage_type, tags,
    )  # fmt: skip


def _moment(day: date) -> str:
    return f"{day.isoformat()} 00:00:00"


def _snake(key: str) -> str:
    """`CostCenter` is `cost_center` in a report."""
    return "".join(f"_{letter.lower()}" if letter.isupper() and place else letter.lower() for place, letter in enumerate(key))
