"""`clientenv preview` against the engine's own command: what the guard, the plan and the start of a second Python cost."""

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.figure import Figure
from benchmarks.own_sandbox import own_sandbox
from benchmarks.side_by_side import environments
from benchmarks.timing import Seconds, paired, seconds_of
from sandbox.demo.stacks import PROJECT_FOLDER
from sandbox.engine.stack import EngineStack

RUNS = 5
"""Pairs, after one that is not counted: a preview takes seconds."""
PROMISED_RUNS = 15
"""One preview differs from the next by more than a tenth; what is promised is nearer than that."""
POLICY = ("--policy-pack", str(PROJECT_FOLDER / "policy"))


NETWORK = {"mode": "nat", "endpoints": ["rekognition", "sqs"]}
"""The one that deploys most, and the component of another SDK with it."""


def preview() -> list[Figure]:
    """Of an environment that has not changed, each a process of its own: a full one, held to the same policy pack on both sides.

    What `clientenv` takes besides does not grow with the environment, so the figure of the smallest one stands beside it; and one against
    an engine that is held to no rules. Nothing is promised about these two.
    """
    with own_sandbox() as sandbox:
        small, full = environments(sandbox)[0], environments(sandbox, network=NETWORK, protectData=True)[1]
        return [
            _figure(full, "full", POLICY, "with the policy pack", runs=PROMISED_RUNS, at_most=1.1),
            _figure(small, "small", POLICY, "with the policy pack"),
            _figure(full, "full", (), "without a policy pack"),
        ]


def _figure(stack: EngineStack, size: str, policy: Sequence[str], which: str, *, runs: int = RUNS, at_most: float | None = None) -> Figure:
    stack.up()
    ours = _timed(stack, [sys.executable, "-m", "automation.cli", "preview", stack.name, "--json"])
    bare = _timed(stack, [stack.command.command, "preview", "--stack", stack.name, "--non-interactive", *policy])
    made = sum(1 for row in stack.state()["resources"] if row.get("id"))
    return paired(
        f"clientenv preview of a {size} environment",
        ours,
        f"pulumi preview {which}",
        bare,
        runs=runs,
        at_most=at_most,
        sizes={"resources": made},
    )


def _timed(stack: EngineStack, command: Sequence[str]) -> Seconds:
    def run() -> None:
        done = subprocess.run(command, cwd=stack.folder, env=dict(stack.environment), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")

    return lambda: seconds_of(run)
