"""Works on one stack in a process of its own, which runs `clientenv` as a person would.

Why a process and not a thread: a stack whose SDK or interpreter crashes takes nobody along; working folder, standard output and environment
belong to one command alone; and a person can stop one stack by its process id. The price is importing `clientenv` once a stack, about one
second of a processor where a preview of a whole environment takes ten: threads in one process were no more than a tenth faster.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from automation.exits import Exit
from automation.fleets.fleet_plan import FleetOperation
from automation.fleets.stack_result import StackResult, State, Tell

CLIENTENV = (sys.executable, "-m", "automation.cli")

WORDS = {
    FleetOperation.PREVIEW: ("preview", "{stack}", "--json"),
    FleetOperation.UP: ("deploy", "{stack}", "--yes", "--json"),
    FleetOperation.DRIFT: ("refresh", "{stack}", "--dry-run", "--json"),
}
"""What is typed for each stack."""
LINES = 12
"""Of what a process said on standard error, where it ended without an answer: the reason stands at the end."""


class StackProcesses:
    """Runs a command for each stack. `run` may be called from several threads."""

    def __init__(self, operation: FleetOperation, folder: Path, command: Sequence[str] = ()) -> None:
        """`folder`: the project, where the stack files are; `command`: what runs in place of `clientenv`."""
        self.operation, self._folder, self._command = operation, folder, command or CLIENTENV
        self._running: set[subprocess.Popen[str]] = set()
        self._interrupted = False
        self._lock = threading.Lock()

    def run(self, stack: str, tell: Tell) -> StackResult:
        """Starts the process and waits for it. Never raises because of the process."""
        began = time.monotonic()
        process = self._start(stack)
        if process is None:
            return StackResult(stack=stack, state=State.NOT_STARTED, message="Interrupted.")
        said: list[str] = []
        reader = threading.Thread(target=_follow, args=(process, said, tell), daemon=True)
        reader.start()
        assert process.stdout is not None
        with process.stdout:
            answer = process.stdout.read()
        process.wait()
        reader.join()
        with self._lock:
            self._running.discard(process)
        return self._result(stack, process.returncode, answer, said, time.monotonic() - began)

    def interrupt(self) -> None:
        """SIGINT, once, to each process that runs: it hands it on to its engine, which finishes what it is at and keeps its state."""
        with self._lock:
            if not self._interrupted:
                self._interrupted = True
                for process in self._running:
                    process.send_signal(signal.SIGINT)

    def _start(self, stack: str) -> "subprocess.Popen[str] | None":
        """In a session of its own: Ctrl-C in the terminal reaches this process alone."""
        words = [word.format(stack=stack) for word in WORDS[self.operation]]
        with self._lock:
            if self._interrupted:
                return None
            process = subprocess.Popen(
                [*self._command, *words],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            self._running.add(process)
        return process

    def _result(self, stack: str, code: int, answer: str, said: Sequence[str], seconds: float) -> StackResult:
        record = _record(stack, answer)
        state = _state(code, record, interrupted=self._interrupted)
        plan = (state is State.DONE and (record or {}).get("plan")) or {}  # where it stopped early, only what was done counts
        return StackResult(
            stack=stack,
            state=state,
            exit=code,
            seconds=round(seconds, 1),
            account_id=str((record or {}).get("account_id") or ""),
            message=_message(code, record, said),
            remedy=remedy(self.operation, stack, state),
            counts=(record or {}).get("done") or plan.get("counts") or {},
            changes=tuple(plan.get("changes") or ()),
        )


def remedy(operation: FleetOperation, stack: str, state: State) -> str:
    """What to type next about one stack."""
    alone = " ".join(("clientenv", *WORDS[operation])).format(stack=stack).removesuffix(" --json").replace(" --yes", "")
    match state:
        case State.FAILED:
            return f"To see it alone: {alone}"
        case State.REFUSED:
            return f"A person decides: {alone}"
        case _:
            return ""


def _state(code: int, record: Mapping[str, Any] | None, *, interrupted: bool) -> State:
    """By the exit code; an answer that is missing is never success."""
    if code == Exit.DONE and record is not None:
        return State.DONE
    if interrupted:
        return State.INTERRUPTED
    return State.REFUSED if code == Exit.REFUSED else State.FAILED


def _message(code: int, record: Mapping[str, Any] | None, said: Sequence[str]) -> str:
    if code < 0:
        return f"Its process was ended by {_signal_name(-code)}. Where it was deploying, its stack may be locked."
    if record is not None:
        return str(record.get("message") or "")
    if code == Exit.DONE:
        return "Its process ended as if all were well, but without an answer about this stack, so that it counts as failed."
    return "\n".join(said[-LINES:]) or f"Its process ended with {code} and said nothing."


def _record(stack: str, answer: str) -> dict[str, Any] | None:
    """The answer, where it is one about this stack."""
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("stack") == stack else None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _follow(process: "subprocess.Popen[str]", said: list[str], tell: Tell) -> None:
    """Hands on what comes on standard error, line by line."""
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            if line.strip():
                said.append(line.rstrip())
                tell(line.strip())
