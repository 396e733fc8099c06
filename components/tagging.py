"""The transform that puts the cost allocation tags on every resource that can carry them."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pulumi

from model.tag_rules import TAGS_AN_OBJECT
from model.tags import CostAllocationTags

AWS_TYPE = re.compile(r"aws:(?P<module>\w+)/\w+:(?P<name>\w+)")
"""A resource type of the SDK, such as `aws:s3/bucket:Bucket`."""
WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word starts in a type's name; a run of capitals is one word (`MLTransform`, `GraphQLApi`)."""
S3_OBJECTS = frozenset({"aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/objectCopy:ObjectCopy"})


class Shape(Enum):
    """What a type's `tags` input looks like in the SDK's source."""

    MAP = re.compile(r"^ +tags: pulumi\.Input\[Optional\[Mapping\[", re.MULTILINE)
    LIST = re.compile(r"^ +tags: pulumi\.Input\[Optional\[Sequence\[pulumi\.Input\['\w*TagArgs'", re.MULTILINE)
    """Key and value in a list, each with a say about the instances: auto scaling groups."""


def tag_everything(tags: CostAllocationTags) -> None:
    """Tag all resources of this stack, those that awsx components make included.

    A stack transform, not a transformation: only transforms see the children of remote components.
    """

    def apply(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        tagged = tagged_inputs(args.type_, args.name, args.props, tags)
        return None if tagged is None else pulumi.ResourceTransformResult(props=tagged, opts=args.opts)

    pulumi.runtime.register_resource_transform(apply)


def tagged_inputs(type_: str, name: str, inputs: Mapping[str, Any], tags: CostAllocationTags) -> dict[str, Any] | None:
    """A resource's inputs with the tags among them; None where its type cannot carry any.

    Raises ValueError, naming the resource, where AWS would refuse that many tags.
    """
    shape = tag_shape(type_)
    if shape is None:
        return None
    own = pulumi.Output.from_input(inputs.get("tags"))
    return {**inputs, "tags": own.apply(lambda given: merged(type_, name, shape, given, tags))}


def merged(type_: str, name: str, shape: Shape, own: Any, tags: CostAllocationTags) -> Any:
    """A resource's own tags (None, a map, or a list of key and value) with ours, in the same shape."""
    if shape is Shape.LIST:
        return _listed(own or (), tags)
    try:
        return _on_object(own or {}, tags) if type_ in S3_OBJECTS else tags.over(own or {})
    except ValueError as error:
        raise ValueError(f"{name} ({type_}): {error}") from None


def _on_object(own: Mapping[str, str], tags: CostAllocationTags) -> dict[str, str]:
    """The six and the object's own; the stack's extra tags stay off, because ten are the limit."""
    both = {**own, **tags.six()}
    if surplus := max(0, len(both) - TAGS_AN_OBJECT):
        raise ValueError(f"{len(both)} tags, but AWS allows {TAGS_AN_OBJECT} on an S3 object. Take {surplus} of its own out.")
    return both


def _listed(own: Sequence[Mapping[str, Any]], tags: CostAllocationTags) -> list[dict[str, Any]]:
    """An own tag keeps its say about the group's instances; ours are handed on to them, because they cost money too."""
    says = {tag["key"]: tag for tag in own}
    values = tags.over({key: tag["value"] for key, tag in says.items()})
    return [{"key": key, "propagateAtLaunch": True, **says.get(key, {}), "value": value} for key, value in values.items()]


@cache
def tag_shape(resource_type: str) -> Shape | None:
    """How resources of a type, such as `aws:s3/bucket:Bucket`, carry tags; None where they cannot, or are none of AWS's.

    Read from the SDK's source of that one type: importing `pulumi_aws.ec2` to ask takes close to a second, reading a millisecond.
    """
    if not resource_type.startswith("aws:"):
        return None
    source = sdk_source(resource_type)
    return next((shape for shape in Shape if shape.value.search(source)), None)


def sdk_source(resource_type: str) -> str:
    """Source text of the SDK module that defines the type.

    Raises LookupError where there is none: better no preview than a resource of which nobody knows whether it is tagged.
    """
    match = AWS_TYPE.fullmatch(resource_type)
    path = _sdk_folder() / _package(match["module"]) / f"{snake_case(match['name'])}.py" if match else None
    if path is None or not path.is_file():
        raise LookupError(
            f"{resource_type}: the pulumi_aws that is installed has no source for this type, so nobody can tell whether it carries tags. "
            "Install the version that requirements.txt pins."
        )
    return path.read_text(encoding="utf-8")


@cache
def _sdk_folder() -> Path:
    spec = find_spec("pulumi_aws")
    if spec is None or spec.origin is None:
        raise LookupError("pulumi_aws is not installed. Run `pip install -r requirements.txt`.")
    return Path(spec.origin).parent


def _package(module: str) -> str:
    return "lambda_" if module == "lambda" else module


def snake_case(name: str) -> str:
    """The module's file name for a type's name: `GraphQLApi` gives `graph_ql_api`."""
    return WORD_START.sub("_", name).lower()
