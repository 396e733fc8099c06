"""Which column of a file, or of Athena's table, holds what. A column that is missing is named."""

from collections.abc import Mapping, Sequence

from billing.sources.exports.files import DataFile, Format
from billing.sources.exports.problems import ExportError
from billing.sources.exports.query import By, Source, places_of_tag
from billing.sources.exports.sql import literal, text
from billing.sources.exports.tables import REQUIRED, TABLES, Column, Table, table_of


def source_of_columns(where: str, table: Table | None, names: Mapping[str, tuple[str, str]], sql: str, by: By) -> Source:
    """A source, from the names of its columns. Raises ExportError for a table that is no export, and for a missing column."""
    if table is None:
        usual = " and no column ".join(each.columns[Column.AMOUNT][0] for each in TABLES)
        raise ExportError(f"{where} is no export that is known: it has no column {usual}. Export the table CUR 2.0 or FOCUS.")
    spelt = {column: _spelling(names, table.columns[column]) for column in table.columns}
    needed = [*REQUIRED, *([Column.ACCOUNT] if by.reads_accounts else [])]
    missing = [table.columns[column][0] for column in needed if spelt[column] is None]
    if missing:
        raise ExportError(f"{where} has no column {' and no '.join(missing)}. Add it to the export's columns and have it delivered again.")
    found = {column: name for column, name in spelt.items() if name is not None}
    columns = {column: names[name] for column, name in found.items()}
    return Source(table=table, sql=sql, columns=columns, tags=places_of_tag(table, names), names=found)


def source_of_files(files: Sequence[DataFile], by: By) -> Source:
    """Files that are written alike as one source."""
    first = files[0]
    return source_of_columns(str(first.path), table_of(first.by_name), first.by_name, reader(files), by)


def reader(files: Sequence[DataFile], options: str = "") -> str:
    """The files as a table function of DuckDB; a CSV's columns are c0, c1, ..., since names may differ in case alone."""
    paths = f"[{', '.join(literal(each.path) for each in files)}]"
    if files[0].format is Format.PARQUET:
        return f"read_parquet({paths}, hive_partitioning = false{options})"
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(files[0].types)))
    packed = text("gzip" if files[0].format is Format.GZIP_CSV else "none")
    return (
        f"read_csv({paths}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', compression = {packed}, "
        f"hive_partitioning = false, max_line_size = 16777216, columns = {{{columns}}})"
    )


def _spelling(names: Mapping[str, tuple[str, str]], candidates: Sequence[str]) -> str | None:
    """The first candidate that there is, exactly so or in other letters: some tools write names in lower case."""
    lower = {name.lower(): name for name in reversed(list(names))}
    return next((name if name in names else lower[name.lower()] for name in candidates if name.lower() in lower), None)
