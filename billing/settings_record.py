"""Billing's settings as plain data, for programs that have no Pulumi configuration: amounts are decimal strings, days ISO dates."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from billing.domain.allocation import SharedCosts
from billing.settings import BillingSettings, Buyer, MonthlyRate, Seller


def as_record(settings: BillingSettings) -> dict[str, Any]:
    """Every field; the inverse of `from_record`."""
    return {name: _plain(value) for name, value in vars(settings).items()}


def from_record(record: Mapping[str, Any]) -> BillingSettings:
    """The settings that `as_record` wrote. Raises TypeError for fields that this version does not know."""
    rates = [{**each, "rate": Decimal(each["rate"]), "day": date.fromisoformat(each["day"])} for each in record["exchange_rates"]]
    read = {
        "stacks": tuple(record["stacks"]),
        "notify": tuple(record["notify"]),
        "seller": Seller(**_with_address(record["seller"])),
        "buyers": {slug: Buyer(**_with_address(each)) for slug, each in record["buyers"].items()},
        "shared_costs": SharedCosts(record["shared_costs"]),
        "exchange_rates": tuple(MonthlyRate(**each) for each in rates),
    }
    return BillingSettings(**{**record, **read})


def _with_address(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "address": tuple(record["address"])}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {name: _plain(each) for name, each in vars(value).items()}
    match value:
        case StrEnum():
            return value.value
        case Decimal() | date():
            return str(value)
        case tuple() | list():
            return [_plain(each) for each in value]
        case Mapping():
            return {name: _plain(each) for name, each in value.items()}
    return value
