"""What differs between the inputs of a resource as they were and as the program wants them now. Pure: no AWS, no engine."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandbox import wire
from sandbox.handlers.handler import Handler, Properties

DEFAULTED = "__defaults"
"""Input in which the provider notes the properties that it filled in itself, as the published one does. The engine never shows it."""

NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Values that ask AWS for nothing: as an input, the same as leaving the property out."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """How one top-level input changes."""

    kind: Literal["add", "update", "delete"]
    replaces: bool
    """Whether AWS cannot change it in place."""


def difference(old: Mapping[str, Any], new: Mapping[str, Any], replace_on: Collection[str] = ()) -> dict[str, Change]:
    """The inputs that change, by name. An input that is unknown until the deployment counts as changed."""
    names = sorted(name for name in {*old, *new} if not name.startswith("__"))
    return {
        name: Change(kind=_kind(old.get(name), new.get(name)), replaces=name in replace_on)
        for name in names
        if not same(old.get(name), new.get(name))
    }


def same(old: Any, new: Any) -> bool:
    """Whether two values mean the same: JSON texts by their content, files by their hash, nothing in any spelling."""
    if old in NOTHING or new in NOTHING:
        return old in NOTHING and new in NOTHING
    if isinstance(old, dict) and isinstance(new, dict):
        if wire.SIGNATURE in old and "hash" in old and "hash" in new:
            return bool(old["hash"] == new["hash"])
        return all(same(old.get(key), new.get(key)) for key in {*old, *new})
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return bool(old == new) or (isinstance(old, str) and isinstance(new, str) and _same_document(old, new))


def deletes_first(handler: Handler, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a replacement must wait until the old resource is gone: there can be only one, or both would have one name.

    A name that the provider made up is made anew for the replacement; one that the program gives stays.
    """
    name = handler.name_input
    kept_name = name is not None and name not in new.get(DEFAULTED, ()) and same(old.get(name), new.get(name))
    return handler.delete_first or kept_name


def without_notes(inputs: Mapping[str, Any]) -> Properties:
    """The inputs without what the provider noted among them."""
    return {name: value for name, value in inputs.items() if not name.startswith("__")}


def _kind(old: Any, new: Any) -> Literal["add", "update", "delete"]:
    if old in NOTHING:
        return "add"
    return "delete" if new in NOTHING else "update"


def _same_document(old: str, new: str) -> bool:
    if not (old.lstrip()[:1] in ("{", "[") and new.lstrip()[:1] in ("{", "[")):
        return False
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False
