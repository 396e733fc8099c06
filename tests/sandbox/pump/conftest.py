from __future__ import annotations

from typing import Any

import pytest

from sandbox.aws.server import start_in_thread
from sandbox.pump.extension import attach
from sandbox.pump.settings import PumpSettings
from tests.sandbox.pump.events import EventCloud


@pytest.fixture(scope="module")
def cloud() -> Any:
    """One sandbox a file; visibility timeouts and pauses pass 30 times as fast."""
    running = start_in_thread(extensions=[lambda aws: attach(aws, PumpSettings(hurry=30))])
    yield EventCloud(running)
    running.stop()
