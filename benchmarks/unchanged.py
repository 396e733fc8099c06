"""A stack that has not changed: what its structure costs the real engine, against a flat program."""

from rich.console import Console

from benchmarks.figure import Figure
from benchmarks.flat_stack import flat_stack
from benchmarks.own_sandbox import own_sandbox
from benchmarks.program import STACK
from benchmarks.timing import Seconds, paired, seconds_of
from sandbox.demo.clients import STACKS
from sandbox.demo.journey import secret_settings
from sandbox.engine.demo_stacks import engine_stack
from sandbox.engine.home import EngineHome
from sandbox.engine.stack import EngineStack

RUNS = 4
"""Pairs, after one that is not counted: an operation takes seconds."""


def unchanged() -> list[Figure]:
    """A second `up` and a preview of a full environment, each against a flat program of the same resources."""
    stack = next(each for each in STACKS if each.name == STACK)
    with own_sandbox() as sandbox:
        deployed = engine_stack(sandbox, stack, secret_settings(sandbox, stack, Console(quiet=True)))
        deployed.up()
        flat = flat_stack(deployed, EngineHome.prepared(sandbox.folder / "engine"), sandbox.folder / "flat")
        made = sum(1 for row in deployed.state()["resources"] if row.get("id"))
        return [_figure("second up", deployed, flat, made), _figure("preview", deployed, flat, made)]


def _figure(operation: str, deployed: EngineStack, flat: EngineStack, resources: int) -> Figure:
    return paired(
        f"{operation} of {STACK} with the engine",
        _timed(deployed, operation),
        "a flat program of the same resources",
        _timed(flat, operation),
        at_most=1.2,
        runs=RUNS,
        sizes={"resources": resources},
    )


def _timed(stack: EngineStack, operation: str) -> Seconds:
    """Seconds of the operation. Raises RuntimeError when it would change anything."""

    def run() -> float:
        changed: dict[str, str] = {}
        seconds = seconds_of(lambda: changed.update((stack.preview() if operation == "preview" else stack.up()).changed))
        if changed:
            raise RuntimeError(f"{operation} of a stack that nobody changed: {changed}")
        return seconds

    return run
