"""Child processes that never outlive their parent, however it ends."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any


def start_child(arguments: Sequence[str], environment: Mapping[str, str], **popen: Any) -> subprocess.Popen[str]:
    """Starts a process that ends when this one does, also after kill -9.

    It is given a pipe as standard input that nobody writes to: `end_with_parent` in the child waits for its end.
    It has a process group of its own, so that Ctrl-C reaches the parent alone, which then stops its children in order.
    """
    return subprocess.Popen(list(arguments), env=dict(environment), stdin=subprocess.PIPE, start_new_session=True, text=True, **popen)


def end_with_parent() -> None:
    """For the child: end as soon as the parent is gone.

    A pipe and not Linux's parent-death signal: that one is sent when the parent's *thread* ends.
    """
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    with suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    os._exit(0)


def stop_child(child: subprocess.Popen[str], seconds: float = 5) -> None:
    """Asks the child to end, and ends it when it does not."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def python_module(module: str, *arguments: str | Path) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]
