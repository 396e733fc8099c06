"""Which resource types of the shipped stacks carry the cost allocation tags, and which cannot."""

from benchmarks.recorded import recorded_program
from components.tagging import tag_shape

STACKS = ("dev", "acme-prod", "globex-prod")


def page() -> str:
    found = {each.type: each.name for stack in STACKS for each in recorded_program(stack).registered if each.type.startswith("aws:")}
    tagged = sorted(type_ for type_ in found if tag_shape(type_))
    bare = sorted(set(found) - set(tagged))
    return (
        "# Cost allocation tags\n\nGenerated from the programs of the shipped stacks and the SDK's own sources.\n\n"
        f"## Tagged: {len(tagged)} types\n\n{_list(tagged)}\n"
        f"## Cannot carry tags: {len(bare)} types\n\n"
        "AWS has no tags for these; they are settings of something that is tagged, or cost nothing themselves.\n\n"
        f"{_list(bare)}\n"
        "Rekognition Video has nothing that could be tagged either: "
        "in an account with several clients its cost is told apart by metered seconds.\n"
    )


def _list(types: list[str]) -> str:
    return "".join(f"- `{type_}`\n" for type_ in types)
