"""Rounds of drafting: which clients the latest draft of a month has rated, and from what.

A draft outlives its round: a client that could not be rated this time, or is none any more, keeps the draft of an earlier one. And it is
there before its round: drafts are saved one by one, then the round that says from what. Only what the latest round has rated may be shown
or become final.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from billing.domain.documents import Document
from billing.domain.month import Month
from billing.ledger.changes import Change
from billing.ledger.table import Item, LedgerTable, key, put, update


@dataclass(frozen=True, kw_only=True)
class Round:
    """The latest drafting of a month."""

    month: Month
    inputs: Mapping[str, str]
    """Slugs of those that were rated, and not withdrawn since, to the `inputs_sha256` of their drafts."""
    estimated: bool
    """Whether AWS marked one of the bills that were read as estimated."""
    change: Change
    """Who drafted, when and why."""

    def has(self, draft: Document) -> bool:
        """Whether it is this round's draft, and not one of before or after."""
        return self.inputs.get(draft.client) == draft.inputs_sha256


class Rounds:
    """The rounds of one seller."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller

    def save(self, month: Month, drafts: Iterable[Document], *, estimated: bool, change: Change) -> None:
        """In place of the round before; the drafts are saved already."""
        pk, sk = self._at(month)
        row: Item = {
            "pk": pk,
            "sk": sk,
            "inputs": _written({each.client: each.inputs_sha256 for each in drafts}),
            "estimated": int(estimated),
        }
        self._table.persistently(lambda: self._table.write(put(row | change.as_attributes())))

    def latest(self, month: Month) -> Round | None:
        """None where nobody has drafted the month."""
        item = self._table.get(*self._at(month))
        if item is None:
            return None
        return Round(month=month, inputs=json.loads(item["inputs"]), estimated=bool(item["estimated"]), change=Change.of(item))

    def withdraw(self, client: str, month: Month) -> None:
        """The client's draft counts no more: after a void, only a new one may follow.

        Whichever round is the latest when it is written loses this client and nothing else: one that somebody saves meanwhile keeps its
        day, its other clients and whether it came from estimates.
        """

        def step() -> None:
            known = self.latest(month)
            if known is not None and client in known.inputs:
                left = {each: sha256 for each, sha256 in known.inputs.items() if each != client}
                read = _written(known.inputs)
                self._table.write(update(*self._at(month), "SET #inputs = :left", "#inputs = :read", left=_written(left), read=read))

        self._table.persistently(step)

    def _at(self, month: Month) -> tuple[str, str]:
        return key("rounds", self._seller), str(month)


def _written(inputs: Mapping[str, str]) -> str:
    return json.dumps(inputs, sort_keys=True)
