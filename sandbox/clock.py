"""The sandbox's clock: it ticks like the machine's, and can be moved forward."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import time_machine


class Clock:
    """One process's time.

    While the clock is moved, everything in this process that asks for the time (moto's timestamps, session expiry, queue visibility)
    gets the moved one. `time.monotonic`, and so every timeout, stays real. It never goes back: expired things stay expired.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._travel: time_machine.travel | None = None
        self.ahead = timedelta(0)
        """How far this clock is ahead of the machine's."""

    def now(self) -> datetime:
        """The sandbox's time, with zone UTC."""
        return datetime.now(UTC)

    def real(self) -> datetime:
        """The machine's time, with zone UTC."""
        return self.now() - self.ahead

    def forward(self, step: timedelta) -> datetime:
        """Move the clock by `step` (not negative) and return the new time.

        Raises ValueError for a negative step.
        """
        if step < timedelta(0):
            raise ValueError(f"The sandbox's clock only goes forward, not {step}. Start a new sandbox to begin again at today.")
        with self._lock:
            target = self.now() + step
            self._leave()
            self._travel = time_machine.travel(target, tick=True)
            self._travel.start()
            self.ahead += step
            return self.now()

    def stop(self) -> None:
        """Give the process its real time back."""
        with self._lock:
            self._leave()
            self.ahead = timedelta(0)

    def _leave(self) -> None:
        if self._travel is not None:
            self._travel.stop()
            self._travel = None
