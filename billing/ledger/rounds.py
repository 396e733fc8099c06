"""Rounds of drafting: which clients the latest draft of a month has rated, and from what.

A draft outlives its round: a client that could not be rated this time, or is none any more, keeps the draft of an earlier one. Only what
the latest round has rated may be shown or become final.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from billing.domain.month import Month
from billing.ledger.changes import Change
from billing.ledger.table import Item, LedgerTable, key, put


@dataclass(frozen=True, kw_only=True)
class Round:
    """The latest drafting of a month."""

    month: Month
    clients: tuple[str, ...]
    """Slugs of those that were rated, and not withdrawn since."""
    estimated: bool
    """Whether AWS marked one of the bills that were read as estimated."""
    change: Change
    """Who drafted, when and why."""


class Rounds:
    """The rounds of one seller."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller

    def save(self, month: Month, clients: Iterable[str], *, estimated: bool, change: Change) -> None:
        """In place of the round before."""
        row: Item = {
            "pk": key("rounds", self._seller),
            "sk": str(month),
            "clients": json.dumps(sorted(clients)),
            "estimated": int(estimated),
        }
        self._table.persistently(lambda: self._table.write(put(row | change.as_attributes())))

    def latest(self, month: Month) -> Round | None:
        """None where nobody has drafted the month."""
        item = self._table.get(key("rounds", self._seller), str(month))
        if item is None:
            return None
        return Round(month=month, clients=tuple(json.loads(item["clients"])), estimated=bool(item["estimated"]), change=Change.of(item))

    def withdraw(self, client: str, month: Month) -> None:
        """The client's draft counts no more: after a void, only a new one may follow."""
        known = self.latest(month)
        if known is not None and client in known.clients:
            self.save(month, set(known.clients) - {client}, estimated=known.estimated, change=known.change)
