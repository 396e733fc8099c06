"""How processes live: warm between events, new after a change, few, and never longer than the sandbox."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.server import start_in_thread
from sandbox.pump.extension import extend
from tests.sandbox.functions.deploying import Cloud, zipped

WHO = "import os, time\ndef handler(event, context):\n    time.sleep(event or 0)\n    return os.getpid()"


def alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process_id}/stat").read_text().split(")")[-1].split()[0]


def gone(process_ids, seconds=10):
    """Whether they end by themselves; the time is for a busy machine."""
    ends = time.monotonic() + seconds
    while any(map(alive, process_ids)) and time.monotonic() < ends:
        time.sleep(0.05)
    return not any(map(alive, process_ids))


def at_once(cloud, events):
    """Invokes with all events at the same time: what came back, or the error code."""
    answers = []

    def one(event):
        try:
            answers.append(cloud.invoke(name, event))
        except ClientError as error:
            answers.append(error.response["Error"]["Code"])

    name = cloud.name
    threads = [threading.Thread(target=one, args=(event,)) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def invoke_for_ever(cloud):
    with contextlib.suppress(BotoCoreError):
        cloud.invoke(event=True)


def test_the_next_event_finds_the_same_process(cloud):
    cloud.deploy("seen = []\ndef handler(event, context):\n    seen.append(event)\n    return seen")
    cloud.invoke(event=1)
    assert cloud.invoke(event=2) == [1, 2]


def test_new_code_and_new_configuration_get_a_new_process(cloud):
    cloud.deploy(WHO)
    first = cloud.invoke()
    cloud.client("lambda").update_function_configuration(FunctionName=cloud.name, Environment={"Variables": {"A": "1"}})
    second = cloud.invoke()
    cloud.client("lambda").update_function_code(FunctionName=cloud.name, ZipFile=zipped({"app.py": WHO + "\n"}))
    third = cloud.invoke()
    assert len({first, second, third}) == 3
    assert gone([first, second])
    assert alive(third)


def test_a_process_that_ended_between_two_events_is_replaced_before_the_next_one(cloud):
    cloud.deploy(
        """
        import os, threading
        def handler(event, context):
            threading.Timer(0.2, os._exit, [1]).start()
            return os.getpid()
        """
    )
    first = cloud.invoke()
    assert gone([first])
    second = cloud.invoke()
    assert isinstance(second, int)
    assert second != first


def test_two_events_at_the_same_time_run_in_two_processes_and_a_third_waits(cloud):
    cloud.deploy(WHO)
    at_once(cloud, [0.3, 0.3])
    began = time.monotonic()
    answers = at_once(cloud, [0.5, 0.5, 0.5])
    assert len(set(answers)) == 2
    assert time.monotonic() - began >= 1.0


def test_reserved_concurrency_throttles_what_is_beyond_it(cloud):
    cloud.deploy(WHO)
    cloud.client("lambda").put_function_concurrency(FunctionName=cloud.name, ReservedConcurrentExecutions=1)
    cloud.invoke()
    answers = at_once(cloud, [0.7, 0.7])
    assert sorted(map(type, answers), key=str) == [int, str]
    assert "TooManyRequestsException" in answers


def test_a_function_that_is_switched_off_is_throttled(cloud):
    cloud.deploy(WHO)
    cloud.client("lambda").put_function_concurrency(FunctionName=cloud.name, ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        cloud.invoke()


def test_no_more_processes_than_allowed_exist_however_many_functions_there_are(cloud):
    process_ids = []
    for _ in range(8):
        cloud.deploy(WHO)
        process_ids.append(cloud.invoke())
    assert gone(process_ids[:2])
    assert sum(map(alive, process_ids)) <= 6


def test_a_stopped_sandbox_leaves_no_process_and_no_file(tmp_path):
    running = start_in_thread(tmp_path, extensions=[extend])
    cloud = Cloud(running)
    cloud.deploy(WHO)
    process_id = cloud.invoke()
    environment = Path(f"/proc/{process_id}/environ").read_text().split("\0")
    scratch = Path(next(line for line in environment if line.startswith("TMPDIR=")).removeprefix("TMPDIR="))
    assert scratch.is_dir()
    running.stop()
    assert gone([process_id])
    assert not scratch.exists()


@pytest.mark.parametrize("busy", [False, True])
def test_processes_end_soon_after_a_sandbox_that_was_killed(tmp_path, busy):
    command = [sys.executable, "-m", "sandbox.aws.server", "--folder", str(tmp_path), "--extension", "sandbox.pump.extension"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        running = type("Running", (), json.loads(server.stdout.readline()))
        cloud = Cloud(running)
        cloud.deploy("import os\ndef handler(event, context):\n    while event: pass\n    return os.getpid()")
        process_id = cloud.invoke(event=False)
        if busy:
            threading.Thread(target=invoke_for_ever, args=(cloud,), daemon=True).start()
            time.sleep(0.5)
        assert alive(process_id)
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    assert gone([process_id])
