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

from automation.engine.process import Pulumi, decoded, text_of
from automation.interrupts import held_back

ASSUMED = VersionInfo.parse("3.200.0")
"""Version that the Automation API takes it for. Asking costs a process a command, and an engine that was built by hand may have no answer;
`clientenv doctor` asks."""

OnLine = Callable[[str], Any]
"""Told every line as it comes."""

SECONDS_UNREAD = 0.05
"""A line of the engine is handed on after this long at the latest."""


class EngineCommand(Pulumi, PulumiCommand):
    """Give it to a workspace as `pulumi_command=`.

    An interrupt is handed on to the engine once, which is waited for, however often it comes: a second one would make the engine drop
    what is under way.
    """

    def __init__(self, executable: str | None = None) -> None:
        """Raises Stop where there is no `pulumi`."""
        Pulumi.__init__(self, executable)
        self.version = ASSUMED

    def for_automation(self) -> PulumiCommand:
        return self

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
            return CommandResult(stdout=text_of(out), stderr=text_of(err), code=process.returncode)


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
            told(decoded(line))
        if last and not new:
            break
        if not new:
            ended.wait(SECONDS_UNREAD)
    if rest:
        told(decoded(rest))
