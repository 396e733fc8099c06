"""Two ways to do a thing, timed in turn, so that a machine that slows down slows both."""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RUNS = 7
"""Counted runs of each side, after one that is not counted."""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A figure: how many times the measured side takes what the yardstick takes."""

    what: str
    against: str
    seconds: float
    """Median of the measured side."""
    against_seconds: float
    """Median of the yardstick."""
    ratio: float
    """Median of the ratios, pair by pair."""
    lowest: float
    highest: float
    at_most: float | None = None
    """What the project promises, where it promises something."""

    @property
    def kept(self) -> bool:
        return self.at_most is None or self.ratio <= self.at_most


def paired(what: str, measured: str, against: str, yardstick: str, at_most: float | None = None, runs: int = RUNS) -> Ratio:
    """Times two Python sources, each in a process of its own that prints the seconds it took, in turn: A B A B ..."""
    pairs = [(seconds_of(measured), seconds_of(yardstick)) for _ in range(runs + 1)][1:]
    ratios = [a / b for a, b in pairs]
    return Ratio(
        what=what,
        against=against,
        seconds=statistics.median(a for a, _ in pairs),
        against_seconds=statistics.median(b for _, b in pairs),
        ratio=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        at_most=at_most,
    )


def seconds_of(source: str, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> float:
    """Runs the source in a fresh interpreter; the last word that it prints is the number of seconds."""
    done = subprocess.run(
        [sys.executable, "-c", source, *arguments], env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "the measured program said nothing")
    return float(done.stdout.split()[-1])


def timed(statements: str) -> str:
    """Source that prints how many seconds the statements take, interpreter start left out."""
    return f"import time; started = time.perf_counter()\n{statements}\nprint(time.perf_counter() - started)"
