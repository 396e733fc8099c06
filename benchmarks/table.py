"""Figures in 80 columns."""

import textwrap
from collections.abc import Iterable

from benchmarks.figure import Figure

WIDTH = 80
NUMBER, PROMISE = 17, 9
HEAD = f"{'figure':>{NUMBER}}  at most"


def lines(figure: Figure) -> Iterable[str]:
    """The number, what is promised, what it is; below it the yardstick and the spread."""
    kept = figure.promise.partition(", ")
    start = f"{figure.number:>{NUMBER}}  {kept[0]:<{PROMISE}}"
    yield from textwrap.wrap(figure.what, WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
    against = f"against {figure.against}" if figure.unit == "x" and figure.against else figure.against
    more = "; ".join(each for each in (kept[2] and f"PROMISE {kept[2]}", against, figure.spread) if each)
    yield from textwrap.wrap(more, WIDTH, initial_indent=" " * len(start), subsequent_indent=" " * len(start))
