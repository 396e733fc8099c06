from __future__ import annotations

from typing import Any

import pytest

from sandbox.aws.server import start_in_thread
from sandbox.pump.extension import extend
from tests.sandbox.functions.deploying import Cloud


@pytest.fixture(scope="module")
def cloud() -> Any:
    running = start_in_thread(extensions=[extend])
    yield Cloud(running)
    running.stop()
