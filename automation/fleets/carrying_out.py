"""Carries out the plan of a fleet: starts what may start, takes in what ends, and writes the report after each stack."""

import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Protocol

from automation.fleets.fleet_plan import FleetPlan
from automation.fleets.progress import Progress
from automation.fleets.stack_result import Run, StackResult, State

Interrupt = Callable[[], None]
"""Asks everything that is under way to end, as Ctrl-C would: what is finished stays."""

Keep = Callable[[Progress], None]
"""Writes down how far it is."""

INTERRUPTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, and what a CI provider sends when somebody cancels the job."""


class Watch(Protocol):
    """Whoever looks on."""

    def started(self, progress: Progress, stack: str) -> None: ...

    def said(self, stack: str, line: str) -> None:
        """Called from the thread of that stack."""

    def ended(self, progress: Progress, result: StackResult) -> None: ...

    def interrupted(self, progress: Progress) -> None:
        """Called once for each Ctrl-C."""


class _Interrupted:
    """Stands in the queue of what has ended for a Ctrl-C."""


News = StackResult | type[_Interrupted]
SECONDS_UNHEARD = 0.2
"""A Ctrl-C is heard after this long at the latest."""


def carry_out(
    plan: FleetPlan, run: Run, *, interrupt: Interrupt, watch: Watch, keep: Keep, earlier: Mapping[str, StackResult] | None = None
) -> Progress:
    """Returns when everything that was started has ended, interrupted or not.

    A second Ctrl-C changes nothing: it would make the engine drop what is under way, and its stack would stay locked.
    """
    progress = Progress.begun(plan, earlier or {})
    news: SimpleQueue[News] = SimpleQueue()
    with _signals(lambda: news.put(_Interrupted)), ThreadPoolExecutor(plan.parallel) as threads:
        keep(progress)
        while True:
            for name in progress.startable():
                progress.started(name)
                watch.started(progress, name)
                threads.submit(_work, name, run, watch, news)
            if not progress.running:
                return progress
            for found in _arrived(news):
                if isinstance(found, StackResult):
                    progress.ended(found)
                    keep(progress)
                    watch.ended(progress, found)
                else:
                    if not progress.interrupted:
                        interrupt()
                    progress.interrupt()
                    watch.interrupted(progress)


def _work(name: str, run: Run, watch: Watch, news: "SimpleQueue[News]") -> None:
    """Whatever happens to one stack, the others hear of an end."""
    try:
        result = run(name, lambda line: watch.said(name, line))
    except Exception as error:
        result = StackResult(stack=name, state=State.FAILED, message=f"{type(error).__name__}: {error}")
    news.put(result)


def _arrived(news: "SimpleQueue[News]") -> Iterator[News]:
    """All that has happened, an interrupt included, before anything new is started. Now and then it gives nothing: a signal that comes just
    before a thread begins to wait does not wake it."""
    try:
        yield news.get(timeout=SECONDS_UNHEARD)
        while True:
            yield news.get_nowait()
    except Empty:
        return


@contextmanager
def _signals(told: Callable[[], None]) -> Iterator[None]:
    """While it lasts, an interrupt is a piece of news and no exception in the midst of a half-written report. (A SimpleQueue may be put to
    within a signal handler.)"""
    before = {number: signal.signal(number, lambda *_: told()) for number in INTERRUPTING if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
