"""Which lines that are billed once ever have been billed, and on which document."""

from dataclasses import dataclass

from billing.domain.documents import Document
from billing.domain.month import Month
from billing.ledger.table import Action, Item, LedgerTable, key, put, update


@dataclass(frozen=True, kw_only=True)
class BilledOnce:
    """A one-off line that has been billed, and not been taken back with its invoice."""

    id: str
    number: str
    """The document that carries it."""
    month: Month


class OneOffs:
    """The one-off lines of one seller's clients. Correcting an invoice leaves them billed; voiding it gives them back."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller

    def billed(self, client: str) -> tuple[BilledOnce, ...]:
        """All that the client was billed, by id."""
        rows = [item for item in self._table.query(self._pk(client)) if "returned_by" not in item]
        return tuple(BilledOnce(id=item["sk"], number=item["number"], month=Month.parse(item["month"])) for item in rows)

    def billed_before(self, client: str, month: Month) -> frozenset[str]:
        """Ids that other months have billed: what a month is rated with. It is the same before and after the month's own invoice."""
        return frozenset(each.id for each in self.billed(client) if each.month != month)

    def taking(self, document: Document) -> list[Action]:
        """Marks what a final document bills as billed; fails where something is billed already."""
        free = "attribute_not_exists(#pk) OR attribute_exists(#returned_by)"
        return [put(self._row(document, each), free) for each in sorted(set(document.billed_once))]

    def giving_back(self, voided: Document, note: Document) -> list[Action]:
        """Frees what a voided document had billed."""
        change, condition = "SET #returned_by = :note", "#number = :number AND attribute_not_exists(#returned_by)"
        values = {"note": str(note.number), "number": str(voided.number)}
        return [update(self._pk(voided.client), each, change, condition, **values) for each in sorted(set(voided.billed_once))]

    def _row(self, document: Document, one_off: str) -> Item:
        return {"pk": self._pk(document.client), "sk": key(one_off), "number": str(document.number), "month": str(document.month)}

    def _pk(self, client: str) -> str:
        return key("once", self._seller, client)
