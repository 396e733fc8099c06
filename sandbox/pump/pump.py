"""The pump itself: one thread that looks what is to be done, and a few that run functions."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sandbox.functions.address import Address
from sandbox.functions.asynchronous import AsynchronousEvents
from sandbox.pump.mappings import Mappings
from sandbox.pump.schedules import Schedules
from sandbox.pump.settings import PumpSettings

log = logging.getLogger(__name__)

HOUSEKEEPING_SECONDS = 5.0
"""How often idle processes are looked for."""
LONGEST_WAIT = 600.0
"""Seconds that one question for quiet may wait."""

Job = Callable[[], None]


class Pump:
    """Carries events until `stop`. Deliveries happen one after the other in the order in which events came; functions run beside."""

    def __init__(self, *, mappings: Mappings, events: AsynchronousEvents, schedules: Schedules, tidy: Job, settings: PumpSettings) -> None:
        """`tidy` is called every few seconds."""
        self._tidy = tidy
        self._next_housekeeping = 0.0
        self._mappings = mappings
        self._events = events
        self._schedules = schedules
        self._settings = settings
        self._jobs: deque[Job] = deque()
        self._running: Counter[tuple[str, str, str]] = Counter()
        self._elsewhere: dict[str, Callable[[], int]] = {}
        self._change = threading.Condition()
        self._rounds = 0
        self._woken = False
        self._stopped = False
        self._pool = ThreadPoolExecutor(settings.threads, thread_name_prefix="sandbox-function")
        self._thread = threading.Thread(target=self._work, name="sandbox-pump", daemon=True)
        events.wake = self.wake

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def stop(self, end_functions: Job) -> None:
        """Ends all threads. `end_functions` makes functions that still run come to an end."""
        with self._change:
            self._stopped = True
            self._change.notify_all()
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        end_functions()
        self._pool.shutdown(wait=True)

    def put(self, job: Job) -> None:
        """Does something in the pump's thread, after what was put before."""
        with self._change:
            self._jobs.append(job)
            self._change.notify_all()

    def wake(self) -> None:
        """Looks at queues and schedules now instead of at the next tick."""
        with self._change:
            self._woken = True
            self._change.notify_all()

    def look_at_schedules(self) -> None:
        """Notices new schedules, whose time counts from now, and puts what is due. For any thread."""
        for at, table in self._schedules.due():
            self.put(partial(table.fire, at))

    def watch(self, name: str, count: Callable[[], int]) -> None:
        """Something outside of the pump also counts as under way as long as `count` is not 0."""
        self._elsewhere[name] = count

    def under_way(self) -> dict[str, int]:
        """What has not come to its end: name -> how many. Empty when all is quiet."""
        with self._change:
            counts = {"events": len(self._jobs), "functions running": sum(self._running.values())}
        counts["asynchronous events waiting"] = self._events.waiting()
        counts |= {f"messages in {arn}": count for arn, count in self._mappings.waiting().items()}
        counts |= {name: count() for name, count in self._elsewhere.items()}
        return {name: count for name, count in counts.items() if count}

    def wait_until_quiet(self, seconds: float) -> dict[str, int]:
        """Waits until nothing is under way, at most so long; returns what still is. Schedules that are due now are fired first.

        It takes two looks a moment apart: something may be between two places while it is looked for.
        """
        ends = time.monotonic() + min(seconds, LONGEST_WAIT)
        looks = 0
        while True:
            self._wait_for_a_whole_round()
            left = self.under_way()
            looks = 0 if left else looks + 1
            if looks == 2 or time.monotonic() >= ends or self._stopped:
                return left
            time.sleep(self._settings.tick_seconds / 2)

    def _wait_for_a_whole_round(self) -> None:
        with self._change:
            wanted = self._rounds + 2  # the round that is being worked on may have begun before the question
            while self._rounds < wanted and not self._stopped:
                self._woken = True
                self._change.notify_all()
                self._change.wait(self._settings.tick_seconds)

    def _work(self) -> None:
        while not self._stopped:
            self._round()
            with self._change:
                self._rounds += 1
                self._change.notify_all()
                self._change.wait_for(lambda: self._jobs or self._woken or self._stopped, self._settings.tick_seconds)
                self._woken = False

    def _round(self) -> None:
        self._safely(self.look_at_schedules)
        while self._jobs and not self._stopped:
            self._safely(self._jobs[0])
            with self._change:
                self._jobs.popleft()  # only now: until it is done it is under way
        for event in self._safely(partial(self._events.take_due, self._take_place)) or []:
            self._run(event.address, partial(self._events.run, event))
        for batch in self._safely(partial(self._mappings.take, self._take_place)) or []:
            self._run(batch.address, partial(self._mappings.run, batch))
        self._housekeep()

    def _housekeep(self) -> None:
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + HOUSEKEEPING_SECONDS
            self._safely(self._tidy)

    def _take_place(self, address: Address) -> bool:
        """Keeps one of the function's places, or says no: what must wait stays where it is."""
        key = (address.account, address.region, address.name)
        with self._change:
            free = self._running[key] < self._settings.per_function and sum(self._running.values()) < self._settings.threads
            self._running[key] += free
            return free

    def _run(self, address: Address, job: Job) -> None:
        key = (address.account, address.region, address.name)

        def run() -> None:
            self._safely(job)
            with self._change:
                self._running[key] -= 1
                self._woken = True
                self._change.notify_all()

        self._pool.submit(run)

    def _safely(self, job: Callable[[], Any]) -> Any:
        """One fault must not stop everything that comes after."""
        try:
            return job()
        except Exception:
            if not self._stopped:
                log.exception("the pump failed on %r", job)
            return None
