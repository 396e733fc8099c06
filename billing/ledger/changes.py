"""Who changed something, when and why: a row beside each change, in the same transaction, never rewritten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from billing.domain.month import Month
from billing.ledger.table import Action, Item, LedgerTable, key, put_new


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who, when and why. Raises ValueError for blanks and for a time without its offset."""

    by: str
    """Who, as AWS or the operating system names them."""
    at: datetime
    """When; the caller's clock, with its offset."""
    why: str
    """Why, in a sentence."""

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.why.strip():
            raise ValueError("a change of the ledger needs who made it and why")
        if self.at.tzinfo is None:
            raise ValueError("the time of a change needs its offset: without one it is a guess")

    def as_attributes(self) -> Item:
        """`by`, `at`, `why`, as rows carry them."""
        return {"by": self.by, "at": stamp(self.at), "why": self.why}

    @classmethod
    def of(cls, item: Item) -> "Change":
        """The change that a row carries."""
        return cls(by=item["by"], at=datetime.fromisoformat(item["at"]), why=item["why"])


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A change that was made."""

    action: str
    """What was done, such as `finalised`."""
    subject: str
    """To what, such as `INV-2026-000001`."""
    change: Change


class Changes:
    """The trail of one seller."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller

    def record(self, action: str, subject: str, change: Change) -> Action:
        """The row to write together with the change. What comes twice in one moment keeps two rows."""
        row = {"pk": self._pk(Month.of(change.at)), "sk": f"{stamp(change.at)} {uuid4().hex[:8]}", "action": action}
        return put_new(row | {"subject": subject} | change.as_attributes())

    def of(self, month: Month) -> Iterator[Recorded]:
        """What was done in a month, in the order of time."""
        for item in self._table.query(self._pk(month)):
            yield Recorded(action=item["action"], subject=item["subject"], change=Change.of(item))

    def _pk(self, month: Month) -> str:
        return key("changes", self._seller, str(month))


def stamp(moment: datetime) -> str:
    """ISO-8601 in UTC, always of one length, so that the order of texts is the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
