"""One way to write a record down: RFC 8785 (JSON Canonicalization Scheme), so that the same content is the same bytes everywhere."""

from hashlib import sha256
from typing import Any

import rfc8785


def canonical(record: Any) -> bytes:
    """The record's bytes. Amounts are decimal strings by then; a float raises TypeError: it would be written as what it became."""
    _without_floats(record)
    return bytes(rfc8785.dumps(record))


def fingerprint(record: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(record)).hexdigest()


def _without_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: amounts are decimal strings")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _without_floats(inner)
