"""Costs as they were read: each reading of a payer's month that gave something new, in order; the latest is what runs bill from."""

import json
from dataclasses import dataclass
from datetime import datetime

from billing.domain.canonical import canonical
from billing.domain.costs import MonthCosts
from billing.domain.costs_record import as_record, from_record
from billing.domain.month import Month
from billing.ledger.changes import Change, stamp
from billing.ledger.table import Item, LedgerTable, key, put
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


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A look at a payer's month."""

    at: datetime
    currency: str
    """Of the bill that was found."""


class CostSnapshots:
    """Readings of all payers' bills, one row of versions a currency."""

    def __init__(self, table: LedgerTable, versions: Versions) -> None:
        self._table, self._versions = table, versions

    def save(self, payer: str, costs: MonthCosts, *, change: Change) -> CostSnapshot:
        """Keeps a reading. One that is the latest already changes nothing."""
        version = self._versions.append(_of(payer, costs.currency), str(costs.month), canonical(as_record(costs)), {}, change=change)
        return _snapshot(version, costs)

    def note_reading(self, payer: str, costs: MonthCosts, at: datetime) -> None:
        """Notes when the month was read last, and in which currency, whether it gave something new or not. Never goes back."""
        row: Item = {"pk": key("read", payer), "sk": str(costs.month), "at": stamp(at), "currency": costs.currency}
        forward = put(row, "attribute_not_exists(#pk) OR #at < :at", at=row["at"])

        def step() -> None:
            known = self.last_reading(payer, costs.month)
            if known is None or known.at < at:
                self._table.write(forward)

        self._table.persistently(step)

    def last_reading(self, payer: str, month: Month) -> Reading | None:
        """The last time that the month was read, None where it never was."""
        item = self._table.get(key("read", payer), str(month))
        return Reading(at=datetime.fromisoformat(item["at"]), currency=item["currency"]) if item else None

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
