"""What the demo says at its end: resources per stack, outputs, what was metered, where things are. Made for 80 columns."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from sandbox import wire
from sandbox.demo.clients import DemoStack
from sandbox.demo.video import Metered
from sandbox.embedded.progress import short_type
from sandbox.embedded.state import Resource, StackState

Result = tuple[DemoStack, StackState, list[Metered]]

SHOWN_OUTPUTS = ("uploads_bucket", "results_bucket", "usage_table_arn", "usage_reader_role_arn", "deployment_role_arn", "web_url")

LINE_HOLDS = 20
"""A part with more resources than this is shown by its own parts."""


def print_summary(console: Console, results: Iterable[Result]) -> None:
    results = list(results)
    for stack, state, _ in results:
        console.print()
        console.print(resource_tree(stack, state))
        _print_outputs(console, wire.plain(state.outputs))
    console.print()
    console.print(_metering(results))
    console.print(f"[dim]Lengths are real; labels are synthetic, invented by the sandbox: {_labels(results)}.[/]")


def resource_tree(stack: DemoStack, state: StackState) -> Tree:
    """The environment's parts, and the parts of its workload; each with all resources below it, by kind."""
    below = _children(state)
    tree = Tree(f"[bold]{stack.name}[/] in account [bold]{stack.account_id}[/]: {_made(state)} resources")
    (environment,) = [row for row in below[""] if not row.id]
    for part in _parts(environment, below):
        branch = tree.add(_line(part, environment, below))
        if _is_large(part, below):
            for inner in _parts(part, below):
                branch.add(_line(inner, environment, below))
    return tree


def _is_large(part: Resource, below: dict[str, list[Resource]]) -> bool:
    """Whether it has too much for a line, and parts that can be shown instead."""
    return bool(_parts(part, below)) and len(list(_resources(part, below))) > LINE_HOLDS


def _parts(component: Resource, below: dict[str, list[Resource]]) -> list[Resource]:
    return sorted((row for row in below.get(component.urn, []) if not row.id), key=lambda row: (row.type, row.name))


def _line(part: Resource, environment: Resource, below: dict[str, list[Resource]]) -> str:
    """`PrivateBucket uploads  s3 Bucket, BucketPolicy`; of a large part, whose own parts follow, only the number."""
    kind = part.type.split(":")[-1]
    own_name = part.name.removeprefix(environment.name).removeprefix("-")
    title = f"{kind} {own_name}".strip()
    if _is_large(part, below):
        return f"{title}  [dim]{len(list(_resources(part, below)))} resources[/]"
    return f"{title}  [dim]{_kinds(_resources(part, below))}[/]"


def _kinds(resources: Iterable[Resource]) -> str:
    """`sqs Queue ×3, QueuePolicy; lambda Function`: each service named once."""
    by_service: dict[str, Counter[str]] = {}
    for row in resources:
        service, _, kind = short_type(row.type).partition(" ")
        by_service.setdefault(service, Counter())[kind] += 1
    lists = (
        (service, ", ".join(f"{kind} ×{n}" if n > 1 else kind for kind, n in sorted(kinds.items())))
        for service, kinds in by_service.items()
    )
    return "; ".join(f"{service} {kinds}" for service, kinds in sorted(lists))


def _resources(row: Resource, below: dict[str, list[Resource]]) -> Iterator[Resource]:
    for inner in below.get(row.urn, []):
        if inner.id:
            yield inner
        yield from _resources(inner, below)


def _children(state: StackState) -> dict[str, list[Resource]]:
    """Resources by the URN of their parent; the top ones under an empty URN."""
    rows = [row for row in state.resources.values() if not row.type.startswith("pulumi:")]
    known = {row.urn for row in rows}
    below: dict[str, list[Resource]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in known else "", []).append(row)
    return below


def _made(state: StackState) -> int:
    return sum(1 for row in state.resources.values() if row.id and not row.type.startswith("pulumi:"))


def _print_outputs(console: Console, outputs: dict[str, Any]) -> None:
    for name in SHOWN_OUTPUTS:
        if outputs.get(name):
            console.print(f"[dim]{name:22}[/] {outputs[name]}", soft_wrap=True)


def _metering(results: list[Result]) -> Table:
    table = Table(title="[bold]Metered[/]", title_justify="left", box=None, padding=(0, 3, 0, 0))
    for heading in ("stack", "videos", "seconds", "completed (UTC)", "told by"):
        table.add_column(heading, justify="right" if heading in ("videos", "seconds") else "left", no_wrap=True)
    for stack, _, metered in results:
        last = max(metered, key=lambda each: each.completed_at)
        seconds = str(sum(each.seconds for each in metered))
        table.add_row(stack.name, str(len(metered)), seconds, last.completed_at[:19].replace("T", " "), last.source)
    return table


def _labels(results: list[Result]) -> str:
    labels = sum((Counter(each.labels) for *_, metered in results for each in metered), Counter[str]())
    return ", ".join(name for name, _ in labels.most_common(4))
