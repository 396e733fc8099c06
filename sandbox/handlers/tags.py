"""Tags: a map in Pulumi, a list in most of AWS."""

from collections.abc import Iterable, Mapping
from typing import Any


def tag_list(inputs: Mapping[str, Any], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in (inputs.get("tags") or {}).items()]


def tag_map(tags: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value") -> dict[str, str]:
    return {tag[key]: tag[value] for tag in tags or ()}


def removed_tags(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Tag keys that an update must take away."""
    return sorted(set(old.get("tags") or {}) - set(new.get("tags") or {}))
