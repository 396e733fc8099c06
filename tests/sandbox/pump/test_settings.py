"""What the environment of the server says about the pump."""

from __future__ import annotations

import pytest

from sandbox.aws.server import start_in_thread
from sandbox.pump.extension import extend
from tests.sandbox.pump.events import EventCloud


@pytest.mark.parametrize(("told", "firings"), [("1", 1), ("3", 3), (None, 7)])
def test_how_many_firings_happen_after_a_jump_of_the_clock(monkeypatch, told, firings):
    monkeypatch.delenv("SANDBOX_CATCH_UP", raising=False)
    if told:
        monkeypatch.setenv("SANDBOX_CATCH_UP", told)
    running = start_in_thread(extensions=[extend])
    try:
        cloud = EventCloud(running)
        queue = cloud.queue()
        cloud.rule(queue, schedule="rate(1 hour)")
        cloud.forward(hours=7, minutes=30)
        assert len(cloud.messages(queue)) == firings
    finally:
        running.stop()
