"""Rules that a setting's value must keep, as data that stands beside the field: `Annotated[int, Whole(1, 3650)]`.

One rule gives three things: the sentence in the settings reference, the check, and the remedy when the check fails.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Protocol


class Rule(Protocol):
    """What a value must be. It has been read already: a `Whole` is asked about an int, never about text."""

    @property
    def text(self) -> str:
        """The rule as the reader sees it, such as `a whole number from 1 to 3,650`."""

    def remedy(self, value: Any) -> str | None:
        """What to do about a value that breaks the rule; None where it keeps it."""


@dataclass(frozen=True)
class Whole:
    """A whole number within limits, both included."""

    low: int
    high: int

    @property
    def text(self) -> str:
        return f"a whole number from {self.low:,} to {self.high:,}"

    def remedy(self, value: int) -> str | None:
        if value < self.low:
            return f"Choose {self.low:,} or more."
        return f"Choose {self.high:,} or less." if value > self.high else None


@dataclass(frozen=True)
class Amount:
    """A decimal number within limits, both included."""

    low: int
    high: int
    places: int = 6
    """Decimal places at most; what is finer than a unit price can be is a slip of the keyboard."""

    @property
    def text(self) -> str:
        return f"a number from {self.low:,} to {self.high:,}, at most {self.places} decimal places"

    def remedy(self, value: Decimal) -> str | None:
        if not value.is_finite() or value < self.low:
            return f"Choose {self.low:,} or more."
        if value > self.high:
            return f"Choose {self.high:,} or less."
        return None if value == round(value, self.places) else f"Keep to {self.places} decimal places."


@dataclass(frozen=True)
class OneOf:
    """One of a few values."""

    values: Sequence[str] | Sequence[int]

    @property
    def text(self) -> str:
        return "one of " + ", ".join(str(value) for value in self.values)

    def remedy(self, value: str | int) -> str | None:
        if value in self.values:
            return None
        close = get_close_matches(str(value), [str(known) for known in self.values], n=1)
        return f"Did you mean {close[0]}?" if close else f"Choose {self.text}."


@dataclass(frozen=True)
class Matches:
    """Text of one shape."""

    pattern: str
    """Regular expression that the whole text must match; its classes mean ASCII."""
    text: str
    example: str

    def remedy(self, value: str) -> str | None:
        return None if re.fullmatch(self.pattern, value, re.ASCII) else f"Write it like {self.example}."


@dataclass(frozen=True)
class Line:
    """Text that is printed on one line."""

    longest: int

    @property
    def text(self) -> str:
        return f"one line of 1 to {self.longest} characters"

    def remedy(self, value: str) -> str | None:
        fits = value.strip() and len(value) <= self.longest and value.isprintable()
        return None if fits else f"Write {self.text}."


@dataclass(frozen=True)
class Each:
    """A list of limited length in which every entry keeps a rule and stands once."""

    rule: Rule
    at_most: int

    @property
    def text(self) -> str:
        return f"a list of at most {self.at_most}, each {self.rule.text}"

    def remedy(self, value: Sequence[Any]) -> str | None:
        if len(value) > self.at_most:
            return f"Keep at most {self.at_most} of the {len(value)}."
        if len(set(value)) < len(value):
            return "Name each entry once."
        wrong = [f"{entry}: {remedy}" for entry in value if (remedy := self.rule.remedy(entry))]
        return " ".join(wrong) or None
