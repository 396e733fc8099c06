"""One file of an export: what it is, what columns it has, and what it weighs."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import BinaryIO

import duckdb

from billing.sources.exports.problems import ExportError
from billing.sources.exports.sql import literal

BLOCK = 1 << 20


class Format(StrEnum):
    """How a file is written, told by its first bytes and not by its name."""

    PARQUET = "Parquet"
    GZIP_CSV = "gzip CSV"
    CSV = "CSV"


@dataclass(frozen=True)
class DataFile:
    """A file whose columns have been read."""

    path: Path
    format: Format
    types: tuple[tuple[str, str], ...]
    """Columns in their order, with their types in DuckDB; everything in a CSV is VARCHAR."""

    @cached_property
    def by_name(self) -> Mapping[str, tuple[str, str]]:
        """Column name to its SQL and its type."""
        if self.format is Format.PARQUET:
            return {name: ('"' + name.replace('"', '""') + '"', type) for name, type in self.types}
        return {name: (f"c{place}", type) for place, (name, type) in reversed(list(enumerate(self.types)))}


def read_schema(path: Path) -> DataFile:
    """Raises ExportError for an empty file, a file cut off and one that is no table."""
    format = _format(path)
    try:
        types = _parquet_types(path) if format is Format.PARQUET else _csv_types(path, format)
    except (duckdb.Error, EOFError, zlib.error, OSError, csv.Error, UnicodeDecodeError) as error:
        raise _unreadable(path, format, error) from error
    if not types:
        raise ExportError(f"{path} is empty: an export has at least a line with the names of its columns. Download it again.")
    return DataFile(path, format, types)


def digests(paths: Iterable[Path], stop: Event) -> list[str]:
    """SHA-256 of each file. Raises CancelledError once `stop` is set: half a file's must never pass for the file's.

    Raises ExportError for a gzip file whose content does not have the checksum that it carries, which DuckDB does not look at.
    """
    return [_digest(path, stop) for path in paths]


def combined(digests: Iterable[str]) -> str:
    """SHA-256 over the sorted ones of several files, one a line: the same files have the same, whatever their names and order."""
    return sha256("".join(f"{each}\n" for each in sorted(digests)).encode()).hexdigest()


def _digest(path: Path, stop: Event) -> str:
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        whole = sha256()
        for block in _blocks(file, stop):
            whole.update(block)
    if compressed:
        _check_gzip(path, stop)
    return whole.hexdigest()


def _check_gzip(path: Path, stop: Event) -> None:
    try:
        with gzip.open(path) as content:
            for _ in _blocks(content, stop):
                pass
    except (EOFError, zlib.error, OSError) as error:
        raise _unreadable(path, Format.GZIP_CSV, error) from error


def _blocks(content: BinaryIO | gzip.GzipFile, stop: Event) -> Iterator[bytes]:
    while block := content.read(BLOCK):
        if stop.is_set():
            raise CancelledError
        yield block


def _format(path: Path) -> Format:
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        return Format.PARQUET
    if start[:2] == b"\x1f\x8b":
        return Format.GZIP_CSV
    if start == b"PK\x03\x04":
        raise ExportError(f"{path} is a zip archive; exports are read as Parquet, gzip CSV and CSV. Unpack it and name what was in it.")
    if path.name.lower().endswith(".parquet") and start:
        raise ExportError(f"{path} is no Parquet file: it does not begin with PAR1. Download it again.")
    return Format.CSV


def _parquet_types(path: Path) -> tuple[tuple[str, str], ...]:
    with _reader().cursor() as connection:
        rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)}, hive_partitioning = false)").fetchall()
    return tuple((row[0], row[1]) for row in rows)


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """One for all files: to open another takes ten times as long as to read the columns of one."""
    return duckdb.connect()


def _csv_types(path: Path, format: Format) -> tuple[tuple[str, str], ...]:
    with gzip.open(path) if format is Format.GZIP_CSV else path.open("rb") as binary:
        names = next(csv.reader(io.TextIOWrapper(binary, encoding="utf-8-sig", newline=""), strict=True), [])
    return tuple((name, "VARCHAR") for name in names)


def _unreadable(path: Path, format: Format, error: Exception) -> ExportError:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ExportError(f"{path} is not a complete {format} file ({said}). Download it again, then run the same command.")
