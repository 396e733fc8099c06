"""Objects and lists in raw settings: Pulumi hands them over as JSON text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any, get_origin

LONGEST = 100_000
"""Characters of an object's JSON. A stack file has a few thousand."""


def decoded(kind: Any, raw: Any) -> Any:
    """The raw value as a list or object where the kind is made of parts; anything else as it is. Numbers are Decimal, never float.

    Raises ValueError where the text is no JSON or of another shape, RecursionError where it is nested without end.
    """
    shape = _shape(kind)
    if shape is None or raw is None or raw == "":
        return raw
    value = json.loads(raw[: LONGEST + 1], parse_float=Decimal, parse_constant=_refuse) if isinstance(raw, str) else raw
    if not isinstance(value, shape):
        raise ValueError(f"neither list nor object: {kind}")
    return value


def _shape(kind: Any) -> type | None:
    if get_origin(kind) is tuple:
        return list
    return dict if is_dataclass(kind) or get_origin(kind) is Mapping else None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def parts(raw: Any) -> Iterator[str]:
    """Every text and number in a raw value, as text; the raw value itself first. Names of keys are no values."""
    yield str(raw)
    try:
        value = json.loads(raw[: LONGEST + 1], parse_float=str, parse_int=str) if isinstance(raw, str) else raw
    except (ValueError, RecursionError):
        return
    open_parts = [value]
    while open_parts:
        part = open_parts.pop()
        if isinstance(part, dict):
            open_parts += part.values()
        elif isinstance(part, list):
            open_parts += part
        else:
            yield str(part)
