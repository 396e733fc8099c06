"""EventBridge event patterns (docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).

Not moto's matcher: that one lets an operator which it does not know match everything, and never looks into lists of objects.
"""

from __future__ import annotations

import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

_ABSENT = object()


class PatternNotSupported(ValueError):
    """The pattern holds something that the sandbox does not know, nor does AWS's documentation; the text names it."""


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """Whether the event has everything that the pattern asks for. Raises `PatternNotSupported`."""
    return all(_field(name, wanted, event) for name, wanted in pattern.items())


def check(pattern: Any) -> None:
    """Raises `PatternNotSupported` for a pattern that AWS would refuse: an empty list, a bare value, an operator that does not exist."""
    if not isinstance(pattern, Mapping):
        raise PatternNotSupported(f"{pattern!r} is no object")
    for name, wanted in pattern.items():
        if isinstance(wanted, Mapping):
            check(wanted)
        elif not isinstance(wanted, list) or not wanted:
            raise PatternNotSupported(f"{name}: {wanted!r} is neither an object nor a list with something in it")
        elif name == "$or":
            for alternative in wanted:
                check(alternative)
        else:
            for rule in wanted:
                _leaf(rule, "")
                _leaf(rule, 0)


def _field(name: str, wanted: Any, event: Any) -> bool:
    if name == "$or":
        return any(matches(alternative, event) for alternative in wanted)
    value = event.get(name, _ABSENT) if isinstance(event, Mapping) else _ABSENT
    if isinstance(wanted, Mapping):
        return any(matches(wanted, part) for part in (value if isinstance(value, list) else [value]))
    if not isinstance(wanted, list):
        raise PatternNotSupported(f"{name}: {wanted!r} is neither a list nor an object")
    return any(_leaf(rule, value) for rule in wanted)


def _leaf(rule: Any, value: Any) -> bool:
    if isinstance(rule, Mapping):
        [(name, argument)] = rule.items()
        if name == "exists":
            return (value is not _ABSENT and not isinstance(value, Mapping)) == bool(argument)
        if name not in _OPERATORS:
            raise PatternNotSupported(f"operator {name!r}")
        return value is not _ABSENT and any(_OPERATORS[name](argument, one) for one in _several(value))
    return value is not _ABSENT and any(_same(rule, one) for one in _several(value))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _same(wanted: Any, value: Any) -> bool:
    """Equal as JSON: true is not 1, 1 is 1.0."""
    return isinstance(wanted, bool) == isinstance(value, bool) and bool(wanted == value)


def _text(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    """An operator on strings; its argument may be a string, a list of them or {"equals-ignore-case": string}."""

    def check(argument: Any, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        if isinstance(argument, Mapping):
            [(name, inner)] = argument.items()
            if name != "equals-ignore-case":
                raise PatternNotSupported(f"operator {name!r} inside another one")
            return test(value.lower(), inner.lower())
        return any(test(value, one) for one in _several(argument))

    return check


def _wildcard(value: str, pattern: str) -> bool:
    parts = re.findall(r"\\[*\\]|\*|[^*\\]+|\\", pattern)
    return re.fullmatch("".join(".*" if part == "*" else re.escape(part.removeprefix("\\") or part) for part in parts), value) is not None


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _numeric(argument: list[Any], value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    pairs = list(zip(argument[::2], argument[1::2], strict=True))
    if unknown := [sign for sign, _ in pairs if sign not in _COMPARISONS]:
        raise PatternNotSupported(f"numeric comparison {unknown[0]!r}")
    return all(_COMPARISONS[sign](value, bound) for sign, bound in pairs)


def _anything_but(argument: Any, value: Any) -> bool:
    if isinstance(argument, Mapping):
        return not _leaf(argument, value)
    return not any(_same(one, value) for one in _several(argument))


def _cidr(argument: str, value: Any) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(argument)
    except ValueError:
        return False


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": _text(str.startswith),
    "suffix": _text(str.endswith),
    "equals-ignore-case": _text(lambda value, wanted: value.lower() == wanted.lower()),
    "wildcard": _text(_wildcard),
    "numeric": _numeric,
    "anything-but": _anything_but,
    "cidr": _cidr,
}
