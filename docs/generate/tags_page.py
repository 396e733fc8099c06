"""Which resource types of the shipped stacks carry the cost allocation tags, and which cannot."""

from collections.abc import Iterable

from benchmarks.recorded import recorded_program
from components.tagging import tag_shape
from model.untaggable import WITHOUT_RESOURCE, bare_below_awsx, reason

STACKS = ("dev", "acme-prod", "globex-prod")


def page() -> str:
    registered = {each.type for stack in STACKS for each in recorded_program(stack).registered}
    found = {type_ for type_ in registered if type_.startswith("aws:")} | bare_below_awsx(registered)
    tagged = sorted(type_ for type_ in found if tag_shape(type_))
    bare = sorted(found - set(tagged))
    return (
        "# Cost allocation tags\n\nGenerated from the programs of the shipped stacks and the SDK's own sources. "
        "`clientenv untagged STACK` says it of one stack, with names. What awsx makes below a network (VPC, subnets, "
        "route tables and the like) carries the tags too; only its bare types are listed.\n\n"
        f"## Tagged: {len(tagged)} types\n\n{_lines(f'- `{type_}`' for type_ in tagged)}\n"
        f"## Cannot carry tags: {len(bare)} types\n\n| type | why |\n|-|-|\n"
        f"{_lines(f'| `{type_}` | {reason(type_)} |' for type_ in bare)}\n"
        "## Costs without a resource\n\n| what | why |\n|-|-|\n"
        f"{_lines(f'| {what} | {why} |' for what, why in WITHOUT_RESOURCE.items())}"
    )


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
