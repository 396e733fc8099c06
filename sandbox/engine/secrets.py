"""Keeps secrets secret on their way through the provider: what came in marked goes out marked."""

from collections.abc import Mapping
from typing import Any

from sandbox.wire import SECRET, SIGNATURE, is_secret


def marked(values: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values with the marks of `like`, which is as it came over the wire, wherever both have the same property.

    Tags are told twice, and a secret one must not be readable in `tagsAll`.
    """
    twice = {"tagsAll": like["tags"]} if "tags" in like else {}
    return {name: _marked(value, {**twice, **like}.get(name)) for name, value in values.items()}


def _marked(value: Any, like: Any) -> Any:
    if value is None or not is_secret(like):
        return value
    if isinstance(value, dict) and isinstance(like, dict) and SIGNATURE not in like:
        return {key: _marked(inner, like.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [_marked(one, other) for one, other in zip(value, like, strict=True)]
    return {SIGNATURE: SECRET, "value": value}
