"""Which documents were mailed, to whom and by whom. What was begun is written down before it goes out, so that nobody is mailed twice.

Row: `mailed#<seller>` / `INV-2026-000001#0000`, with `to`, who, when and why; once SES has answered, `message` (its id) or `refused`.
"""

from dataclasses import dataclass, replace

from billing.ledger.changes import Change, Changes
from billing.ledger.refusals import Refused
from billing.ledger.table import Item, LedgerTable, key, put_new, update


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """One mail of a document."""

    number: str
    position: int
    """Its place among the mails of that document, from 0."""
    to: str
    change: Change
    message: str | None = None
    """SES's id of the message; None where it was refused, or where whoever sent it never heard."""
    refused: str | None = None
    """Why SES did not take it; such a mail does not count."""


class Mailed(Refused):
    """The document went out before, or perhaps did."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing = mailing
        sure = "was mailed" if mailing.message else "was perhaps mailed (nobody noted that it went out)"
        super().__init__(
            f"{mailing.number} {sure} to {mailing.to} on {mailing.change.at:%Y-%m-%d} by {mailing.change.by}. Nothing was sent. "
            f"To mail it once more: clientenv bill send {mailing.number} --again"
        )


class Mailings:
    """The mails of one seller."""

    def __init__(self, table: LedgerTable, seller: str, changes: Changes) -> None:
        self._table, self._seller, self._changes = table, seller, changes

    def of(self, number: str) -> tuple[Mailing, ...]:
        """All mails of a document, in order."""
        return tuple(map(_mailing, self._table.query(self._pk, f"{key(number)}#")))

    def check(self, number: str) -> None:
        """Raises Mailed where the document went out before."""
        if counted := [each for each in self.of(number) if each.refused is None]:
            raise Mailed(counted[-1])

    def begin(self, number: str, to: str, *, change: Change, again: bool = False) -> Mailing:
        """Written before the mail goes out. Raises Mailed unless it is sent `again`; of two at once, one goes on."""
        return self._table.persistently(lambda: self._begin(number, to, change, again))

    def sent(self, mailing: Mailing, message: str) -> None:
        """It went out."""
        self._end(mailing, "mailed", "message", message)

    def refused(self, mailing: Mailing, why: str) -> None:
        """It did not go out, and counts no more."""
        self._end(mailing, "not mailed", "refused", why)

    def _begin(self, number: str, to: str, change: Change, again: bool) -> Mailing:
        if not again:
            self.check(number)
        begun = Mailing(number=number, position=len(self.of(number)), to=to, change=change)
        row: Item = {"pk": self._pk, "sk": _sk(begun), "to": to}
        self._table.write(put_new(row | change.as_attributes()))
        return begun

    def _end(self, mailing: Mailing, action: str, attribute: str, value: str) -> None:
        told = replace(mailing.change, why=f"to {mailing.to}: {mailing.change.why}")
        change = update(self._pk, _sk(mailing), f"SET #{attribute} = :value", "attribute_exists(#pk)", value=value)
        self._table.write(change, self._changes.record(action, mailing.number, told))

    @property
    def _pk(self) -> str:
        return key("mailed", self._seller)


def _sk(mailing: Mailing) -> str:
    return key(mailing.number, f"{mailing.position:04d}")


def _mailing(item: Item) -> Mailing:
    number, _, position = item["sk"].rpartition("#")
    return Mailing(
        number=number,
        position=int(position),
        to=item["to"],
        change=Change.of(item),
        message=item.get("message"),
        refused=item.get("refused"),
    )
