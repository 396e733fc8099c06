"""DuckDB, locally: nothing is loaded from elsewhere, memory is bounded, and an error names the file and row that it comes from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from billing.domain.month import Month
from billing.sources.exports.columns import reader, source_of_files
from billing.sources.exports.files import DataFile, Format
from billing.sources.exports.problems import ExportError, at
from billing.sources.exports.query import By, Source, question
from billing.sources.exports.tables import Column

MEMORY = "1GB"
"""What a query may hold; beyond it DuckDB writes to a temporary folder."""
FETCHED = 10_000


@dataclass(frozen=True)
class Engine:
    """One connection, for one run."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The answer, piece by piece."""
        cursor = self.connection.execute(sql)
        while piece := cursor.fetchmany(FETCHED):
            yield from piece

    def first(self, sql: str) -> tuple[Any, ...] | None:
        """Its first row."""
        return self.connection.execute(sql).fetchone()


@contextmanager
def engine(threads: int | None = None, memory: str = MEMORY) -> Iterator[Engine]:
    """A fresh engine; `threads` is for measuring, the default is every core."""
    with TemporaryDirectory(prefix="clientenv-") as scratch, duckdb.connect() as connection:
        settings = {
            "enable_progress_bar": "false",  # DuckDB draws it on standard output, in the middle of the JSON
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": f"'{memory}'",
            "temp_directory": f"'{scratch}'",
            "preserve_insertion_order": "false",
            "TimeZone": "'UTC'",
        }
        if threads:
            settings["threads"] = str(threads)
        for name, value in settings.items():
            connection.execute(f"SET {name} = {value}")
        yield Engine(connection)


@dataclass(frozen=True)
class FileLines:
    """Files that are written alike, asked together."""

    files: Sequence[DataFile]
    local: Engine

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The answer, piece by piece."""
        return self.local.rows(sql)

    def where(self, condition: str) -> str:
        """File and row."""
        found = locate(self.files, condition)
        return at(*found) if found else str(self.files[0].path)


def blame(files: Sequence[DataFile], month: Month, by: By, error: duckdb.Error) -> ExportError:
    """The file that the question fails on, asked alone, and the row where it can be told."""
    for file in files:
        with engine() as alone:
            source = source_of_files([file], by)
            try:
                list(alone.rows(question(source, month, by)))
            except duckdb.Error as its_own:
                return _of_file(file, source, its_own)
    said = str(error).splitlines()[0]
    return ExportError(f"The export cannot be read ({said}).")


def _of_file(file: DataFile, source: Source, error: duckdb.Error) -> ExportError:
    said = str(error)
    if "Malformed JSON" in said:
        tags = sorted({column for column, type, key in source.tags if key and not type.upper().startswith("MAP")})
        row = locate([file], " OR ".join(f"NOT JSON_VALID(NULLIF({column}, ''))" for column in tags))
        return ExportError(
            f"{at(file.path, row[1] if row else None)}: the tags are no JSON. Nothing was computed. Download the file again."
        )
    first = said.splitlines()[0].removeprefix("Invalid Input Error: ").removeprefix("IO Error: ")
    return ExportError(f"{file.path} is not a complete {file.format} file ({first}). Download it again, then run the same command.")


def locate(files: Sequence[DataFile], condition: str) -> tuple[Path, int] | None:
    """The first row on which the condition holds, by file; rows are counted from 1."""
    with engine() as one:
        one.connection.execute("SET preserve_insertion_order = true")
        for file in files:
            if file.format is Format.PARQUET:
                sql = f"SELECT file_row_number + 1 FROM {reader([file], ', file_row_number = true')} WHERE {condition} ORDER BY 1 LIMIT 1"
            else:
                sql = f"SELECT line FROM (SELECT ROW_NUMBER() OVER () AS line, * FROM {reader([file])}) AS rows WHERE {condition} LIMIT 1"
            found = one.first(sql)
            if found:
                return file.path, found[0]
    return None


def months_in(files: Sequence[DataFile], by: By) -> list[str]:
    """The months that the files have lines of, for a message."""
    with engine() as one:
        found = set()
        for file in files:
            source = source_of_files([file], by)
            period = source.columns[Column.PERIOD][0]
            found |= {row[0] for row in one.rows(f"SELECT DISTINCT SUBSTR(CAST({period} AS VARCHAR), 1, 7) FROM {source.sql}") if row[0]}
    return sorted(found)
