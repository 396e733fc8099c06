"""Asynchronous events of functions: tried again, and handed to a dead-letter target when they failed for good."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from sandbox.functions.address import Address
from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.fleet import Throttled
from sandbox.functions.functions import Functions, Invocation, NoSuchFunction
from sandbox.functions.process import NotRunnable
from sandbox.functions.role_credentials import RoleNotAssumed

RETRY_SECONDS = (60.0, 120.0)
"""Wait before the second and the third attempt (docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html)."""
OLDEST_SECONDS = 6 * 3600.0
"""A throttled event is given up after so long."""
LONGEST_PAUSE = 300.0
"""Longest wait between two attempts of a throttled event; the first is one second."""


@dataclass(frozen=True, kw_only=True)
class PendingEvent:
    """An event on its way to a function."""

    address: Address
    """The function."""
    body: str
    """The event, JSON text."""
    request_id: str
    """The same for all attempts, as on AWS."""
    accepted: float
    """When it came in: epoch seconds by the sandbox's clock."""
    attempts: int = 0
    """How often the function has failed on it."""
    throttled: int = 0
    """How often no process was free."""


@dataclass(frozen=True, kw_only=True)
class GivenUp:
    """An event that failed for good."""

    event: PendingEvent
    """The event."""
    function: DeployedFunction | None
    """The function; None when it is gone."""
    condition: str
    """AWS's word: `RetriesExhausted` or `EventAgeExceeded`; or why it could not be tried at all."""
    last: Invocation | None
    """The last failed attempt; None when there was none."""


class Ended(Protocol):
    """Told how events ended."""

    def give_up(self, ended: GivenUp) -> None:
        """An event failed for good."""

    def succeed(self, event: PendingEvent, function: DeployedFunction, invocation: Invocation) -> None:
        """A function has handled an event."""


class AsynchronousEvents:
    """The queue of asynchronous events of all functions. Somebody else's thread takes what is due and runs it."""

    def __init__(self, functions: Functions, hurry: float = 1.0) -> None:
        """Waits between attempts are divided by `hurry`."""
        self._functions = functions
        self._hurry = hurry
        self._waiting: list[tuple[float, PendingEvent]] = []
        self._lock = threading.Lock()
        self.ended: Ended | None = None
        """Who is told how events ended."""
        self.wake: Callable[[], None] = lambda: None
        """Called when an event has come in."""

    def put(self, address: Address, body: str, request_id: str = "") -> str:
        """Accepts an event; returns its request id."""
        request_id = request_id or str(uuid.uuid4())
        self._wait(PendingEvent(address=address, body=body, request_id=request_id, accepted=time.time()), 0.0)
        self.wake()
        return request_id

    def take_due(self, may_run: Callable[[Address], bool]) -> list[PendingEvent]:
        """Takes the events whose time has come, oldest first, as far as `may_run` lets them. It is asked once per event."""
        now = time.time()
        with self._lock:
            due = sorted((entry for entry in self._waiting if entry[0] <= now), key=lambda entry: entry[0])
            taken = [event for _, event in due if may_run(event.address)]
            self._waiting = [entry for entry in self._waiting if entry[1] not in taken]
        return taken

    def waiting(self) -> int:
        """Events that are not being run right now."""
        with self._lock:
            return len(self._waiting)

    def run(self, event: PendingEvent) -> None:
        """One attempt: it ends in success, in a later attempt or in giving up."""
        try:
            function = self._functions.find(event.address)
            invocation = self._functions.invoke(event.address, event.body, event.request_id)
        except Throttled:
            self._after_throttling(event)
        except NoSuchFunction as error:
            self._give_up(GivenUp(event=event, function=None, condition=str(error), last=None))
        except (NotRunnable, RoleNotAssumed) as error:
            self._give_up(GivenUp(event=event, function=function, condition=str(error), last=None))
        else:
            if invocation.function_error:
                self._after_failure(replace(event, attempts=event.attempts + 1), function, invocation)
            else:
                self._succeed(event, function, invocation)

    def _after_failure(self, event: PendingEvent, function: DeployedFunction, last: Invocation) -> None:
        if event.attempts > function.retry_attempts:
            self._give_up(GivenUp(event=event, function=function, condition="RetriesExhausted", last=last))
        else:
            self._wait(event, RETRY_SECONDS[event.attempts - 1])

    def _after_throttling(self, event: PendingEvent) -> None:
        function = self._functions.find(event.address)
        if function.reserved_concurrency == 0 or time.time() - event.accepted > OLDEST_SECONDS:
            self._give_up(GivenUp(event=event, function=function, condition="EventAgeExceeded", last=None))
        else:
            self._wait(replace(event, throttled=event.throttled + 1), min(2.0**event.throttled, LONGEST_PAUSE))

    def _give_up(self, ended: GivenUp) -> None:
        if self.ended:
            self.ended.give_up(ended)

    def _succeed(self, event: PendingEvent, function: DeployedFunction, invocation: Invocation) -> None:
        if self.ended:
            self.ended.succeed(event, function, invocation)

    def _wait(self, event: PendingEvent, seconds: float) -> None:
        with self._lock:
            self._waiting.append((time.time() + seconds / self._hurry, event))
