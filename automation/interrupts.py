"""SIGTERM and a terminal that hangs up end a command as Ctrl-C does: once, and not in the midst of what must not be cut off."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals by which people and machines want a command to end."""

Handler = Callable[[int, FrameType | None], object]


@contextmanager
def as_interrupts() -> Iterator[None]:
    """While it lasts, the first of them raises KeyboardInterrupt in the main thread, and further ones are only heard: the command is ending
    already, and tells what it has done. What whoever started it ignores (nohup) stays ignored."""
    terminals = [each for each in (1, 2) if os.isatty(each)]
    ending = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal ending
        for each in terminals:
            _let_go(each)
        if not ending:
            ending = True
            raise KeyboardInterrupt

    with _handled([each for each in ENDING if signal.getsignal(each) != signal.SIG_IGN], lambda _: end):
        yield


@contextmanager
def held_back(told: Callable[[], None]) -> Iterator[None]:
    """While it lasts, what would raise KeyboardInterrupt calls `told` instead. In another thread than the main one nothing is to be held
    back: none is raised there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handler(before: Handler) -> Handler:
        def hear(number: int, frame: FrameType | None) -> None:
            try:
                before(number, frame)
            except KeyboardInterrupt:
                told()

        return hear

    with _handled([each for each in ENDING if callable(signal.getsignal(each))], handler):
        yield


@contextmanager
def _handled(numbers: list[signal.Signals], made: Callable[[Handler], Handler]) -> Iterator[None]:
    """`made` makes the handler of a signal from the one that it had."""
    before = {each: signal.getsignal(each) for each in numbers}
    try:
        for each, had in before.items():
            signal.signal(each, made(had))  # type: ignore[arg-type]
        yield
    finally:
        for each, had in before.items():
            signal.signal(each, had)


def _let_go(terminal: int) -> None:
    """A terminal that has hung up takes nothing any more; writing to it would break the command that is ending."""
    if not os.isatty(terminal):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, terminal)
        os.close(nothing)
