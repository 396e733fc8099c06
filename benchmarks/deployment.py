"""How fast the embedded deployer creates a stack in the sandbox."""

import statistics
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks.figure import Figure
from benchmarks.program import STACK
from benchmarks.timing import seconds_of
from sandbox.demo.clients import STACKS
from sandbox.demo.journey import secret_settings
from sandbox.demo.stacks import deploy, state_of
from sandbox.server_process import running_sandbox

RUNS = 3
"""Each in a sandbox of its own."""


def deployment() -> list[Figure]:
    """Resources a second, process start and program included."""
    runs = [_deployed() for _ in range(RUNS)]
    rates = [made / seconds for made, seconds in runs]
    made, seconds = runs[0][0], statistics.median(seconds for _, seconds in runs)
    return [
        Figure(
            what=f"embedded deployment of {STACK}",
            value=statistics.median(rates),
            unit="resources/s",
            lowest=min(rates),
            highest=max(rates),
            sizes={"resources": made, "seconds": seconds, "runs": RUNS},
        )
    ]


def _deployed() -> tuple[int, float]:
    """How many resources AWS made, and the seconds."""
    stack = next(each for each in STACKS if each.name == STACK)
    silent = Console(quiet=True)
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder) / "aws") as sandbox:
        secrets = secret_settings(sandbox, stack, silent)
        seconds = seconds_of(lambda: deploy(sandbox, stack, secrets, silent))
        rows = state_of(sandbox, stack).resources.values()
    return sum(1 for row in rows if row.id and not row.type.startswith("pulumi:")), seconds
