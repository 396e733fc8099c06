"""The `pulumi` command as the Automation API runs it: an interrupt reaches it once, and what it prints is ours to show."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from automation.engine.installed import pulumi_executable
from automation.interrupts import held_back

ASSUMED = VersionInfo.parse("3.200.0")
"""Version that the Automation API takes it for. Asking costs a process a command, and an engine that was built by hand may have no answer;
`clientenv doctor` asks."""

OnLine = Callable[[str], Any]
"""Told every line as it comes."""

SECONDS_UNREAD = 0.05
"""A line of the engine is handed on after this long at the latest."""


class EngineCommand(PulumiCommand):
    """Give it to a workspace as `pulumi_command=`.

    Each command has a session of its own: Ctrl-C in the terminal reaches Python alone, which hands it on once and waits, however often it
    comes. A second one would make the engine drop what is under way. Its output goes into files: where Python is killed, no pipe breaks in
    the engine's hands, and it ends its work by itself.
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
        """Runs it and waits. Raises CommandError when it fails, and KeyboardInterrupt when it was interrupted and has ended."""
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
        with TemporaryFile() as out, TemporaryFile() as err:
            running = Running()
            with held_back(running.interrupt):
                process = self.start(args, cwd, environment, out, err)
                running.began(process)
                with _followed(out, on_output), _followed(err, on_error):
                    process.wait()
            if running.interrupted:
                raise KeyboardInterrupt
            return CommandResult(stdout=_text(out), stderr=_text(err), code=process.returncode)

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

    def answer(self) -> CommandResult:
        """Waits for it. Raises CommandError when it fails."""
        self.process.wait()
        result = CommandResult(stdout=_text(self.out), stderr=_text(self.err), code=self.process.returncode)
        if result.code != 0:
            raise create_command_error(result)
        return result


@dataclass
class Running:
    """A command under way, perhaps before its process has begun."""

    process: "subprocess.Popen[bytes] | None" = None
    interrupted: bool = False
    _handed_on: bool = field(default=False, repr=False)

    def began(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        if self.interrupted:
            self.interrupt()

    def interrupt(self) -> None:
        """As Ctrl-C in its terminal, once: it finishes what is under way and keeps its state."""
        self.interrupted = True
        if self.process and not self._handed_on:
            self._handed_on = True
            self.process.send_signal(signal.SIGINT)


@contextmanager
def _followed(stream: IO[bytes], told: OnLine | None) -> Iterator[None]:
    """Hands on what is written there; at the end all of it is handed on."""
    if told is None:
        yield
        return
    ended = threading.Event()
    reader = threading.Thread(target=_hand_on, args=(stream.fileno(), told, ended), daemon=True)
    reader.start()
    try:
        yield
    finally:
        ended.set()
        reader.join()


def _hand_on(file: int, told: OnLine, ended: threading.Event) -> None:
    """Reads beside the process that writes, whose place in the file is another one."""
    read, rest = 0, b""
    while True:
        last = ended.is_set()
        new = os.pread(file, 1 << 20, read)
        read += len(new)
        *lines, rest = (rest + new).split(b"\n")
        for line in lines:
            told(_decoded(line))
        if last and not new:
            break
        if not new:
            ended.wait(SECONDS_UNREAD)
    if rest:
        told(_decoded(rest))


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return "\n".join(_decoded(line) for line in stream)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip()
