"""The `pulumi` command as the Automation API runs it: an interrupt reaches it once, and what it prints is ours to show."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from automation.engine.installed import pulumi_executable

ASSUMED = VersionInfo.parse("3.200.0")
"""Version that the Automation API takes it for. Asking costs a process a command, and an engine that was built by hand may have no answer;
`clientenv doctor` asks."""

OnLine = Callable[[str], Any]
"""Told every line as it comes."""

RUNNING: set["subprocess.Popen[str]"] = set()
"""Commands under way in this process."""


class EngineCommand(PulumiCommand):
    """Give it to a workspace as `pulumi_command=`.

    Each command has a session of its own: Ctrl-C in the terminal reaches Python alone, which hands it on once and waits. A second one from
    the terminal would make the engine drop what is under way.
    """

    def __init__(self, executable: str | None = None) -> None:
        """Raises Stop where there is no `pulumi`."""
        self.command = executable or pulumi_executable()
        self.version = ASSUMED

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
        """Runs it, and says how it ended."""
        process = subprocess.Popen(
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env=self.environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        RUNNING.add(process)
        try:
            return _followed(process, on_output, on_error)
        finally:
            RUNNING.discard(process)

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """All variables of the process: the person's own and what the workspace adds."""
        return {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **given, "PULUMI_AUTOMATION_API": "true"}


def interrupt_all() -> None:
    """As Ctrl-C in the terminal of each command that runs: it finishes what is under way and keeps its state."""
    for process in list(RUNNING):
        process.send_signal(signal.SIGINT)


def _followed(process: "subprocess.Popen[str]", on_output: OnLine | None, on_error: OnLine | None) -> CommandResult:
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
