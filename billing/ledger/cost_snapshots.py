"""Costs as they were read: each reading of a payer's month that gave something new, in order; the latest is what runs bill from."""

import json
from dataclasses import dataclass

from billing.domain.canonical import canonical
from billing.domain.costs import MonthCosts
from billing.domain.costs_record import as_record, from_record
from billing.domain.month import Month
from billing.ledger.changes import Change
from billing.ledger.table import key
from billing.ledger.versions import Version, Versions


@dataclass(frozen=True, kw_only=True)
class CostSnapshot:
    """One reading."""

    costs: MonthCosts
    sha256: str
    """Of the canonical record of the costs; `costs.sha256` is that of the source."""
    version: int
    """1 for the first reading of the month."""
    change: Change
    """Who read it, when and why."""


class CostSnapshots:
    """Readings of all payers' bills, one row of versions a currency."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions

    def save(self, payer: str, costs: MonthCosts, *, change: Change) -> CostSnapshot:
        """Keeps a reading. One that is the latest already changes nothing."""
        version = self._versions.append(_of(payer, costs.currency), str(costs.month), canonical(as_record(costs)), {}, change=change)
        return _snapshot(version, costs)

    def all(self, payer: str, month: Month, currency: str = "USD") -> tuple[CostSnapshot, ...]:
        """All readings, in order."""
        return tuple(map(self._read, self._versions.all(_of(payer, currency), str(month))))

    def latest(self, payer: str, month: Month, currency: str = "USD") -> CostSnapshot | None:
        """The latest reading, None where the month was never read."""
        versions = self._versions.all(_of(payer, currency), str(month))
        return self._read(versions[-1]) if versions else None

    def _read(self, version: Version) -> CostSnapshot:
        return _snapshot(version, from_record(json.loads(self._versions.content(version))))


def _of(payer: str, currency: str) -> str:
    key(payer, currency)  # neither may hold what separates them
    return f"{payer} {currency}"


def _snapshot(version: Version, costs: MonthCosts) -> CostSnapshot:
    return CostSnapshot(costs=costs, sha256=version.sha256, version=version.count, change=version.change)
