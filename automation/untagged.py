"""`clientenv untagged`: what carries no cost allocation tag, and why. From the program, so before anything is deployed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.console import Console

from automation.program_resources import Resource, resources_of
from automation.stack_file import project_folder, read_settings, read_stack_file, stacks_of
from automation.stack_names import stack_argument
from automation.tables import table
from model.untaggable import MADE_BY_AWSX, WITHOUT_RESOURCE, reason

EXAMPLE = "Example: clientenv untagged acme-prod --json"


@dataclass(frozen=True, kw_only=True)
class Bare:
    """Resources of one type that carry no tag."""

    type: str
    names: Sequence[str]
    """Names in the program; none where only the engine makes them, as children of an awsx component."""
    why: str


@dataclass(frozen=True, kw_only=True)
class Untagged:
    """What a stack leaves bare."""

    stack: str
    tagged: int
    """Resources of AWS that carry the tags; those below awsx components are not counted."""
    bare: Sequence[Bare]
    """In the order of their types."""


def untagged(
    stack: Annotated[str | None, stack_argument("Name of the stack. Default: each that has a file here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What carries no cost allocation tag, and why. Needs neither AWS nor `pulumi`."""
    folder = project_folder()
    files = [read_stack_file(name, folder) for name in ([stack] if stack else stacks_of(folder))]
    for file in files:
        read_settings(file)
    found = [untagged_in(file.stack, resources_of(file, {})) for file in files]
    if as_json:
        print(json.dumps({"stacks": [asdict(each) for each in found], "without_resource": dict(WITHOUT_RESOURCE)}, indent=1))
    else:
        _show(found)


def untagged_in(stack: str, resources: Iterable[Resource]) -> Untagged:
    """Sorts what a program registers into tagged and bare. Raises LookupError on a type that the SDK does not have."""
    from components.tagging import tag_shape  # with all of the SDK: the other commands start without it

    names: dict[str, list[str]] = {}
    tagged = 0
    for each in resources:
        if each.type in MADE_BY_AWSX:
            names |= {type_: names.get(type_, []) for type_ in MADE_BY_AWSX[each.type]}
        elif each.type.startswith("aws:") and tag_shape(each.type):
            tagged += 1
        elif each.type.startswith("aws:"):
            names.setdefault(each.type, []).append(each.name)
    bare = [Bare(type=type_, names=sorted(found), why=reason(type_)) for type_, found in sorted(names.items())]
    return Untagged(stack=stack, tagged=tagged, bare=bare)


def _short(type_: str) -> str:
    """`aws:s3/bucketPolicy:BucketPolicy` as `s3 BucketPolicy`, so that a row fits on a line."""
    _, module, name = type_.split(":")
    return f"{module.partition('/')[0]} {name}"


def _show(found: Sequence[Untagged]) -> None:
    console = Console(highlight=False)
    for each in found:
        bare = sum(len(one.names) for one in each.bare)
        console.print(f"[bold]{each.stack}[/]: {each.tagged} resources carry the six tags, {bare} cannot")
        rows = table("type", "how many ", "why")
        rows.columns[0].no_wrap = True  # a name that is broken cannot be searched for
        for one in each.bare:
            rows.add_row(_short(one.type), str(len(one.names) or "by awsx"), one.why)
        console.print(rows)
        console.print()
    rows = table("costs without a resource", "why")
    for what, why in WITHOUT_RESOURCE.items():
        rows.add_row(what, why)
    console.print(rows)
