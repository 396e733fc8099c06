"""What the program's structure costs: a full environment under mocks against a flat list of the same resources."""

import json
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.timing import paired, python

STACK = "acme-prod"

RUN_PROGRAM = """
import time
from benchmarks.recorded import recorded_program
started = time.perf_counter()
recorded_program({stack!r})
print(time.perf_counter() - started)
"""

RUN_FLAT = """
import json, time
from benchmarks.recorded import flat_program
rows = json.load(open({rows!r}))
started = time.perf_counter()
flat_program(rows)
print(time.perf_counter() - started)
"""


def program_time() -> list[Figure]:
    """Imports of pulumi_aws's packages are in both sides: a flat program needs them too."""
    from benchmarks.recorded import recorded_program, rows_of

    rows = rows_of(recorded_program(STACK))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.json"
        path.write_text(json.dumps(rows))
        return [
            paired(
                f"program of {STACK} under mocks",
                python(RUN_PROGRAM.format(stack=STACK)),
                "the same resources registered flat",
                python(RUN_FLAT.format(rows=str(path))),
                at_most=1.5,
                sizes={"resources": len(rows)},
            )
        ]
