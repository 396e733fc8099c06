"""Figures as they are kept: by benchmark, with the day and the machine. `python -m benchmarks --record` writes what README shows."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

RECORD = Path(__file__).parent / "figures.json"
"""Recorded figures, committed. Measured on a quiet machine, or they say more about its other work."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one benchmark found."""

    date: str
    """UTC, YYYY-MM-DD."""
    machine: str
    load: float
    """Processes that wanted a processor in the minute before: other work, when it is not near 0."""
    figures: tuple[Figure, ...]


def measured(figures: list[Figure], load: float) -> Measured:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return Measured(date=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine, load=load, figures=tuple(figures))


def load() -> float:
    return round(os.getloadavg()[0], 1)


def read(path: Path = RECORD) -> dict[str, Measured]:
    """By name of the benchmark; empty when nothing was recorded."""
    kept = json.loads(path.read_text())["measured"] if path.is_file() else {}
    return {name: _measured(row) for name, row in kept.items()}


def write(path: Path, found: dict[str, Measured], left_out: dict[str, str] | None = None) -> None:
    """`left_out` is benchmark to reason."""
    path.parent.mkdir(exist_ok=True)
    rows = {name: asdict(each) for name, each in found.items()}
    path.write_text(json.dumps({"measured": rows, "left_out": left_out or {}}, indent=1) + "\n")


def _measured(row: dict[str, Any]) -> Measured:
    return Measured(**{**row, "figures": tuple(Figure(**each) for each in row["figures"])})
