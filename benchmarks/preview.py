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

RUNS = 4
"""Pairs, after one that is not counted: a preview takes seconds."""
POLICY = ("--policy-pack", str(PROJECT_FOLDER / "policy"))


def preview() -> list[Figure]:
    """Of a full environment that has not changed, each a process of its own; with the same policy pack, and with none on the other side."""
    with own_sandbox() as sandbox:
        stack = environments(sandbox)[0]
        stack.up()
        made = sum(1 for row in stack.state()["resources"] if row.get("id"))
        ours = _timed(stack, [sys.executable, "-m", "automation.cli", "preview", stack.name, "--json"])
        bare = [stack.command.command, "preview", "--stack", stack.name, "--non-interactive"]
        sides = (("with the policy pack", _timed(stack, [*bare, *POLICY]), 1.1), ("without a policy pack", _timed(stack, bare), None))
        return [
            paired("clientenv preview", ours, f"pulumi preview {what}", other, runs=RUNS, at_most=most, sizes={"resources": made})
            for what, other, most in sides
        ]


def _timed(stack: EngineStack, command: Sequence[str]) -> Seconds:
    def run() -> None:
        done = subprocess.run(command, cwd=stack.folder, env=dict(stack.environment), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")

    return lambda: seconds_of(run)
