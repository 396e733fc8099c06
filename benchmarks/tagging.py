"""What the tagging transform takes to know whether a type is taggable."""

import statistics

from benchmarks.figure import Figure
from benchmarks.program import STACK
from benchmarks.timing import RUNS, seconds_of
from components.tagging import tag_shape


def tagging() -> list[Figure]:
    """Asked for the first time, when the SDK's source is read, and again."""
    from benchmarks.recorded import recorded_program

    types = sorted({each.type for each in recorded_program(STACK).registered if each.type.startswith("aws:")})
    first, again = zip(*[_both(types) for _ in range(RUNS)], strict=True)
    return [_figure("first", first, len(types)), _figure("warm", again, len(types))]


def _both(types: list[str]) -> tuple[float, float]:
    """Milliseconds a type."""
    tag_shape.cache_clear()
    first, again = [seconds_of(lambda: [tag_shape(each) for each in types]) * 1000 / len(types) for _ in range(2)]
    return first, again


def _figure(which: str, runs: tuple[float, ...], types: int) -> Figure:
    return Figure(
        what=f"tagging a type, {which}",
        value=statistics.median(runs),
        unit="ms",
        lowest=min(runs),
        highest=max(runs),
        sizes={"types": types, "runs": float(len(runs))},
    )
