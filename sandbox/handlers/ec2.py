"""What all EC2 resources have in common: their tags, and how their ARNs are put together."""

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.tags import removed_tags, tag_list, tag_map


class Ec2Handler(Handler):
    """A resource of which only the tags can change, unless it says otherwise."""

    service = "ec2"
    kind: ClassVar[str]
    """EC2's own name for the type, as in its tag specifications and ARNs: `vpc`, `natgateway`."""

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        if removed := removed_tags(old, new):
            aws.delete_tags(Resources=[id], Tags=[{"Key": key} for key in removed])
        if new.get("tags"):
            aws.create_tags(Resources=[id], Tags=tag_list(new))

    def tagged(self, inputs: Properties) -> dict[str, Any]:
        """The parameter that tags a resource as it is created; AWS refuses an empty one."""
        return {"TagSpecifications": [{"ResourceType": self.kind, "Tags": tag_list(inputs)}]} if inputs.get("tags") else {}

    def named(self, aws: BaseClient, id: str, owner: str) -> Properties:
        """ARN and owner, as outputs."""
        return {"arn": f"arn:aws:ec2:{aws.meta.region_name}:{owner}:{self.kind}/{id}", "ownerId": owner}


def tags_of(live: Mapping[str, Any]) -> Properties:
    tags = tag_map(live.get("Tags"))
    return {"tags": tags, "tagsAll": tags}


def switched(aws: BaseClient, operation: str, attributes: Mapping[str, bool], **target: str) -> None:
    """Sets on-off attributes: EC2 takes one of them a call."""
    for name, on in attributes.items():
        getattr(aws, operation)(**target, **{name: {"Value": on}})
