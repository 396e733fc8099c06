"""The one question that is asked of an export: what came to how much. Written once, in SQL that DuckDB runs; Athena gets a translation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from billing.domain.month import Month
from billing.sources.exports.amounts import NOT_HELD, steps
from billing.sources.exports.sql import text
from billing.sources.exports.tables import Column, Table
from model.tags import spellings

TAG = "Client"
"""Cost allocation tag by which clients are told apart."""


class By(StrEnum):
    """What tells clients apart."""

    TAG = "tag"
    ACCOUNT = "account"
    TAG_AND_ACCOUNT = "tag and account"
    """Neither yet: both are kept, and the register decides afterwards (`billing.domain.assigning`)."""

    @property
    def reads_tags(self) -> bool:
        return self is not By.ACCOUNT

    @property
    def reads_accounts(self) -> bool:
        return self is not By.TAG


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows of one table that are written alike."""

    table: Table
    sql: str
    """What stands after FROM."""
    columns: Mapping[Column, tuple[str, str]]
    """What there is: SQL and type."""
    tags: Sequence[tuple[str, str, str]] = ()
    """Where the client's tag may stand: SQL and type of a column, and the key in it; no key where the column is the tag's own."""
    names: Mapping[Column, str] = field(default_factory=dict)
    """Columns' names for messages, where they are not the SQL."""

    def name(self, column: Column) -> str:
        """As the export spells it."""
        return self.names.get(column, self.table.columns[column][0])


GROUPS = ("currency", "owner", "word", "class", "commitment", "service", "account", "payer")
"""What amounts are summed by; `owner` is the tag's value, or the account. `account` and `payer` are told by tag and account alone."""
ABSENT = "''"


def question(source: Source, month: Month, by: By) -> str:
    """A row for each group: GROUPS, rows, sum of what is billed, sum of `rest`, rows of a period that cannot be read, rows whose amount
    SQL cannot hold, and rows without an invoice yet. `quick` is added up by itself, as it is cheaper so and nearly every row."""
    there = [group for group, column in _keys(source, by).items() if column != ABSENT]
    shown = [group if group in there else f"{ABSENT} AS {group}" for group in GROUPS]
    return (
        f"SELECT {', '.join(shown)}, COUNT(*) AS rows_read, COALESCE(SUM(quick), 0) + COALESCE(SUM(rounded), 0) AS amount, "
        f"SUM(rest) AS rest, COUNT(CASE WHEN unreadable THEN 1 END) AS unreadable, COUNT(CASE WHEN {NOT_HELD} THEN 1 END) AS by_hand, "
        f"COUNT(*) - COUNT(CASE WHEN invoiced THEN 1 END) AS open_rows FROM ({_lines(source, month, by)}) AS lines "
        f"GROUP BY {', '.join(there)}"
    )


def by_hand(source: Source, month: Month, by: By) -> str:
    """The rows whose amount SQL cannot hold: GROUPS, the amount as text."""
    return f"SELECT {', '.join(GROUPS)}, CAST(value AS VARCHAR) AS value FROM ({_lines(source, month, by)}) AS lines WHERE {NOT_HELD}"


def with_known_key(source: Source, month: Month) -> str:
    """One row where a line of the month has the tag's key at all, be it empty. DuckDB only."""
    known = " OR ".join(_has_key(*place) for place in source.tags)
    return f"SELECT 1 FROM {source.sql} WHERE {in_month(source, month)} AND ({known}) LIMIT 1"


def in_month(source: Source, month: Month) -> str:
    """Whether the line's billing period is the month."""
    period, type = source.columns[Column.PERIOD]
    if type == "VARCHAR":
        return f"SUBSTR({period}, 1, 7) = '{month}'"
    first, end = (f"TIMESTAMP '{each.first_day} 00:00:00'" for each in (month, month.next))
    return f"({period} >= {first} AND {period} < {end})"


def unreadable(source: Source) -> str:
    """Whether it cannot be said which month the line belongs to."""
    period, type = source.columns[Column.PERIOD]
    if type == "VARCHAR":
        return f"({period} IS NULL OR NOT REGEXP_MATCHES({period}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}'))"
    return f"({period} IS NULL)"


def _lines(source: Source, month: Month, by: By) -> str:
    """Every line of the month, with what is grouped and its amount as `steps` has it."""
    amount, type = source.columns[Column.AMOUNT]
    first, *later = steps(amount, type)
    keys = _keys(source, by) | {"unreadable": unreadable(source), "invoiced": _invoiced(source)} | first
    sql = f"SELECT {_as(keys)} FROM {source.sql} WHERE {in_month(source, month)} OR {unreadable(source)}"
    for step in later:
        sql = f"SELECT *, {_as(step)} FROM ({sql}) AS step"
    return f"SELECT {', '.join(GROUPS)}, unreadable, invoiced, value, quick, rounded, rest FROM ({sql}) AS step"


def _keys(source: Source, by: By) -> dict[str, str]:
    """Each group's SQL, untouched where it is a column: what is done to it is done to every row."""
    owner = _tag(source) if by.reads_tags else _column(source, Column.ACCOUNT)
    whose = by is By.TAG_AND_ACCOUNT
    return {
        "currency": _column(source, Column.CURRENCY),
        "owner": owner,
        "word": _column(source, Column.WORD),
        "class": _column(source, Column.CHARGE_CLASS),
        "commitment": _column(source, Column.COMMITMENT),
        "service": _column(source, Column.SERVICE),
        "account": _column(source, Column.ACCOUNT) if whose else ABSENT,
        "payer": _column(source, Column.PAYER) if whose else ABSENT,
    }


def _column(source: Source, column: Column) -> str:
    if column not in source.columns:
        return ABSENT
    sql, type = source.columns[column]
    return sql if type == "VARCHAR" else f"CAST({sql} AS VARCHAR)"


def _invoiced(source: Source) -> str:
    """Whether AWS has put the line on an invoice; taken for granted where the export does not say."""
    return f"({_column(source, Column.INVOICE)} <> '')" if Column.INVOICE in source.columns else "TRUE"


def _tag(source: Source) -> str:
    """The tag's value, NULL or empty where the line has none.

    An export spells a key one way, so within a column the first spelling that is there decides; an empty one makes way for the next column.
    """
    columns = [f"COALESCE({', '.join(map(_value, places))})" for _, places in groupby(source.tags, key=itemgetter(0))]
    return columns[0] if len(columns) == 1 else f"COALESCE({', '.join(map(_filled, columns))})"


def _filled(value: str) -> str:
    return f"NULLIF({value}, '')"


def _value(place: tuple[str, str, str]) -> str:
    """The tag's value in one place where it may stand; NULL where it is not there."""
    column, type, key = place
    if not key:
        return column
    if type.upper().startswith("MAP"):
        return f"{column}[{text(key)}]"
    return f"JSON_EXTRACT_STRING(NULLIF({column}, ''), {_path(key)})"


def _has_key(column: str, type: str, key: str) -> str:
    if not key:
        return "TRUE"
    if type.upper().startswith("MAP"):
        return f"COALESCE(LIST_CONTAINS(MAP_KEYS({column}), {text(key)}), FALSE)"
    return f"COALESCE(JSON_EXISTS(NULLIF({column}, ''), {_path(key)}), FALSE)"


def _path(key: str) -> str:
    return text('$."' + key + '"')


def _as(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())


def places_of_tag(table: Table, names: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Where the client's tag may stand in a table with these columns, the usual place first."""
    lower = {name.lower(): found for name, found in reversed(list(names.items()))}
    there = {column.lower(): source for column, source in table.tag_maps.items() if column.lower() in lower}
    maps = [(*lower[column], key) for column, source in there.items() for key in spellings(source, TAG)]
    return maps + [(*names[name], "") for name in own_columns(table) if name in names]


def own_columns(table: Table) -> tuple[str, ...]:
    """Names that a column of the client's tag alone has."""
    return spellings(table.tag_columns, TAG) if table.tag_columns else ()


def looked_for(table: Table) -> str:
    """The spellings, for a message."""
    maps = [f"{' or '.join(spellings(source, TAG))} in {column}" for column, source in table.tag_maps.items()]
    return "; ".join([*maps, *(f"a column {name}" for name in own_columns(table))])
