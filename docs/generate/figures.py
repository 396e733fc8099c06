"""The figures that `python -m benchmarks --record` kept: those with a promise in README, all of them on a page of their own."""

from collections.abc import Iterator

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figure import Figure
from benchmarks.measured import Measured, read

BUSY = 1.0
"""Load from which on a machine was not quiet, and the page says so."""


def summary() -> str:
    """The table of the README."""
    found = read()
    rows = "".join(_row(figure) for figure in _figures(found) if figure.at_most is not None)
    return f"| what | against | measured | at most |\n|-|-|-:|-:|\n{rows}\n{_where(found)} [All of them](docs/figures.md).\n"


def page() -> str:
    found = read()
    parts = [
        "# Figures\n\n",
        f"Generated from `benchmarks/figures.json`, which `python -m benchmarks --record` writes. {_where(found)} ",
        "Both sides of a ratio are timed in turn, so that a machine that slows down slows both; the median of the runs counts.\n\n",
        "| benchmark | what | against | measured | at most | lowest to highest | sizes |\n|-|-|-|-:|-:|-|-|\n",
    ]
    for name in _names(found):
        parts.extend(f"| `{name}` {_row(figure, figure.spread, _sizes(figure))}" for figure in found[name].figures)
    missing = [each.name for each in BENCHMARKS if each.name not in found]
    if missing:
        parts.append(f"\nNot recorded: {', '.join(f'`{name}`' for name in missing)}.\n")
    return "".join(parts)


def _names(found: dict[str, Measured]) -> list[str]:
    return [each.name for each in BENCHMARKS if each.name in found]


def _figures(found: dict[str, Measured]) -> Iterator[Figure]:
    for name in _names(found):
        yield from found[name].figures


def _row(figure: Figure, *more: str) -> str:
    cells = (figure.what, figure.against, figure.number, figure.promise, *more)
    return f"| {' | '.join(cells)} |\n"


def _sizes(figure: Figure) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:,.{0 if float(value).is_integer() else 2}f}" for name, value in figure.sizes.items())


def _where(found: dict[str, Measured]) -> str:
    """When and where: `Measured on 2026-11-25 with 2 cores, x86_64, Python 3.11.2.`"""
    if not found:
        return "Nothing has been recorded yet."
    days = sorted({f"{each.date} with {each.machine}" for each in found.values()})
    busy = [name for name in _names(found) if found[name].load >= BUSY]
    told = f"Measured on {'; '.join(days)}."
    return f"{told} The machine had other work at {', '.join(busy)}." if busy else told
