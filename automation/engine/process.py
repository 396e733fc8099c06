"""The `pulumi` command as a process. Without the Automation API: that takes as long to import as the engine takes to look something up."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from automation.engine.installed import pulumi_executable

if TYPE_CHECKING:
    from pulumi.automation import CommandResult, PulumiCommand


class Pulumi:
    """Each command has a session of its own: Ctrl-C in the terminal reaches Python alone. Its output goes into files: where Python is
    killed, no pipe breaks in the engine's hands, and it ends its work by itself."""

    def __init__(self, executable: str | None = None) -> None:
        """Raises Stop where there is no `pulumi`."""
        self.command = executable or pulumi_executable()

    def for_automation(self) -> "PulumiCommand":
        """The same command, for a workspace of the Automation API."""
        from automation.engine.command import EngineCommand

        return EngineCommand(self.command)

    @contextmanager
    def look(self, args: Sequence[str], cwd: str) -> Iterator["Look"]:
        """Begins a command that changes nothing; whoever asks goes on with something else until its answer is needed. Whatever ends that
        first, a refusal or an interrupt, ends the command too."""
        with TemporaryFile() as out, TemporaryFile() as err:
            process = self.start(args, cwd, {}, out, err)
            try:
                yield Look(process, out, err)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def start(
        self, args: Sequence[str], cwd: str, environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env=self.environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """All variables of the process: the person's own and what the workspace adds."""
        return {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **given, "PULUMI_AUTOMATION_API": "true"}


@dataclass(frozen=True)
class Look:
    """A command that only looks, under way."""

    process: "subprocess.Popen[bytes]"
    out: IO[bytes]
    err: IO[bytes]

    def answer(self) -> "CommandResult":
        """Waits for it. Raises CommandError when it fails."""
        from pulumi.automation import CommandResult  # it is there by now, or will be needed anyway
        from pulumi.automation.errors import create_command_error

        self.process.wait()
        result = CommandResult(stdout=text_of(self.out), stderr=text_of(self.err), code=self.process.returncode)
        if result.code != 0:
            raise create_command_error(result)
        return result


def export_of(name: str) -> list[str]:
    """What the engine is asked for the state of a stack."""
    return ["stack", "export", "--stack", name]


def text_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    return "\n".join(decoded(line) for line in stream)


def decoded(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip()
