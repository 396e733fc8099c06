"""Asks the question of one source and books the answer. Whatever cannot be booked is traced to its file and row."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb

from billing.sources.exports.bill import Bill, Group, in_two
from billing.sources.exports.engine import Engine, blame, locate
from billing.sources.exports.files import DataFile
from billing.sources.exports.problems import ExportError, at
from billing.sources.exports.query import GROUPS, By, Source, by_hand, in_month, question, unreadable
from billing.sources.exports.sql import text
from billing.sources.exports.tables import Column
from billing.sources.kinds import UnknownKind

AGAIN = "Nothing was computed. Have the export delivered or downloaded again."
LARGEST, SMALLEST = 28, -70
"""Powers of ten between which an amount is added up exactly, a hundred digits in all; beyond them it is no amount of money."""


def add_up(bill: Bill, files: Sequence[DataFile], source: Source, by: By, local: Engine) -> None:
    """Books all lines of the month. Raises ExportError with file and row for a line that cannot be booked."""
    try:
        answer = list(local.rows(question(source, bill.month, by)))
        _check(answer, bill, files, source)
        _book(answer, bill, files, source)
        if any(row[len(GROUPS) + 4] for row in answer):
            for *keys, value in local.rows(by_hand(source, bill.month, by)):
                billed, rest = in_two(_read(value, bill, files, source))
                bill.add(source.table, _group(keys), billed, rest, 0, 0)
    except duckdb.Error as error:
        raise blame(files, bill.month, by, error) from error


def _book(answer: Sequence[tuple[Any, ...]], bill: Bill, files: Sequence[DataFile], source: Source) -> None:
    for row in answer:
        rows, amount, rest, _, _, open_rows = row[len(GROUPS) :]
        try:
            bill.add(source.table, _group(row), amount or Decimal(0), rest or Decimal(0), rows, open_rows)
        except UnknownKind as error:
            where = _where(files, source, bill, " OR ".join(f"{source.columns[each][0]} = {text(error.word)}" for each in _words(source)))
            raise ExportError(f"{where}: {error}") from error


def _check(answer: Sequence[tuple[Any, ...]], bill: Bill, files: Sequence[DataFile], source: Source) -> None:
    """What SQL has seen of lines without a month or a currency."""
    if any(row[len(GROUPS) + 3] for row in answer):
        found = locate(files, unreadable(source))
        name = source.name(Column.PERIOD)
        raise ExportError(f"{_at(found, files)}: {name} is no date, so it is not known which month the line belongs to. {AGAIN}")
    if any(not (row[0] or "").strip() for row in answer):
        currency = source.columns[Column.CURRENCY][0]
        where = _where(files, source, bill, f"{currency} IS NULL OR TRIM({currency}) = ''")
        raise ExportError(f"{where}: {source.name(Column.CURRENCY)} is empty, and an amount without a currency is none. {AGAIN}")


def _read(value: str | None, bill: Bill, files: Sequence[DataFile], source: Source) -> Decimal:
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
    where = _where(files, source, bill, f"{column} IS NULL" if value is None else f"CAST({column} AS VARCHAR) = {text(value)}")
    raise ExportError(f"{where}: {source.name(Column.AMOUNT)} is {value or 'empty'}, which is no amount. {AGAIN}")


def _group(row: Sequence[Any]) -> Group:
    return Group(*(key or "" for key in row[: len(GROUPS)]))


def _words(source: Source) -> list[Column]:
    return [each for each in (Column.WORD, Column.CHARGE_CLASS, Column.COMMITMENT) if each in source.columns]


def _where(files: Sequence[DataFile], source: Source, bill: Bill, condition: str) -> str:
    return _at(locate(files, f"{in_month(source, bill.month)} AND ({condition})"), files)


def _at(found: tuple[Any, int] | None, files: Sequence[DataFile]) -> str:
    return at(*found) if found else str(files[0].path)
