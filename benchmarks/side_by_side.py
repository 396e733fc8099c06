"""Previews of several environments at once, with the real engine."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import yaml

from benchmarks.figure import Figure
from benchmarks.own_sandbox import own_sandbox
from benchmarks.timing import seconds_of
from sandbox.demo.clients import YOURS
from sandbox.demo.stacks import PROJECT_FOLDER
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.engine.stack import EngineStack
from sandbox.server_process import Sandbox

STACKS = 8
WORKERS = (1, 2, 3, STACKS)
"""How many of them are under way at a time."""


def side_by_side() -> list[Figure]:
    """Some at a time, against one after another."""
    with own_sandbox() as sandbox:
        stacks = environments(sandbox)
        stacks[0].preview()  # not counted
        seconds = {workers: seconds_of(lambda workers=workers: _previewed(stacks, workers)) for workers in WORKERS}  # type: ignore[misc]
    return [
        Figure(
            what=f"previews of {STACKS} stacks, {workers} side by side",
            against=f"one after another; {seconds[workers]:.1f} s against {seconds[1]:.1f} s",
            value=seconds[workers] / seconds[1],
            sizes={"stacks": STACKS, "seconds": seconds[workers], "against_seconds": seconds[1], "runs": 1},
        )
        for workers in WORKERS[1:]
    ]


def _previewed(stacks: Sequence[EngineStack], workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        for outcome in pool.map(EngineStack.preview, stacks):
            assert set(outcome.changes) == {"create"}, outcome.text


def environments(sandbox: Sandbox, **changes: Any) -> list[EngineStack]:
    """Environments in your own account, with the settings of the stack `dev` but for these changes."""
    home = EngineHome.prepared(sandbox.folder / "engine")
    project = EngineProject.copied(PROJECT_FOLDER, home, home.environment(sandbox.endpoint, sandbox.credentials(YOURS)))
    dev = yaml.safe_load((PROJECT_FOLDER / "Pulumi.dev.yaml").read_text())["config"]
    clients = [f"client-{number}" for number in range(1, STACKS + 1)]
    changed = {f"clientenv:{key}": value for key, value in changes.items()}
    return [project.stack(client, {**dev, **changed, "clientenv:client": client, "clientenv:slug": client}) for client in clients]
