"""Everything that a month was rated from, as plain data: kept beside each document, so that anybody can compute it again."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from billing.domain.costs import Costs, Kind
from billing.domain.money import exact, plain
from billing.domain.month import Month
from billing.domain.rating_inputs import ExchangeRate, RatingInputs
from billing.domain.usage import UsageRecord, usage_of
from model import terms_record
from model.placement import Placement

SCHEMA_VERSION = 1
"""Raised whenever a field changes its meaning; a reader refuses what it does not know."""


def as_record(inputs: RatingInputs, usage: Iterable[UsageRecord], source: Mapping[str, str]) -> dict[str, Any]:
    """The inputs, each video that was counted, and where the costs come from (`source`: payer and SHA-256 of the bill, or nothing).

    Raises ValueError where the videos are not those of `inputs.usage`.
    """
    counted = sorted((each for each in usage if Month.of(each.completed) == inputs.month), key=lambda each: each.job)
    if usage_of(counted, inputs.month) != inputs.usage:
        raise ValueError(f"these videos are not the usage that {inputs.month} is rated from")
    return {
        "schema_version": SCHEMA_VERSION,
        "month": str(inputs.month),
        "placement": inputs.placement.value,
        "terms": terms_record.as_record(inputs.terms),
        "costs": {kind.value: plain(amount) for kind, amount in inputs.costs.by_kind.items()},
        "metered_share": plain(inputs.metered_share),
        "shared": plain(inputs.shared),
        "bill_currency": inputs.bill_currency,
        "bill": dict(source),
        "usage": [{"job": each.job, "seconds": each.seconds, "completed": each.completed.isoformat()} for each in counted],
        "service_from": _written(inputs.service_from),
        "service_to": _written(inputs.service_to),
        "billed_before": sorted(inputs.billed_before),
        "exchange": _exchange(inputs.exchange) if inputs.exchange else None,
    }


def from_record(record: Mapping[str, Any]) -> RatingInputs:
    """The inputs that `as_record` wrote. Raises ValueError for another schema version."""
    if record["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"these inputs have schema_version {record['schema_version']}, this program reads {SCHEMA_VERSION}")
    month = Month.parse(record["month"])
    exchange = record["exchange"]
    return RatingInputs(
        month=month,
        terms=terms_record.from_record(record["terms"]),
        placement=Placement(record["placement"]),
        costs=Costs(by_kind={Kind(kind): exact(amount) for kind, amount in record["costs"].items()}),
        metered_share=exact(record["metered_share"]),
        shared=exact(record["shared"]),
        bill_currency=record["bill_currency"],
        usage=usage_of((_usage(each) for each in record["usage"]), month),
        service_from=_day(record["service_from"]),
        service_to=_day(record["service_to"]),
        billed_before=frozenset(record["billed_before"]),
        exchange=ExchangeRate(**{**exchange, "rate": exact(exchange["rate"]), "day": date.fromisoformat(exchange["day"])})
        if exchange
        else None,
    )


def _exchange(rate: ExchangeRate) -> dict[str, str]:
    return {**vars(rate), "rate": plain(rate.rate), "day": rate.day.isoformat()}


def _usage(record: Mapping[str, Any]) -> UsageRecord:
    return UsageRecord(job=record["job"], seconds=record["seconds"], completed=datetime.fromisoformat(record["completed"]))


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
