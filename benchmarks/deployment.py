"""How fast the embedded deployer creates a stack in the sandbox."""

import io
import tempfile
import time
from pathlib import Path

from rich.console import Console

from sandbox.demo.clients import STACKS
from sandbox.demo.journey import secret_settings
from sandbox.demo.stacks import deploy
from sandbox.server_process import running_sandbox


def deployment(stack_name: str = "acme-prod") -> dict[str, float]:
    """Resources a second, process start and program included."""
    stack = next(each for each in STACKS if each.name == stack_name)
    silent = Console(file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder)) as sandbox:
        secrets = secret_settings(sandbox, stack, silent)
        started = time.monotonic()
        state = deploy(sandbox, stack, secrets, silent)
        seconds = time.monotonic() - started
    made = sum(1 for row in state.resources.values() if row.id and not row.type.startswith("pulumi:"))
    return {"resources": float(made), "seconds": seconds, "resources_per_second": made / seconds}
