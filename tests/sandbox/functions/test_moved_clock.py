"""A sandbox whose clock is moved moves its functions with it."""

from __future__ import annotations

import pytest

TELL = "import datetime, time\ndef handler(event, context): return [time.time(), datetime.datetime.now(datetime.timezone.utc).isoformat()]"


@pytest.mark.parametrize("warm", [False, True])
def test_the_sandbox_clock_is_the_clock_of_the_function(cloud, warm):
    cloud.deploy(TELL)
    before = cloud.invoke() if warm else None
    moved = cloud.admin("POST", "clock", {"forward_seconds": 40 * 86400})["now"]
    seconds, text = cloud.invoke()
    assert text[:10] == moved[:10]
    if before:
        assert 40 * 86400 <= seconds - before[0] < 40 * 86400 + 60


def test_a_warm_process_keeps_running_and_follows_the_clock(cloud):
    cloud.deploy("import os, time\ndef handler(event, context): return [os.getpid(), time.time()]")
    process_id, before = cloud.invoke()
    cloud.admin("POST", "clock", {"forward_seconds": 3600})
    again, after = cloud.invoke()
    assert again == process_id
    assert 3600 <= after - before < 3660


def test_a_new_process_is_in_the_moved_time_from_its_first_line(cloud):
    moved = cloud.admin("POST", "clock", {"forward_seconds": 5 * 86400})["now"]
    cloud.deploy(
        "import datetime\nbegun = datetime.datetime.now(datetime.timezone.utc)\ndef handler(event, context): return begun.isoformat()"
    )
    assert cloud.invoke()[:10] == moved[:10]


def test_calls_still_work_after_the_clock_has_gone_past_the_credentials_end(cloud):
    cloud.deploy("import boto3\ndef handler(event, context): return boto3.client('sts').get_caller_identity()['Account']")
    assert cloud.invoke() == "111111111111"
    cloud.admin("POST", "clock", {"forward_seconds": 3 * 86400})
    assert cloud.invoke() == "111111111111"
