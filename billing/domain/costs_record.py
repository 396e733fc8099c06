"""A payer's month as plain data: what the ledger keeps and `clientenv costs --json` prints. Amounts are decimal strings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from billing.domain.costs import Costs, Kind, MonthCosts
from billing.domain.money import exact, plain
from billing.domain.month import Month


def as_record(costs: MonthCosts) -> dict[str, Any]:
    """`month`, `currency`, `clients` (each with `total`, `by_kind`, `by_service`), `unallocated`, `rounding`, `total`, `rows`, `sha256`,
    `estimated`. The inverse of `from_record`.
    """
    return {
        "month": str(costs.month),
        "currency": costs.currency,
        "clients": {name: _part(part) for name, part in sorted(costs.clients.items())},
        "unallocated": _part(costs.unallocated),
        "rounding": plain(costs.rounding),
        "total": plain(costs.total),
        "rows": costs.rows,
        "sha256": costs.sha256,
        "estimated": costs.estimated,
    }


def from_record(record: Mapping[str, Any]) -> MonthCosts:
    """The costs that `as_record` wrote; `by_service` and `estimated` may be absent.

    Raises ValueError where a part does not come to its total, where the parts do not come to the bill, and for amounts that are no decimal
    strings; KeyError for a missing field.
    """
    return MonthCosts(
        month=Month.parse(record["month"]),
        currency=record["currency"],
        clients={name: _costs(name, part) for name, part in record["clients"].items()},
        unallocated=_costs("unallocated", record["unallocated"]),
        rounding=exact(record["rounding"]),
        total=exact(record["total"]),
        rows=record["rows"],
        sha256=record["sha256"],
        estimated=record.get("estimated", False),
    )


def _part(costs: Costs) -> dict[str, Any]:
    return {"total": plain(costs.total), "by_kind": _amounts(costs.by_kind), "by_service": _amounts(costs.by_service)}


def _amounts(amounts: Mapping[Any, Decimal]) -> dict[str, str]:
    return {str(name): plain(amount) for name, amount in sorted(amounts.items())}


def _costs(name: str, part: Mapping[str, Any]) -> Costs:
    costs = Costs(
        by_kind={Kind(kind): exact(amount) for kind, amount in part["by_kind"].items()},
        by_service={service: exact(amount) for service, amount in part.get("by_service", {}).items()},
    )
    if costs.total != exact(part["total"]):
        raise ValueError(f"the kinds of {name} come to {costs.total}, its total says {part['total']}. The record was changed.")
    return costs
