"""Resource properties as paths: what a handler supports, and what a program asks for beyond it."""

from collections.abc import Iterable, Iterator
from typing import Any

PROVIDER_OWN = frozenset({"region", "tagsAll"})
"""Inputs that the provider itself handles for every type."""


def unsupported(inputs: dict[str, Any], supported: Iterable[str]) -> set[str]:
    """Paths in the inputs that no supported path covers.

    A supported path ends at a value; `tags.*` covers any key below `tags`; `rules[].id` covers that field of every rule.
    A value that is None or empty asks for nothing.
    """
    known = set(supported) | PROVIDER_OWN
    return {path for path in leaves(inputs) if path not in known and not _below_wildcard(path, known)}


def leaves(value: Any, at: str = "") -> Iterator[str]:
    """Paths of all values below: `a.b`, `rules[].id`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for inner in value:
            yield from leaves(inner, f"{at}[]")
    elif value not in (None, [], ""):
        yield at


def _below_wildcard(path: str, known: set[str]) -> bool:
    parts = path.split(".")
    return any(".".join([*parts[:depth], "*"]) in known for depth in range(1, len(parts) + 1))


def auto_name(logical: str, suffix: str, longest: int = 64) -> str:
    """`acme-prod-uploads-1f3a9c2`: the logical name, cut where the type allows fewer characters, and a suffix that makes it unique."""
    return f"{logical[: longest - len(suffix) - 1]}-{suffix}"
