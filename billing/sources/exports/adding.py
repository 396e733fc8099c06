"""Asks the question of one source and books the answer. Whatever cannot be booked is traced to where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from billing.sources.exports.bill import Bill, Group, in_two
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import GROUPS, By, Source, by_hand, in_month, question, unreadable
from billing.sources.exports.sql import text
from billing.sources.exports.tables import Column
from billing.sources.kinds import UnknownKind

AGAIN = "Nothing was computed. Have the export delivered or downloaded again."
LARGEST, SMALLEST = 28, -70
"""Powers of ten between which an amount is added up exactly, a hundred digits in all; beyond them it is no amount of money."""


class Lines(Protocol):
    """Lines of an export that can be asked, by whatever runs SQL; it is written for DuckDB."""

    def rows(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The answer: text, whole numbers, decimals and None."""

    def where(self, condition: str) -> str:
        """Where the first line is on which the condition holds, for a message."""


@dataclass(frozen=True, kw_only=True)
class ExportLines:
    """What was read of an export, before a bill is closed from it."""

    bill: Bill
    sources: tuple[Source, ...]
    """What the lines were read from, for what its columns say."""
    sha256: str
    notices: tuple[str, ...]


def add_up(bill: Bill, lines: Lines, source: Source, by: By) -> None:
    """Books all lines of the month. Raises ExportError, naming the place, for a line that cannot be booked."""
    answer = list(lines.rows(question(source, bill.month, by)))
    _check(answer, bill, lines, source)
    _book(answer, bill, lines, source)
    if any(row[len(GROUPS) + 4] for row in answer):
        for *keys, value in lines.rows(by_hand(source, bill.month, by)):
            billed, rest = in_two(_read(value, bill, lines, source))
            bill.add(source.table, _group(keys), billed, rest, 0, 0)


def _book(answer: Sequence[tuple[Any, ...]], bill: Bill, lines: Lines, source: Source) -> None:
    for row in answer:
        rows, amount, rest, _, _, open_rows = row[len(GROUPS) :]
        try:
            bill.add(source.table, _group(row), amount or Decimal(0), rest or Decimal(0), rows, open_rows)
        except UnknownKind as error:
            where = _where(lines, source, bill, " OR ".join(f"{source.columns[each][0]} = {text(error.word)}" for each in _words(source)))
            raise ExportError(f"{where}: {error}") from error


def _check(answer: Sequence[tuple[Any, ...]], bill: Bill, lines: Lines, source: Source) -> None:
    """What SQL has seen of lines without a month or a currency."""
    if any(row[len(GROUPS) + 3] for row in answer):
        where, name = lines.where(unreadable(source)), source.name(Column.PERIOD)
        raise ExportError(f"{where}: {name} is no date, so it is not known which month the line belongs to. {AGAIN}")
    if any(not (row[0] or "").strip() for row in answer):
        currency = source.columns[Column.CURRENCY][0]
        where = _where(lines, source, bill, f"{currency} IS NULL OR TRIM({currency}) = ''")
        raise ExportError(f"{where}: {source.name(Column.CURRENCY)} is empty, and an amount without a currency is none. {AGAIN}")


def _read(value: str | None, bill: Bill, lines: Lines, source: Source) -> Decimal:
    """An amount that SQL cannot hold. Raises ExportError where it is none."""
    try:
        amount = Decimal(value or "nothing") or Decimal(0)
        exponent = amount.as_tuple().exponent
        fits = isinstance(exponent, int) and exponent >= SMALLEST and amount.adjusted() < LARGEST
    except InvalidOperation:
        fits = False
    if fits:
        return amount
    column = source.columns[Column.AMOUNT][0]
    where = _where(lines, source, bill, f"{column} IS NULL" if value is None else f"CAST({column} AS VARCHAR) = {text(value)}")
    raise ExportError(f"{where}: {source.name(Column.AMOUNT)} is {value or 'empty'}, which is no amount. {AGAIN}")


def _group(row: Sequence[Any]) -> Group:
    return Group(*(key or "" for key in row[: len(GROUPS)]))


def _words(source: Source) -> list[Column]:
    return [each for each in (Column.WORD, Column.CHARGE_CLASS, Column.COMMITMENT) if each in source.columns]


def _where(lines: Lines, source: Source, bill: Bill, condition: str) -> str:
    return lines.where(f"{in_month(source, bill.month)} AND ({condition})")
