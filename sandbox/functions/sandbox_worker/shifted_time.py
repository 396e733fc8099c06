"""The sandbox's clock inside a function: `time.time()` and `datetime.now()` are moved by the offset that comes with each event."""

import time
from typing import Any

from .imports import load_privately


class ShiftedTime:
    """Moves this process's wall clock, never `time.monotonic()`. Uses the sandbox's time-machine, which the function cannot import."""

    def __init__(self, site_packages: str) -> None:
        self._site_packages = site_packages
        self._module: Any = None
        self._travel: Any = None

    def move_to(self, offset_seconds: float) -> None:
        """Makes the wall clock run `offset_seconds` ahead (or behind) of the machine's; 0 is the machine's own time."""
        if self._travel is not None:
            self._travel.stop()
            self._travel = None
        if offset_seconds:
            self._module = self._module or load_privately("time_machine", self._site_packages)
            self._travel = self._module.travel(time.time() + offset_seconds, tick=True)
            self._travel.start()
