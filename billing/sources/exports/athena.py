"""The question for Athena, where the exports are a table of Glue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from billing.domain.month import Month
from billing.sources.athena import Athena
from billing.sources.exports.columns import source_of_columns
from billing.sources.exports.query import By, Source
from billing.sources.exports.sql import text
from billing.sources.exports.tables import table_of

GLUE_TYPES = {"string": "VARCHAR", "double": "DOUBLE", "timestamp": "TIMESTAMP", "float": "FLOAT", "bigint": "BIGINT", "int": "INTEGER"}
PERIOD = "billing_period"
"""The partition's column: AWS delivers each month into a folder of its own."""
FILE = "delivered_in"
"""The object in S3 that a line stands in, which Athena calls `$path`."""


def lines_of_month(database: str, table: str, month: Month) -> str:
    """What stands after FROM. Only the month's folder is read, and paid for; the lines in it still say their own billing period."""
    return f'(SELECT *, "$path" AS {FILE} FROM "{database}"."{table}" WHERE "{PERIOD}" = {text(str(month))}) AS delivery'


def source_of(name: str, sql: str, columns: Mapping[str, str], by: By) -> Source:
    """The table `name` as a source: `sql` after FROM, with the columns that Glue has for it and their types.

    Raises ExportError where a column is missing.
    """
    names = {column: (f'"{column}"', _type(type)) for column, type in columns.items()}
    return source_of_columns(name, table_of(names), names, sql, by)


def translated(sql: str) -> str:
    """DuckDB's SQL in Athena's, where a key that a map does not have is an error unless it is asked for with `element_at`."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    return tree.transform(_element_at).sql(dialect="athena")


@dataclass(frozen=True)
class AthenaLines:
    """Lines that Athena is asked about."""

    athena: Athena
    sql: str
    """What stands after FROM."""
    name: str
    """The table, for messages."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Raises AthenaFailed."""
        return self.athena.rows(translated(sql))

    def where(self, condition: str) -> str:
        """The object in S3. Rows have no numbers there."""
        found = self.rows(f"SELECT {FILE} FROM {self.sql} WHERE {condition} LIMIT 1")
        return str(found[0][0]) if found else self.name


def _element_at(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Bracket):
        return exp.Anonymous(this="ELEMENT_AT", expressions=[node.this, *node.expressions])
    return node


def _type(glue: str) -> str:
    lower = glue.lower()
    return lower.upper() if lower.startswith(("map", "decimal")) else GLUE_TYPES.get(lower, lower.upper())
