"""Text as documents can carry it: one line, no control characters, nothing that turns the reading direction of what follows."""

import re

_SPACE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
"""What ends a line or is invisible. No-break spaces are none of it: they keep a number together."""
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the reading direction: with them a name could mirror the amount beside it."""
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def readable(text: str) -> str:
    """The text on one line; what is no character becomes U+FFFD."""
    return _SPACE.sub(" ", _NO_CHARACTER.sub("\ufffd", _DIRECTION.sub("", text))).strip(" ")
