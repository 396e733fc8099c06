"""Export files for tests, written from lines; knows nothing of the code that reads them."""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

CUR = {
    "period": "bill_billing_period_start_date",
    "account": "line_item_usage_account_id",
    "word": "line_item_line_item_type",
    "service": "line_item_product_code",
    "currency": "line_item_currency_code",
    "amount": "line_item_unblended_cost",
    "tags": "resource_tags",
}
WHOLE = CUR | {"payer": "bill_payer_account_id", "invoice": "bill_invoice_id"}
"""With what billing's own export has besides."""
FOCUS = {
    "period": "BillingPeriodStart",
    "account": "SubAccountId",
    "word": "ChargeCategory",
    "service": "ServiceName",
    "currency": "BillingCurrency",
    "amount": "BilledCost",
    "tags": "Tags",
}


@dataclass(frozen=True)
class Line:
    amount: str = "1.5"
    client: str | None = "Acme"
    word: str = "Usage"
    service: str = "AmazonS3"
    currency: str = "USD"
    period: str = "2026-10-01T00:00:00.000Z"
    account: str = "111111111111"
    key: str = "user_client"
    payer: str = "111111111111"
    invoice: str = "2026110001"

    @property
    def tags(self):
        return {"user_owner": "ops"} | ({} if self.client is None else {self.key: self.client})


def write_csv(path: Path, lines, columns=CUR, leave_out=()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {field: name for field, name in columns.items() if field not in leave_out}
    with gzip.open(path, "wt", newline="") if path.suffix == ".gz" else path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(kept.values())
        for line in lines:
            writer.writerow([json.dumps(line.tags) if field == "tags" else getattr(line, field) for field in kept])
    return path


def write_parquet(path: Path, lines, columns=CUR, amount="DOUBLE") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        fields = ", ".join(f'"{name}" {_type(field, amount)}' for field, name in columns.items())
        connection.execute(f"CREATE TABLE lines ({fields})")
        connection.executemany(
            f"INSERT INTO lines VALUES ({', '.join('?' for _ in columns)})", [_row(line, columns, amount) for line in lines]
        )
        connection.execute(f"COPY lines TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    return path


def _type(field, amount):
    return {"period": "TIMESTAMP", "amount": amount, "tags": "MAP(VARCHAR, VARCHAR)"}.get(field, "VARCHAR")


def _row(line, columns, amount):
    values = {"period": line.period[:10], "amount": float(line.amount) if amount == "DOUBLE" else line.amount, "tags": line.tags}
    return [values.get(field, getattr(line, field)) for field in columns]


PAYER, MEMBER = "111111111111", "333333333333"
USUAL = [
    Line(amount="1.00000000005", client="Globex"),
    Line(amount="2.25", client="Globex"),
    Line(amount="-0.50", client="Globex", word="Credit"),
    Line(amount="10", client="Initech", account=MEMBER),
    Line(amount="2", client=None, word="Tax", service="OCBTax", account=MEMBER),
    Line(amount="5", client=None, service="AmazonRekognition"),
    Line(amount="0.1", client="  ", service="AmazonRekognition"),
]
"""A month of one payer and a member account: usage, a credit, tax, and what nobody has tagged."""
