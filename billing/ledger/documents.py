"""Final documents: how they are kept and found.

Row: `documents#<seller>#2026-10` / `acme#0000`: what `billing.domain.document_record` writes, as canonical JSON, with its purpose and who
made it final, when and why.
"""

import json
from collections.abc import Iterator

from billing.domain.canonical import canonical
from billing.domain.document_record import as_record, from_record
from billing.domain.documents import Document
from billing.domain.month import Month
from billing.ledger.chain import Chain, Entry, Purpose
from billing.ledger.changes import Change
from billing.ledger.numbers import Given, Number, Numbers, Series
from billing.ledger.table import Action, Item, LedgerTable, key, put_new


class Documents:
    """Final documents of one seller."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller
        self.numbers = Numbers(table, seller)

    def of(self, client: str, month: Month) -> Chain:
        """A client's documents of a month: each invoice with its notes, in the order in which they became final."""
        return Chain(tuple(_entry(item) for item in self._table.query(self._pk(month), f"{key(client)}#")))

    def of_month(self, month: Month) -> Iterator[Entry]:
        """All documents of a month, by client, each client's in order."""
        return map(_entry, self._table.query(self._pk(month)))

    def numbered(self, number: str) -> Entry | None:
        """The document that has the number, None where it was never given. Raises ValueError for what is no number."""
        place = self.numbers.place(Number.parse(number))
        item = self._table.get(self._pk(place.month), _sk(place.client, place.position)) if place else None
        return _entry(item) if item else None

    def given(self, series: Series, year: int) -> Given:
        """All numbers of a series in order, with those that are missing."""
        return self.numbers.given(series, year)

    def storing(self, entry: Entry, change: Change) -> Action:
        """The row of a document; fails where its place is taken. Raises TooLarge."""
        document = entry.document
        row: Item = {
            "pk": self._pk(document.month),
            "sk": _sk(document.client, entry.position),
            "number": str(document.number),
            "purpose": str(entry.purpose),
            "document": canonical(as_record(document)).decode(),
        }
        return put_new(row | ({"replaces": entry.replaces} if entry.replaces else {}) | change.as_attributes())

    def _pk(self, month: Month) -> str:
        return key("documents", self._seller, str(month))


def read_document(text: str) -> Document:
    """A document from its JSON."""
    return from_record(json.loads(text))


def _sk(client: str, position: int) -> str:
    return key(client, f"{position:04d}")


def _entry(item: Item) -> Entry:
    return Entry(
        document=read_document(item["document"]),
        purpose=Purpose(item["purpose"]),
        position=int(item["sk"].rpartition("#")[2]),
        replaces=item.get("replaces"),
    )
