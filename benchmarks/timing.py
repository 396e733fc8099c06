"""Two ways to do a thing, timed in turn, so that a machine that slows down slows both."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.figure import Figure

RUNS = 7
"""Counted runs of each side, after one that is not counted."""

Seconds = Callable[[], float]
"""Does the thing once; gives back what it took."""


def paired(
    what: str,
    measured: Seconds,
    against: str,
    yardstick: Seconds,
    *,
    at_most: float | None = None,
    runs: int = RUNS,
    sizes: Mapping[str, float] | None = None,
) -> Figure:
    """The median of the ratios, pair by pair: A B A B ..."""
    pairs = [(measured(), yardstick()) for _ in range(runs + 1)][1:]
    ratios = [a / b for a, b in pairs]
    seconds = {"seconds": statistics.median(a for a, _ in pairs), "against_seconds": statistics.median(b for _, b in pairs)}
    return Figure(
        what=what,
        against=against,
        value=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        at_most=at_most,
        sizes={**(sizes or {}), **seconds, "runs": float(runs)},
    )


def python(source: str, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Seconds:
    """Python source in a fresh interpreter, which prints as its last word the seconds that it took."""

    def run() -> float:
        command = [sys.executable, "-c", source, *arguments]
        done = subprocess.run(command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "the measured program said nothing")
        return float(done.stdout.split()[-1])

    return run


def statements(source: str) -> Seconds:
    """Statements in a fresh interpreter, its start left out."""
    return python(f"import time; started = time.perf_counter()\n{source}\nprint(time.perf_counter() - started)")


def seconds_of(work: Callable[[], object]) -> float:
    """What a call takes in this process."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
