"""One process that runs one function, kept warm: an event goes in, its result and its log lines come out."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.functions.sandbox_worker import frames, log_lines

INITIALISE_SECONDS = 30.0
"""Time to import the handler's module. AWS allows 10 s and then starts over; here the machine may be busy with other things."""

_START = "import sys; sys.path.insert(0, sys.argv.pop()); from sandbox_worker.bootstrap import main; sys.path.pop(0); main()"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What one invocation is given."""

    body: str
    """The event, JSON text."""
    request_id: str
    """AWS's request id, a UUID."""
    arn: str
    """ARN that was invoked."""
    seconds: float
    """Time limit."""
    offset: float = 0.0
    """Seconds that the sandbox's clock is ahead of the machine's."""
    trace: str = ""
    """X-Ray trace header."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came out of a process for one event, or for its start (then request id "")."""

    result: str | None
    """JSON text that the handler returned; None when there is an error."""
    error: Mapping[str, Any] | None
    """{errorMessage, errorType, ...} as AWS gives it; None when all went well."""
    log: str
    """Lines that were printed."""
    seconds: float
    """How long it took."""
    alive: bool
    """Whether the process can take another event."""


class Worker:
    """A function's process. Not for two threads at the same time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Starts the process with exactly that environment; `initialise` must follow."""
        control, self._control = os.pipe()
        self._answers, answers = os.pipe()
        self._output, output = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, str(control), str(answers), _site_packages(), str(Path(__file__).parent)],
                env=dict(environment),
                cwd=environment["LAMBDA_TASK_ROOT"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(control, answers),
                start_new_session=True,  # Ctrl-C in the terminal ends the sandbox, and only through it the functions
            )
        finally:
            for descriptor in (control, answers, output):
                os.close(descriptor)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._answers, selectors.EVENT_READ)
        self._selector.register(self._output, selectors.EVENT_READ)
        self._closed = False

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Whether it can take an event: it may have ended by itself since the last one."""
        return not self._closed and self._process.poll() is None

    def initialise(self) -> Outcome:
        """Waits until the handler's module is imported. Without `alive` the process has ended, and `error` says why."""
        return self._wait("", INITIALISE_SECONDS)

    def invoke(self, event: Event) -> Outcome:
        """Runs the handler once. A process that outlives the time limit is killed, as is one that has lost its handler."""
        sent = {"request_id": event.request_id, "event": event.body, "arn": event.arn, "seconds": event.seconds}
        with contextlib.suppress(BrokenPipeError):  # it died between two events: the wait below reports it
            frames.write(self._control, {**sent, "offset": event.offset, "trace": event.trace})
        return self._wait(event.request_id, event.seconds)

    def kill(self) -> None:
        """Ends the process and everything that it started. For any thread: the one that waits for it gets its exit, and closes."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the process and lets go of everything that belongs to it."""
        if self._closed:
            return
        self._closed = True
        self.kill()
        self._process.wait()
        self._selector.close()
        for descriptor in (self._control, self._answers, self._output):
            os.close(descriptor)

    def _wait(self, request_id: str, seconds: float) -> Outcome:
        began = time.monotonic()
        mark = log_lines.end_mark(request_id)
        answer, output = self._answer_and_output(mark, began + seconds)
        if answer is None:
            answer = _timed_out(request_id, seconds) if self._process.poll() is None else self._exited(request_id)
        error = answer.get("error")
        if not (alive := answer.get("alive", False)):
            self.close()
        log = output.partition(mark)[0].decode(errors="backslashreplace")
        return Outcome(result=answer.get("result"), error=error, log=log, seconds=time.monotonic() - began, alive=alive)

    def _answer_and_output(self, mark: bytes, ends: float) -> tuple[dict[str, Any] | None, bytes]:
        """Reads until both have come. The answer is None when the time is over or the process has ended."""
        answer: dict[str, Any] | None = None
        received, output = bytearray(), bytearray()
        while answer is None or (mark not in output and self._output in self._selector.get_map()):
            ready = self._selector.select(max(0.0, ends - time.monotonic()))
            if not ready:
                break
            for key, _ in ready:
                piece = os.read(key.fd, 65536)
                (received if key.fd == self._answers else output).extend(piece)
                if not piece:
                    self._selector.unregister(key.fd)
            if self._answers not in self._selector.get_map():
                self._let_it_end()
                break
            answer = answer or frames.unpack(received)
        return answer, bytes(output) if answer else bytes(output) + self._rest_of_output()

    def _let_it_end(self) -> None:
        """The process has closed its end: it is about to be gone."""
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _rest_of_output(self) -> bytes:
        os.set_blocking(self._output, False)
        with contextlib.suppress(BlockingIOError):
            return os.read(self._output, 1 << 20)
        return b""

    def _exited(self, request_id: str) -> dict[str, Any]:
        code = self._process.returncode
        how = f"exit status {code}" if code >= 0 else f"signal: {signal.Signals(-code).name}"
        reason = "exited without providing a reason" if code == 0 else f"exited with error: {how}"
        return {"error": {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {request_id} Error: Runtime {reason}"}}


def _timed_out(request_id: str, seconds: float) -> dict[str, Any]:
    message = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
    return {"error": {"errorType": "Sandbox.Timedout", "errorMessage": message}}


def _site_packages() -> str:
    return sysconfig.get_path("purelib")
