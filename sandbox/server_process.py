"""The sandbox's AWS as a child process of whoever needs it."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.processes import python_module, start_child, stop_child
from sandbox.safety import sandbox_environment

PROBE_BYTES = 64 * 1024
"""What a folder must still take; less is a full disk."""


class SandboxDidNotStart(Exception):
    """The server process ended before it answered, or another sandbox uses its folder."""


class SandboxEnded(Exception):
    """The server process ended while it was needed: whatever else failed then failed because of that."""


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    endpoint: str
    folder: Path

    def credentials(self, account_id: str) -> dict[str, str]:
        """Keys of the user `admin` in an account: AccessKeyId, SecretAccessKey, Account."""
        return dict(self.admin("POST", f"accounts/{account_id}"))

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Calls one of the sandbox's own paths, below `/_sandbox/`."""
        request = urllib.request.Request(
            f"{self.endpoint}/_sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def environment(self, account_id: str, **more: str) -> dict[str, str]:
        """Environment of a process that is logged in to the account, and to nothing else."""
        return sandbox_environment(self.endpoint, self.folder, self.credentials(account_id), **more)


@contextmanager
def running_sandbox(folder: Path, port: int = 0, **settings: str) -> Iterator[Sandbox]:
    """Starts the server in a folder that it empties first, yields it, and ends it. Raises SandboxDidNotStart.

    What fails while it runs is told by its cause where that is known: SandboxEnded, or an OSError of a folder that takes no more.
    Port 0 takes any free one. `settings` are environment variables of the server, such as SANDBOX_HURRY.
    """
    folder = folder.absolute()
    with _alone_in(folder):
        yield from _served(folder, port, settings)


def _served(folder: Path, port: int, settings: Mapping[str, str]) -> Iterator[Sandbox]:
    log = folder / "server.log"
    environment = sandbox_environment(f"http://127.0.0.1:{port}", folder, None, **settings)
    with log.open("w") as errors:
        options = ("--port", str(port), "--folder", folder, "--extension", "sandbox.pump.extension", "--with-parent")
        command = python_module("sandbox.aws.server", *options)
        server = start_child(command, environment, stdout=subprocess.PIPE, stderr=errors)
        try:
            yield Sandbox(endpoint=_first_word(server, log)["endpoint"], folder=folder)
        except SandboxDidNotStart:
            raise
        except Exception:
            _raise_cause(server, folder)
            raise
        finally:
            stop_child(server)


def _raise_cause(server: "subprocess.Popen[str]", folder: Path) -> None:
    """Looks for what is behind an error: a server that is gone, or a disk that is full. Returns where it is neither."""
    with suppress(subprocess.TimeoutExpired):
        code = server.wait(0.5)  # a connection breaks a moment before its process has ended
        raise SandboxEnded(
            f"The sandbox's AWS ended while it was needed ({_ending(code)}), and all that was deployed in it is gone with it. "
            f"Run the same command again: it starts an empty one. {os.path.relpath(folder / 'server.log')} has its last words."
        ) from None
    with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
        probe.write(bytes(PROBE_BYTES))


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """An empty folder that no other sandbox uses; the lock goes with the process, however it ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SandboxDidNotStart(f"Another sandbox is running in {os.path.relpath(folder)}. End it first.") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield


def _first_word(server: "subprocess.Popen[str]", log: Path) -> dict[str, str]:
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line:
        server.wait()
        last = log.read_text().strip().splitlines()[-1:] or ["it said nothing"]
        raise SandboxDidNotStart(f"The sandbox did not start: {last[0]} {os.path.relpath(log)} has all that it said.")
    return dict(json.loads(line))
