"""`python -m benchmarks [NAME ...]`: prints the figures and writes them to `.build/bench.json`.

Exits with 1 when a promise is not kept, with 2 for an unknown name. `--record` keeps them for README; `make docs` shows them there.
"""

import argparse
import sys
from pathlib import Path

from benchmarks import measured, table
from benchmarks.catalogue import Benchmark, named
from benchmarks.measured import RECORD, Measured

RESULT = Path(".build/bench.json")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Figures, measured side by side in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run; all without any")
    parser.add_argument("--record", action="store_true", help="keep them in benchmarks/figures.json, which README shows")
    told = parser.parse_args(arguments)
    try:
        chosen = named(told.names)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    left_out = {each.name: each.why_not for each in chosen if each.why_not}
    found = _run([each for each in chosen if each.name not in left_out])
    for name, why in left_out.items():
        print(f"{name}: left out, {why}")
    measured.write(RESULT, found, left_out)
    if told.record:
        measured.write(RECORD, {**measured.read(), **found})
        print(f"\nRecorded: {', '.join(found)}. `make docs` shows them in README.md.")
    return 0 if all(figure.kept for each in found.values() for figure in each.figures) else 1


def _run(benchmarks: list[Benchmark]) -> dict[str, Measured]:
    """Shows each as soon as it is there."""
    found: dict[str, Measured] = {}
    print(table.HEAD)
    for each in benchmarks:
        load = measured.load()
        found[each.name] = measured.measured(each.run(), load)
        for figure in found[each.name].figures:
            print(*table.lines(figure), sep="\n", flush=True)
    told = list(found.values())[:1]
    print(*(f"\n{each.date}, {each.machine}; medians; load {each.load} at the start" for each in told), sep="")
    return found


if __name__ == "__main__":
    sys.exit(main())
