"""Documents and lines as plain data: amounts are decimal strings, days ISO dates. What the ledger stores and `--json` prints."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from billing.domain.documents import Agreement, Document, DocumentKind, Party
from billing.domain.lines import Line
from billing.domain.money import exact, plain
from billing.domain.month import Month

SCHEMA_VERSION = 1
"""Raised whenever a field changes its meaning; a reader refuses what it does not know."""


def as_record(document: Document) -> dict[str, Any]:
    """Every field; the inverse of `from_record`."""
    return {"schema_version": SCHEMA_VERSION} | {name: _plain(value) for name, value in vars(document).items()}


def line_record(line: Line) -> dict[str, str]:
    """`code`, `description`, `quantity`, `unit`, `unit_price`, `amount`."""
    return {name: _plain(value) for name, value in vars(line).items()}


def from_record(record: Mapping[str, Any]) -> Document:
    """The document that `as_record` wrote. Raises ValueError for another schema version, KeyError for a missing field."""
    if record["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"this document has schema_version {record['schema_version']}, this program reads {SCHEMA_VERSION}")
    agreement = record["agreement"]
    return Document(
        kind=DocumentKind(record["kind"]),
        client=record["client"],
        month=Month.parse(record["month"]),
        agreement=Agreement(**{**agreement, "seller": _party(agreement["seller"]), "buyer": _party(agreement["buyer"])}),
        currency=record["currency"],
        lines=tuple(_line(each) for each in record["lines"]),
        tax_text=record["tax_text"],
        notes=tuple(record["notes"]),
        billed_once=tuple(record["billed_once"]),
        corrects=record["corrects"],
        inputs_sha256=record["inputs_sha256"],
        number=record["number"],
        issued=_day(record["issued"]),
        due=_day(record["due"]),
        subtotal=exact(record["subtotal"]),
        tax_percent=exact(record["tax_percent"]),
        tax=exact(record["tax"]),
        total=exact(record["total"]),
    )


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case DocumentKind():
            return value.value
        case Month():
            return str(value)
        case date():
            return value.isoformat()
        case Agreement() | Party() | Line():
            return {name: _plain(each) for name, each in vars(value).items()}
        case tuple():
            return [_plain(each) for each in value]
    return value


def _line(record: Mapping[str, str]) -> Line:
    amounts = {name: exact(record[name]) for name in ("quantity", "unit_price", "amount")}
    return Line(code=record["code"], description=record["description"], unit=record["unit"], **amounts)


def _party(record: Mapping[str, Any]) -> Party:
    return Party(**{**record, "address": tuple(record["address"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
