"""What the demo says at its end: resources per stack, outputs, what was metered and billed, where things are. Made for 80 columns."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from automation.invoicing.tables import KINDS
from billing.domain.documents import DocumentKind
from sandbox import wire
from sandbox.demo.clients import DemoStack
from sandbox.demo.video import Metered
from sandbox.embedded.progress import short_type
from sandbox.embedded.state import Resource, StackState

Result = tuple[DemoStack, StackState, list[Metered]]

UPLOADS = "uploads/"
RIGHT = ("videos", "seconds", "total")
"""Columns that are set to the right."""
TITLE_WIDTH = 30
SHOWN_OUTPUTS = ("uploads_bucket", "web_url")
FILED_OUTPUTS = ("uploads_bucket", "results_bucket", "usage_table_arn", "usage_reader_role_arn", "deployment_role_arn", "web_url")

WHOLE_TREES = "resources.txt"
"""Below the demo's folder: every stack's tree with its resources by kind, which the summary only counts, and its outputs."""
WHOLE_WIDTH = 120
LINE_HOLDS = 20
"""A part with more resources than this is shown by its own parts, where resources are shown by kind."""


def print_summary(console: Console, results: Iterable[Result], folder: Path) -> None:
    """The whole trees go into a file of the folder."""
    results = list(results)
    for stack, state, _ in results:
        console.print()
        console.print(counted_tree(stack, state))
        _print_outputs(console, wire.plain(state.outputs), SHOWN_OUTPUTS)
    write_whole_trees(folder / WHOLE_TREES, results)
    console.print(f"\nEvery resource by kind, and more outputs: {os.path.relpath(folder / WHOLE_TREES)}", soft_wrap=True)
    console.print(f"Metered is what lies below {UPLOADS}: not mine.mp4, but {UPLOADS}mine.mp4.\n")
    console.print(_metering(results))
    console.print(f"[dim]Lengths are real; labels are synthetic, invented by the sandbox: {_labels(results)}.[/]")


def print_billed(console: Console, documents: Iterable[Mapping[str, Any]]) -> None:
    """What each client is billed: the final documents, as the command shows them as JSON."""
    table = _table("Billed", "client", "document", "number", "total")
    for each in documents:
        table.add_row(each["client"], KINDS[DocumentKind(each["kind"])], each["number"], f"{each['total']} {each['currency']}")
    console.print()
    console.print(table)


def write_whole_trees(path: Path, results: Iterable[Result]) -> None:
    """Every stack's tree, with the resources of each part by kind."""
    with path.open("w", encoding="utf-8") as file:
        console = Console(file=file, width=WHOLE_WIDTH, highlight=False)
        for stack, state, _ in results:
            console.print(resource_tree(stack, state))
            _print_outputs(console, wire.plain(state.outputs), FILED_OUTPUTS)
            console.print()


def counted_tree(stack: DemoStack, state: StackState) -> Tree:
    """The environment's parts, and how many resources each has."""
    tree, below = _root(stack, state), _children(state)
    environment = _environment(below)
    for part in _parts(environment, below):
        tree.add(f"{_title(part, environment):{TITLE_WIDTH}}  [dim]{len(list(_resources(part, below))):3}[/]")
    return tree


def resource_tree(stack: DemoStack, state: StackState) -> Tree:
    """The environment's parts, and the parts of its workload; each with all resources below it, by kind."""
    tree, below = _root(stack, state), _children(state)
    environment = _environment(below)
    for part in _parts(environment, below):
        branch = tree.add(_line(part, environment, below))
        if _is_large(part, below):
            for inner in _parts(part, below):
                branch.add(_line(inner, environment, below))
    return tree


def _root(stack: DemoStack, state: StackState) -> Tree:
    return Tree(f"[bold]{stack.name}[/] in account [bold]{stack.account_id}[/]: {_made(state)} resources")


def _environment(below: dict[str, list[Resource]]) -> Resource:
    (environment,) = [row for row in below[""] if not row.id]
    return environment


def _is_large(part: Resource, below: dict[str, list[Resource]]) -> bool:
    """Whether it has too much for a line, and parts that can be shown instead."""
    return bool(_parts(part, below)) and len(list(_resources(part, below))) > LINE_HOLDS


def _parts(component: Resource, below: dict[str, list[Resource]]) -> list[Resource]:
    return sorted((row for row in below.get(component.urn, []) if not row.id), key=lambda row: (row.type, row.name))


def _line(part: Resource, environment: Resource, below: dict[str, list[Resource]]) -> str:
    """`PrivateBucket uploads  s3 Bucket, BucketPolicy`; of a large part, whose own parts follow, only the number."""
    title = _title(part, environment)
    if _is_large(part, below):
        return f"{title}  [dim]{len(list(_resources(part, below)))} resources[/]"
    return f"{title}  [dim]{_kinds(_resources(part, below))}[/]"


def _title(part: Resource, environment: Resource) -> str:
    """`PrivateBucket uploads`."""
    kind = part.type.split(":")[-1]
    return f"{kind} {part.name.removeprefix(environment.name).removeprefix('-')}".strip()


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


def _print_outputs(console: Console, outputs: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if outputs.get(name):
            console.print(f"[dim]{name:22}[/] {outputs[name]}", soft_wrap=True)


def _metering(results: list[Result]) -> Table:
    table = _table("Metered", "stack", "videos", "seconds", "completed (UTC)", "told by")
    for stack, _, metered in results:
        last = max(metered, key=lambda each: each.completed_at)
        seconds = str(sum(each.seconds for each in metered))
        table.add_row(stack.name, str(len(metered)), seconds, last.completed_at[:19].replace("T", " "), last.source)
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=f"[bold]{title}[/]", title_justify="left", box=None, padding=(0, 3, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right" if heading in RIGHT else "left", no_wrap=True)
    return table


def _labels(results: list[Result]) -> str:
    labels = sum((Counter(each.labels) for *_, metered in results for each in metered), Counter[str]())
    return ", ".join(name for name, _ in labels.most_common(4))
