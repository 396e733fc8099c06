"""The question for Athena, where the exports are a table of Glue."""

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from billing.domain.month import Month
from billing.sources.exports.columns import source_of_columns
from billing.sources.exports.query import By, Source, question
from billing.sources.exports.tables import table_of

GLUE_TYPES = {"string": "VARCHAR", "double": "DOUBLE", "timestamp": "TIMESTAMP", "float": "FLOAT", "bigint": "BIGINT", "int": "INTEGER"}


def athena_sql(table: str, columns: Mapping[str, str], month: Month, by: By = By.TAG) -> str:
    """The question, for `table` (`"database"."table"`) with the columns that Glue has for it and their types.

    The partitions' column is not asked: a line's own billing period decides, here as there. Raises ExportError where a column is missing.
    """
    return translated(question(source_of(table, columns, by), month, by))


def source_of(table: str, columns: Mapping[str, str], by: By) -> Source:
    """The table as a source. Raises ExportError where a column is missing."""
    names = {name: (f'"{name}"', _type(type)) for name, type in columns.items()}
    return source_of_columns(table, table_of(names), names, table, by)


def translated(sql: str) -> str:
    """DuckDB's SQL in Athena's, where a key that a map does not have is an error unless it is asked for with `element_at`."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    return tree.transform(_element_at).sql(dialect="athena")


def _element_at(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Bracket):
        return exp.Anonymous(this="ELEMENT_AT", expressions=[node.this, *node.expressions])
    return node


def _type(glue: str) -> str:
    lower = glue.lower()
    return lower.upper() if lower.startswith(("map", "decimal")) else GLUE_TYPES.get(lower, lower.upper())
