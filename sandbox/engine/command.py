"""The `pulumi` command in an environment built from nothing."""

import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO

from automation.engine.command import EngineCommand

STARTED: set["subprocess.Popen[bytes]"] = set()
"""Commands that this process has started and that may still be under way."""


class NoPulumi(Exception):
    """There is no `pulumi` command on this machine."""


class SandboxCommand(EngineCommand):
    """Nothing of the user's environment reaches the engine.

    Give it to a workspace as `pulumi_command=`, together with `env_vars=EngineHome.environment(...)`.
    """

    def __init__(self) -> None:
        """Raises NoPulumi."""
        found = shutil.which("pulumi")
        if found is None:
            raise NoPulumi("This needs the `pulumi` command, which is not on PATH. `make demo` works without it.")
        super().__init__(found)

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        return {**given, "PULUMI_AUTOMATION_API": "true"}

    def start(
        self, args: Sequence[str], cwd: str, environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        STARTED.difference_update([each for each in list(STARTED) if each.returncode is not None])
        process = super().start(args, cwd, environment, out, err)
        STARTED.add(process)
        return process


def interrupt_all() -> None:
    """As Ctrl-C in the terminal of each command that runs, in whatever thread: it finishes what is under way and keeps its state."""
    for process in list(STARTED):
        process.send_signal(signal.SIGINT)
