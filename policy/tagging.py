"""Costs can be told apart: every resource that can carry tags has the six."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.tagging import tag_shape
from model.tags import CostAllocationTags
from policy.resources import Resource
from policy.rules import ResourceRule

SIX = tuple(CostAllocationTags(client="c", environment="e", owner="o").six())
"""Keys of the cost allocation tags."""


def missing_tags(resource: Resource) -> Iterator[str]:
    try:
        taggable = tag_shape(resource.type) is not None
    except LookupError:
        yield f"is of a type, {resource.type}, of which nobody can tell whether it carries tags"
        return
    tags = _tags(resource.inputs.get("tags")) if taggable else {}
    missing = [key for key in SIX if not tags.get(key)] if taggable else []
    if missing:
        yield f"has no tag {', '.join(missing)}"


def _tags(given: Any) -> Mapping[str, Any]:
    """An auto scaling group's tags are a list of keys and values."""
    return given or {} if isinstance(given, Mapping) or not given else {each["key"]: each["value"] for each in given}


SIX_TAGS = ResourceRule(
    name="six-tags",
    sentence="Every resource that can carry tags carries the six cost allocation tags.",
    remedy="Call `tag_everything` before the first resource, as `__main__.py` does.",
    broken_by=missing_tags,
)
