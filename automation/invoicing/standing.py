"""Numbers that are given stay given: whatever breaks a command after the first of them is told with those that stand, and how to go on."""

import os
import shlex
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from automation.exits import TRACEBACK, Exit, Stop, unforeseen
from automation.interrupts import held_back
from billing.domain.documents import Document


@contextmanager
def standing(given: Sequence[Document]) -> Iterator[None]:
    """`given` grows within: documents that have become final. Once there is one, no end says that nothing was done: it is Stop with 5."""
    try:
        yield
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as broke:
        if not given:
            raise
        raise Stop(Exit.PARTLY_DONE, f"{_why(broke)}\n{_said(given)} To go on: {shlex.join(['clientenv', *sys.argv[1:]])}") from broke


@contextmanager
def uninterrupted() -> Iterator[None]:
    """An interrupt within waits for the end: a document becomes final and is noted, or neither."""
    heard: list[bool] = []
    with held_back(lambda: heard.append(True)):
        yield
    if heard:
        raise KeyboardInterrupt


def _why(broke: BaseException) -> str:
    match broke:
        case Stop():
            return str(broke)
        case KeyboardInterrupt():
            return "Interrupted."
    if os.environ.get(TRACEBACK):
        traceback.print_exception(broke)
    return unforeseen(broke)


def _said(given: Sequence[Document]) -> str:
    named = ", ".join(f"{each.number} of {each.client}" for each in given)
    return f"{named} {'stands' if len(given) == 1 else 'stand'}."
