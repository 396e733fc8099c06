"""Deploys the stacks of the demo, each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.demo.clients import YOURS, DemoStack
from sandbox.embedded.__main__ import SECRETS
from sandbox.embedded.state import StackState
from sandbox.processes import python_module, start_child, stop_child
from sandbox.server_process import Sandbox
from sandbox.stack_files import read_stack

PROJECT_FOLDER = Path(__file__).parents[2]


class StackFailed(Exception):
    """A stack could not be deployed; its own words stand above."""


def deploy(sandbox: Sandbox, stack: DemoStack, secret_settings: Mapping[str, str]) -> StackState:
    """Deploys with your credentials, as from your laptop; the program itself enters a client's account. Raises StackFailed."""
    _run(sandbox, "up", stack, secret_settings)
    return state_of(sandbox, stack)


def destroy(sandbox: Sandbox, stack: DemoStack) -> None:
    """Deletes everything of the stack. Raises StackFailed."""
    _run(sandbox, "destroy", stack, {})


def state_of(sandbox: Sandbox, stack: DemoStack) -> StackState:
    return StackState.load(_states(sandbox), read_stack(PROJECT_FOLDER, stack.name).project, stack.name)


def _run(sandbox: Sandbox, command: str, stack: DemoStack, secret_settings: Mapping[str, str]) -> None:
    environment = sandbox.environment(YOURS, **{SECRETS: json.dumps(dict(secret_settings))})
    arguments = python_module("sandbox.embedded", command, stack.name, "--folder", PROJECT_FOLDER, "--states", _states(sandbox))
    child = start_child(arguments, environment, stdout=sys.stdout, stderr=subprocess.STDOUT)
    try:
        if child.wait() != 0:
            raise StackFailed(f"{stack.name}: {command} failed; what was made is listed above and is in {_states(sandbox)}.")
    finally:
        stop_child(child)


def _states(sandbox: Sandbox) -> Path:
    return sandbox.folder / "stacks"
