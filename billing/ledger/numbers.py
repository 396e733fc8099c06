"""Numbers of documents, without a gap for each seller, series and year. Given in the transaction that makes a document final.

Rows: `series#<seller>#INV-2026` / `counter` holds the last number, and `000001` and so on say which document has that number.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from billing.domain.documents import DocumentKind
from billing.domain.month import Month
from billing.ledger.table import Action, Item, LedgerTable, key, put_new, update

COUNTER = "counter"
MOST = 999_999
WRITTEN = re.compile(r"(INV|CN)-([0-9]{4})-([0-9]{6})")


class Series(StrEnum):
    INVOICES = "INV"
    """Invoices and debit notes."""
    CREDIT_NOTES = "CN"

    @classmethod
    def of(cls, kind: DocumentKind) -> "Series":
        return cls.CREDIT_NOTES if kind is DocumentKind.CREDIT_NOTE else cls.INVOICES


@dataclass(frozen=True, kw_only=True)
class Number:
    """`INV-2026-000001`."""

    series: Series
    year: int
    """Year of the issue date."""
    count: int
    """1 to 999,999."""

    @classmethod
    def parse(cls, text: str) -> "Number":
        """Raises ValueError for what is no number of a document."""
        written = WRITTEN.fullmatch(text)
        if not written:
            raise ValueError(f"{text!r} is no number of a document: write it like INV-2026-000001 or CN-2026-000001")
        return cls(series=Series(written[1]), year=int(written[2]), count=int(written[3]))

    def __str__(self) -> str:
        return f"{self.series}-{self.year:04d}-{self.count:06d}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which document has a number."""

    number: Number
    client: str
    month: Month
    position: int
    """Its place among the documents of that client and month, from 0."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """All numbers of a series and year."""

    places: tuple[Place, ...]
    """In order."""
    last: Number
    """What the counter says; its count is 0 where none was given."""

    @property
    def missing(self) -> tuple[Number, ...]:
        """Numbers that no document has; empty unless somebody wrote to the table by other means."""
        there = {place.number.count for place in self.places}
        counts = (count for count in range(1, self.last.count + 1) if count not in there)
        return tuple(Number(series=self.last.series, year=self.last.year, count=count) for count in counts)


class Numbers:
    """The numbers of one seller."""

    def __init__(self, table: LedgerTable, seller: str) -> None:
        self._table, self._seller = table, seller

    def next(self, series: Series, year: int) -> Number:
        """The number after the last one. It is taken only by the transaction that `taking` is part of."""
        number = Number(series=series, year=year, count=self._last(series, year) + 1)
        if number.count > MOST:
            raise ValueError(f"the series {series}-{year} is full: {MOST} numbers were given")
        return number

    def taking(self, place: Place) -> list[Action]:
        """Moves the counter to the number, from the one before and from no other, and notes which document has it."""
        number = place.number
        condition = "#last = :before" if number.count > 1 else "attribute_not_exists(#pk)"
        before = {"before": number.count - 1} if number.count > 1 else {}
        pk = self._pk(number.series, number.year)
        row: Item = {"pk": pk, "sk": f"{number.count:06d}", "client": place.client, "month": str(place.month), "position": place.position}
        return [update(pk, COUNTER, "SET #last = :last", condition, last=number.count, **before), put_new(row)]

    def place(self, number: Number) -> Place | None:
        """The document that has the number, None where it was never given."""
        item = self._table.get(self._pk(number.series, number.year), f"{number.count:06d}")
        return _place(number.series, number.year, item) if item else None

    def given(self, series: Series, year: int) -> Given:
        """All numbers. The counter is read first: what is given while the rows are read is no gap."""
        last = self._last(series, year)
        rows = [item for item in self._table.query(self._pk(series, year)) if item["sk"] != COUNTER]
        places = (_place(series, year, item) for item in rows)
        return Given(
            places=tuple(place for place in places if place.number.count <= last), last=Number(series=series, year=year, count=last)
        )

    def _last(self, series: Series, year: int) -> int:
        counter = self._table.get(self._pk(series, year), COUNTER)
        return counter["last"] if counter else 0

    def _pk(self, series: Series, year: int) -> str:
        return key("series", self._seller, f"{series}-{year:04d}")


def _place(series: Series, year: int, item: Item) -> Place:
    number = Number(series=series, year=year, count=int(item["sk"]))
    return Place(number=number, client=item["client"], month=Month.parse(item["month"]), position=item["position"])
