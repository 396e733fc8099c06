"""What a person sees while a fleet is under way: a live table on a terminal, else a line for each stack that has ended."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from automation.fleets.carrying_out import Watch
from automation.fleets.progress import Progress
from automation.fleets.stack_result import StackResult, State

STYLES: Mapping[State, str] = MappingProxyType(
    {State.DONE: "green", State.FAILED: "red", State.REFUSED: "yellow", State.INTERRUPTED: "yellow", State.NOT_STARTED: "dim"}
)
ENDED_ROWS = 8
"""Stacks that have ended and are still shown: those that were not done, then the latest."""
WAITING = "Interrupted. What is under way is told to end, and is waited for: cutting it off would leave its stack locked."
REFRESHES = 4
"""Times a second."""


class Lines(Watch):
    """For logs."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, progress: Progress, stack: str) -> None:
        """Told when it ends."""

    def said(self, stack: str, line: str) -> None:
        """Lines of several stacks at once would say nothing."""

    def ended(self, progress: Progress, result: StackResult) -> None:
        place = f"{len(progress.results)}/{len(progress.plan.stacks)}"
        what = "" if result.state in (State.FAILED, State.REFUSED) else f", {happened(result)}"  # why not is told once, in the end
        self._console.print(f"{place} {result.stack}: {result.state}{what}", soft_wrap=True, markup=False, highlight=False)

    def interrupted(self, progress: Progress) -> None:
        self._console.print(_waiting(progress), soft_wrap=True, markup=False, highlight=False)


class LiveTable(Watch):
    """For a terminal. Drawn by a thread of its own, so what it shows is exchanged whole."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._began: dict[str, float] = {}
        self._said: dict[str, str] = {}
        self._ended: list[StackResult] = []
        self._total, self._interrupted = 0, False
        self._live = Live(console=console, get_renderable=self.shown, refresh_per_second=REFRESHES, transient=True)

    def started(self, progress: Progress, stack: str) -> None:
        with self._lock:
            self._took(progress)
            self._began[stack] = time.monotonic()

    def said(self, stack: str, line: str) -> None:
        with self._lock:
            self._said[stack] = line

    def ended(self, progress: Progress, result: StackResult) -> None:
        with self._lock:
            self._took(progress)

    def interrupted(self, progress: Progress) -> None:
        with self._lock:
            self._interrupted = True

    def _took(self, progress: Progress) -> None:
        self._total, self._ended = len(progress.plan.stacks), list(progress.results.values())
        self._began = {name: began for name, began in self._began.items() if name in progress.running}

    def shown(self) -> RenderableType:
        with self._lock:
            rows = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
            for heading in ("stack", "state", "seconds", "what"):
                rows.add_column(heading, no_wrap=True, justify="right" if heading == "seconds" else "left")
            for each in sorted(self._ended, key=lambda each: each.state is State.DONE, reverse=True)[-ENDED_ROWS:]:
                rows.add_row(each.stack, Text(str(each.state), STYLES[each.state]), f"{each.seconds:.0f}", Text(happened(each)))
            for name, began in self._began.items():
                rows.add_row(name, "under way", f"{time.monotonic() - began:.0f}", Text(self._said.get(name, ""), "dim"))
            return Group(rows, Text(""), Text(self._summary(), "bold"), *([Text(WAITING, "yellow")] if self._interrupted else []))

    def _summary(self) -> str:
        waiting = self._total - len(self._ended) - len(self._began)
        return ", ".join([*counted(self._ended), f"{len(self._began)} under way", f"{waiting} to go"])

    @contextmanager
    def drawn(self) -> Iterator[None]:
        with self._live:
            yield


@contextmanager
def watching(console: Console) -> Iterator[Watch]:
    """The way that suits the console."""
    if not console.is_terminal:
        yield Lines(console)
        return
    table = LiveTable(console)
    with table.drawn():
        yield table


def counted(results: list[StackResult]) -> Iterator[str]:
    """`12 done`, `1 failed`."""
    found = Counter(each.state for each in results)
    yield from (f"{found[state]} {state}" for state in State if found[state])


def happened(result: StackResult) -> str:
    """In one line: what changed where it is done, else the first line of the reason."""
    if result.state is State.DONE:
        told = ", ".join(f"{number} {kind}" for kind, number in result.counts.items()) or "nothing changed"
        return f"{told} ({result.seconds:.0f} s)"
    return (result.message.strip().splitlines() or ["it said nothing"])[0]


def _waiting(progress: Progress) -> str:
    return f"{WAITING} Under way: {', '.join(sorted(progress.running)) or 'nothing'}."
