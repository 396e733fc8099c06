"""The processes of all functions: a few, kept warm, and never more than a small machine bears."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.process import FunctionProcess


@dataclass(frozen=True, kw_only=True)
class FleetSettings:
    """How many processes there may be. Each takes about 50 MB."""

    per_function: int = 2
    """Processes of one function at the same time, from 1. AWS has no such bound: here further events wait."""
    in_all: int = 6
    """Processes altogether, from 1; an idle one of another function makes room."""
    idle_seconds: float = 120.0
    """A process without events for so long ends."""
    patience_seconds: float = 60.0
    """How long an event waits for a process before it is throttled."""


class Throttled(Exception):
    """No process may take the event: AWS's TooManyRequestsException. The text is AWS's reason."""


_Key = tuple[str, str, str, str]
"""Account, region, name, version."""


@dataclass(kw_only=True, eq=False)
class _Place:
    """A process, or the place that is kept for one while it starts."""

    function: _Key
    fingerprint: str
    process: FunctionProcess | None = None
    busy: bool = True
    last_used: float = field(default_factory=time.monotonic)

    def stale(self, function: DeployedFunction) -> bool:
        """Whether its process is not the one that the function needs now."""
        if self.process is None or self.fingerprint != function.fingerprint:
            return True
        return not self.process.usable or self.process.good_until <= time.time()


class Fleet:
    """Lends a warm process to one event at a time."""

    def __init__(self, start: Callable[[DeployedFunction], FunctionProcess], settings: FleetSettings) -> None:
        """`start` makes a process that has imported its handler, or raises."""
        self._start = start
        self._settings = settings
        self._places: list[_Place] = []
        self._changed = threading.Condition()
        self._stopped = False

    @contextlib.contextmanager
    def lend(self, function: DeployedFunction) -> Iterator[tuple[FunctionProcess, bool]]:
        """A process of the function for one event, and whether it is new. Raises `Throttled`, or whatever starting it raises.

        A process that has ended, whose code or configuration has changed or whose credentials are old is not lent again.
        """
        place = self._take(function)
        try:
            cold = place.process is None
            if place.process is None:
                place.process = self._start(function)
            if self._stopped:
                raise Throttled("the sandbox is stopping")
            yield place.process, cold
        except BaseException:
            self._end(place)
            raise
        self._give_back(place)

    def end_idle(self) -> None:
        """Ends processes that have been without events for `idle_seconds`."""
        before = time.monotonic() - self._settings.idle_seconds
        with self._changed:
            self._forget([place for place in self._places if not place.busy and place.last_used <= before])

    def stop(self) -> None:
        """Ends every process, busy or not, and lends none any more. Whoever waits for a busy one gets its exit as the outcome."""
        with self._changed:
            self._stopped = True
            self._forget([place for place in self._places if not place.busy])
            for place in self._places:
                if place.process:
                    place.process.kill()
            self._changed.notify_all()

    def process_ids(self) -> list[int]:
        """Ids of the processes that exist now."""
        with self._changed:
            return [place.process.process_id for place in self._places if place.process]

    def _take(self, function: DeployedFunction) -> _Place:
        key = (function.account, function.region, function.name, function.version)
        deadline = time.monotonic() + self._settings.patience_seconds
        with self._changed:
            while True:
                self._forget([place for place in self._places if not place.busy and place.function == key and place.stale(function)])
                self._refuse_beyond_reservation(function, key)
                place = self._warm(key) or self._new(key, function.fingerprint)
                if place is not None:
                    return place
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise Throttled("ConcurrentInvocationLimitExceeded")

    def _refuse_beyond_reservation(self, function: DeployedFunction, key: _Key) -> None:
        if self._stopped:
            raise Throttled("the sandbox is stopping")
        running = sum(place.busy for place in self._places if place.function[:3] == key[:3])
        if function.reserved_concurrency is not None and running >= function.reserved_concurrency:
            raise Throttled("ReservedFunctionConcurrentInvocationLimitExceeded")

    def _warm(self, key: _Key) -> _Place | None:
        for place in self._places:
            if place.function == key and not place.busy:
                place.busy = True
                return place
        return None

    def _new(self, key: _Key, fingerprint: str) -> _Place | None:
        """A place for a new process, if need be in the stead of another function's idle one. None = wait."""
        if sum(place.function == key for place in self._places) >= self._settings.per_function:
            return None
        if len(self._places) >= self._settings.in_all:
            idle = [place for place in self._places if not place.busy]
            if not idle:
                return None
            self._forget([min(idle, key=lambda place: place.last_used)])
        place = _Place(function=key, fingerprint=fingerprint)
        self._places.append(place)
        return place

    def _give_back(self, place: _Place) -> None:
        if self._stopped or place.process is None or not place.process.usable:
            self._end(place)
            return
        with self._changed:
            place.busy = False
            place.last_used = time.monotonic()
            self._changed.notify_all()

    def _end(self, place: _Place) -> None:
        with self._changed:
            self._forget([place])

    def _forget(self, places: list[_Place]) -> None:
        self._places = [place for place in self._places if place not in places]
        for place in places:
            if place.process:
                place.process.close()
        if places:
            self._changed.notify_all()
