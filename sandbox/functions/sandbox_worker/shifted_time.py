"""The sandbox's clock inside a function: `time.time()` and `datetime.now()` are moved by the offset that comes with each event."""

import time
from typing import Any

from .imports import load


class ShiftedTime:
    """Moves this process's wall clock, never `time.monotonic()`.

    It uses the sandbox's own time-machine, which is loaded only while the clock is moved. Then, and only then, the function could
    import `time_machine` too: its compiled part insists on finding it by that name.
    """

    def __init__(self, site_packages: str) -> None:
        self._site_packages = site_packages
        self._travel: Any = None

    def move_to(self, offset_seconds: float) -> None:
        """Makes the wall clock run `offset_seconds` ahead (or behind) of the machine's; 0 is the machine's own time."""
        if self._travel is not None:
            self._travel.stop()
            self._travel = None
        if offset_seconds:
            self._travel = load("time_machine", self._site_packages).travel(time.time() + offset_seconds, tick=True)
            self._travel.start()
