"""The `pulumi` command in an environment built from nothing."""

import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

OLDEST = VersionInfo.parse("3.200.0")
"""Version that the Automation API assumes. Asking costs a process, and an engine that was built by hand may have no answer."""


OnLine = Callable[[str], Any]
"""Told every line as it comes."""


class NoPulumi(Exception):
    """There is no `pulumi` command on this machine."""


class EngineCommand(PulumiCommand):
    """What the Automation API runs; its own would hand the user's whole environment on.

    Give it to a workspace as `pulumi_command=`, together with `env_vars=EngineHome.environment(...)`.
    """

    def __init__(self) -> None:
        """Raises NoPulumi."""
        self.command = pulumi_executable()
        self.version = OLDEST

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnLine | None = None,
        on_error: OnLine | None = None,
    ) -> CommandResult:
        """Runs it and waits. Raises CommandError when it fails."""
        result = self.execute(args, cwd, additional_env, on_output, on_error)
        if result.code != 0:
            raise create_command_error(result)
        return result

    def execute(
        self,
        args: Sequence[str],
        cwd: str,
        environment: Mapping[str, str],
        on_output: OnLine | None = None,
        on_error: OnLine | None = None,
    ) -> CommandResult:
        """Runs it, and says how it ended. Ctrl-C reaches the engine once: it finishes what is under way and keeps its state."""
        process = subprocess.Popen(
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env={**environment, "PULUMI_AUTOMATION_API": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        RUNNING.add(process)
        try:
            return _followed(process, on_output, on_error)
        finally:
            RUNNING.discard(process)


RUNNING: set[subprocess.Popen[str]] = set()
"""Commands under way in this process."""


def interrupt_all() -> None:
    """As Ctrl-C in the terminal of each command that runs."""
    for process in list(RUNNING):
        process.send_signal(signal.SIGINT)


def pulumi_executable() -> str:
    """Path of the command. Raises NoPulumi."""
    found = shutil.which("pulumi")
    if found is None:
        raise NoPulumi("This needs the `pulumi` command, which is not on PATH. `make demo` works without it.")
    return found


def _followed(process: subprocess.Popen[str], on_output: OnLine | None, on_error: OnLine | None) -> CommandResult:
    """Both streams until the process ends."""
    out, err = _Reader(process.stdout, on_output), _Reader(process.stderr, on_error)
    try:
        process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    return CommandResult(stdout=out.text(), stderr=err.text(), code=process.returncode)


class _Reader(threading.Thread):
    """Keeps what a stream says and hands it on line by line."""

    def __init__(self, stream: IO[str] | None, told: OnLine | None) -> None:
        super().__init__(daemon=True)
        assert stream is not None
        self._stream, self._told = stream, told
        self._lines: list[str] = []
        self.start()

    def run(self) -> None:
        with self._stream:
            for line in self._stream:
                self._lines.append(line.rstrip())
                if self._told:
                    self._told(line.rstrip())

    def text(self) -> str:
        self.join()
        return "\n".join(self._lines)
