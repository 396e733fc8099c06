"""Deploys the stacks of the demo, each in a process of its own."""

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from sandbox.demo.clients import YOURS, DemoStack
from sandbox.embedded.__main__ import SECRETS
from sandbox.embedded.state import StackState
from sandbox.processes import python_module, start_child, stop_child
from sandbox.server_process import Sandbox
from sandbox.stack_files import read_stack

NO_SETTINGS: Mapping[str, str] = {}
"""On top of the stack's own file."""
PROJECT_FOLDER = Path(__file__).parents[2]


class StackFailed(Exception):
    """A stack could not be deployed, with the deployer's own words."""


def deploy(
    sandbox: Sandbox, stack: DemoStack, secret_settings: Mapping[str, str], console: Console, settings: Mapping[str, str] = NO_SETTINGS
) -> StackState:
    """Deploys with your credentials, as from your laptop; the program itself enters a client's account. Raises StackFailed."""
    _run(sandbox, "up", stack, secret_settings, console, settings)
    return state_of(sandbox, stack)


def destroy(sandbox: Sandbox, stack: DemoStack, console: Console) -> None:
    """Deletes everything of the stack. Raises StackFailed."""
    _run(sandbox, "destroy", stack, {}, console)


def state_of(sandbox: Sandbox, stack: DemoStack) -> StackState:
    return StackState.load(_states(sandbox), read_stack(PROJECT_FOLDER / stack.project, stack.name).project, stack.name)


def _run(
    sandbox: Sandbox,
    command: str,
    stack: DemoStack,
    secret_settings: Mapping[str, str],
    console: Console,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> None:
    environment = sandbox.environment(YOURS, **{SECRETS: json.dumps(dict(secret_settings))})
    arguments = python_module(
        "sandbox.embedded",
        command,
        stack.name,
        "--folder",
        PROJECT_FOLDER / stack.project,
        "--states",
        _states(sandbox),
        *_options(settings),
    )
    started, log = time.monotonic(), sandbox.folder / f"{stack.name}-{command}.log"
    with log.open("w") as errors:
        child = start_child(arguments, environment, stdout=subprocess.PIPE, stderr=errors)
        try:
            done = _follow(child, stack, console)
        finally:
            stop_child(child)
    if child.returncode != 0:
        raise StackFailed(f"{stack.name}: {command} failed after {done} resources: {log.read_text().strip()}")
    verb = "created" if command == "up" else "deleted"
    console.print(f"  {done} resources {verb} in {time.monotonic() - started:.1f} s")


def _follow(child: "subprocess.Popen[str]", stack: DemoStack, console: Console) -> int:
    """Shows the resource that was made last; returns how many there were."""
    assert child.stdout is not None
    done = 0
    with console.status(f"  {stack.name}: the program starts ...") as status:
        for done, line in enumerate(child.stdout, start=1):
            status.update(f"  {stack.name}: {done} {line.strip()[:56]}")
        child.wait()
    return done


def _options(settings: Mapping[str, str]) -> list[str]:
    return [f"--config={key}={value}" for key, value in settings.items()]


def _states(sandbox: Sandbox) -> Path:
    return sandbox.folder / "stacks"
