"""How a service keeps tags: three calls that differ only in their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from botocore.client import BaseClient

from sandbox.handlers.handler import Properties
from sandbox.handlers.row import call
from sandbox.handlers.tags import removed_tags, tag_list, tag_map


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """The tag calls of a service, spelled as in `row.py`; `of` stands for whatever it knows the resource by (ARN, URL, name)."""

    list_call: str
    """`list_tags_for_resource {ResourceArn: of}`"""
    found: str = "Tags"
    """Where the answer of `list_call` holds the tags."""
    add_call: str
    """`tag_resource {ResourceArn: of, Tags: list}`; `list` is a list of pairs, `map` a map."""
    remove_call: str
    """`untag_resource {ResourceArn: of, TagKeys: removed}`"""
    key: str = "Key"
    value: str = "Value"

    def read(self, aws: BaseClient, of: str) -> Properties:
        """Outputs `tags` and `tagsAll`."""
        found = jmespath.search(self.found, call(aws, self.list_call, {"of": of})) or {}
        tags = found if isinstance(found, dict) else tag_map(found, self.key, self.value)
        return {"tags": tags, "tagsAll": tags}

    def update(self, aws: BaseClient, of: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Takes away the tags that the new inputs no longer have, then sets theirs."""
        if removed := removed_tags(old, new):
            call(aws, self.remove_call, {"of": of, "removed": removed})
        if new.get("tags"):
            call(aws, self.add_call, {"of": of, "list": tag_list(new, self.key, self.value), "map": new["tags"]})
