"""A resource's inputs, as the engine's `Check` completes them and as `Read` finds them in AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox import wire
from sandbox.engine.difference import DEFAULTED, NOTHING, same, without_notes
from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Handler, Properties, UnsupportedInput

SUFFIX_LENGTH = 7
"""Hexadecimal digits that make a generated name unique, as in names that the published provider makes."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How a name is made where the program gives none."""

    seed: str
    """Hexadecimal digits that the engine gives a resource, other ones for its replacement."""
    proposed: str = ""
    """Name from the stack's `pulumi:autonaming` setting; empty without one."""
    mode: Literal["propose", "enforce", "disable"] = "propose"
    """Whether the proposed name may be adapted, must be taken as it is, or no name may be made at all."""


def checked_inputs(handler: Handler, logical_name: str, new: Mapping[str, Any], old: Mapping[str, Any], naming: Naming) -> Properties:
    """Inputs with defaults and a name. What is unknown until the deployment stays so, and is checked then.

    `old` are the inputs in the state, empty for a new resource and for a replacement. Raises UnsupportedInput.
    """
    given = {name: value for name, value in without_notes(new).items() if value is not None}
    known = {name: inner for name, value in given.items() if (inner := _known(value)) is not None}
    name = handler.name_input
    made_up = name is not None and not given.get(name)
    chosen = _name(handler, old, naming) if made_up else None
    complete = lifecycle.checked(handler, logical_name, known, naming.seed[:SUFFIX_LENGTH], chosen)
    return {**complete, **given, **({name: complete[name]} if name and made_up else {}), DEFAULTED: [name] if made_up else []}


def _name(handler: Handler, old: Mapping[str, Any], naming: Naming) -> str | None:
    """The name that the resource has, else the one that is proposed; None to make one up."""
    assert handler.name_input is not None
    if old.get(handler.name_input) and handler.name_input in old.get(DEFAULTED, [handler.name_input]):
        return str(old[handler.name_input])
    if naming.mode == "disable":
        raise UnsupportedInput(f"{handler.type}: `pulumi:autonaming` is switched off, so the program must give `{handler.name_input}`")
    if naming.mode == "propose" and handler.lower_case:
        return naming.proposed.lower() or None
    return naming.proposed or None


def live_inputs(handler: Handler, known: Mapping[str, Any], live: Mapping[str, Any]) -> Properties:
    """The inputs as AWS has them now: what `known` inputs there are, with the live values; all of them on import.

    Tags count even where the program gives none: a tag that somebody added is a drift.
    """
    if not known:
        read = {name: live[name] for name in sorted(input_names(handler) & live.keys()) if live[name] not in NOTHING}
        return {**handler.defaults, **read}
    found = {name: _live(handler, value, live[name], name) if name in live else value for name, value in known.items()}
    if live.get("tags") and "tags" not in known:
        found["tags"] = live["tags"]
    return {name: value for name, value in found.items() if value is not None}


def input_names(handler: Handler) -> set[str]:
    """Top-level inputs that the handler uses: `rules[].id` and `rules.a` belong to `rules`."""
    return {path.replace("[]", "").split(".")[0] for path in handler.supported}


def _live(handler: Handler, known: Any, live: Any, path: str) -> Any:
    """The live value, in the known spelling where both mean the same, with those parts that AWS does not give back."""
    if path in handler.write_only or f"{path}.*" in handler.write_only or same(known, live):
        return known
    if isinstance(known, dict) and isinstance(live, dict):
        kept = {key: value for key, value in known.items() if live.get(key) is None and _hidden(handler, f"{path}.{key}")}
        told = {
            key: value for key, value in live.items() if value is not None and (key in known or _counts(handler, value, f"{path}.{key}"))
        }
        return {**kept, **{key: _live(handler, known.get(key), value, f"{path}.{key}") for key, value in told.items()}}
    if isinstance(known, list) and isinstance(live, list) and len(known) == len(live):
        return [_live(handler, one, other, f"{path}[]") for one, other in zip(known, live, strict=True)]
    return live


def _hidden(handler: Handler, path: str) -> bool:
    """Whether AWS keeps the value to itself, or a part of it."""
    inside = (f"{path}.", f"{path}[]")
    return any(each == path or each.startswith(inside) for each in handler.write_only)


def _counts(handler: Handler, value: Any, path: str) -> bool:
    """Whether a live value of which the program says nothing is a drift."""
    return path not in handler.computed and not _says_nothing(value)


def _says_nothing(value: Any) -> bool:
    """False, zero or empty all through: no more than leaving it out, as the published provider sees it."""
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    return value in (*NOTHING, False, 0)


def _known(value: Any) -> Any:
    """The value without the parts that are unknown until the deployment; None when nothing is left to check."""
    if value == wire.UNKNOWN:
        return None
    if isinstance(value, dict):
        return {key: inner for key, each in value.items() if (inner := _known(each)) is not None}
    if isinstance(value, list):
        return [inner for each in value if (inner := _known(each)) is not None]
    return value
