"""A function's time limit: what is begun should also come to its end."""

from collections.abc import Callable
from datetime import timedelta

RESERVE = timedelta(minutes=2)
"""Kept free at the end of the time limit: longer than a request that hangs until it is given up (`boundary.RETRIES`)."""


class TimeIsUp(Exception):
    """The time limit is near: no further request is begun."""


class TimeLimit:
    """Asked before every piece of work that may be long."""

    def __init__(self, remaining: Callable[[], int]) -> None:
        """`remaining`: milliseconds until the time limit."""
        self._remaining = remaining

    def go_on(self) -> None:
        """Raises TimeIsUp when less than the reserve is left."""
        if self._remaining() < RESERVE.total_seconds() * 1000:
            raise TimeIsUp
