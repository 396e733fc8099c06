"""Exports are read many times over: DuckDB is started once."""

from tests.billing.sources.exports.one_database import one_database  # noqa: F401
