"""Puts mended methods into moto's classes, and takes them out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Method = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Mend:
    """One method that is replaced."""

    owner: type
    """moto's class."""
    method: str
    """The method's name."""
    make: Callable[[Method], Method]
    """Gets moto's method, returns the mended one."""


def mend(mends: list[Mend]) -> Callable[[], None]:
    """Put all of them in place; returns what undoes that."""
    originals = [(each, each.owner.__dict__[each.method]) for each in mends]
    for each, original in originals:
        setattr(each.owner, each.method, each.make(original))

    def undo() -> None:
        for each, original in originals:
            setattr(each.owner, each.method, original)

    return undo
