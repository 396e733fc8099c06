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


def test_calls_still_work_after_the_clock_has_gone_past_the_credentials_end(cloud):
    cloud.deploy("import boto3\ndef handler(event, context): return boto3.client('sts').get_caller_identity()['Account']")
    assert cloud.invoke() == "111111111111"
    cloud.admin("POST", "clock", {"forward_seconds": 3 * 86400})
    assert cloud.invoke() == "111111111111"
