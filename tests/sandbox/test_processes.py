import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHILD = "from sandbox.processes import end_with_parent; end_with_parent(); import time; time.sleep(60)"
PARENT = f"""
import os, sys, time
from sandbox.processes import start_child
child = start_child([sys.executable, "-c", {CHILD!r}], os.environ)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_ends_with_its_parent_after_kill_9():
    parent, child = _start()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(30)

    assert _gone(child)


def test_a_child_ends_with_its_parent_after_ctrl_c():
    parent, child = _start()
    parent.send_signal(signal.SIGINT)
    parent.wait(30)

    assert _gone(child)


def test_a_child_lives_as_long_as_its_parent():
    parent, child = _start()
    time.sleep(0.5)

    assert _alive(child)
    parent.kill()
    parent.wait(30)


def _start() -> tuple["subprocess.Popen[str]", int]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    time.sleep(0.3)  # until it watches
    return parent, child


def _running_in(folder: Path) -> set[int]:
    found = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid in found.split()}


def _gone(pid: int) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not _alive(pid):
            return True
        time.sleep(0.05)
    return False


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


SERVES = """
import sys, time
from pathlib import Path

import pytest
from sandbox.server_process import running_sandbox
with running_sandbox(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_sandbox_ends_with_who_started_it(how, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    starter = subprocess.Popen([sys.executable, "-c", SERVES, str(tmp_path / "s")], env=environment, stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    assert starter.stdout.readline() == "ready\n"
    (server,) = _running_in(tmp_path) - {starter.pid}

    starter.send_signal(how)
    starter.wait(30)

    assert _gone(server)
