"""What the demo says at its end: resources per stack, outputs, what was metered, where things are."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from sandbox import wire
from sandbox.demo.clients import DemoStack
from sandbox.demo.video import Metered
from sandbox.embedded.progress import short_type
from sandbox.embedded.state import Resource, StackState

SHOWN_OUTPUTS = ("account_id", "home_region", "uploads_bucket", "results_bucket", "usage_table_arn", "usage_reader_role_arn")


def print_summary(console: Console, results: Iterable[tuple[DemoStack, StackState, list[Metered]]]) -> None:
    results = list(results)
    for stack, state, _ in results:
        console.print()
        console.print(resource_tree(stack, state))
        console.print(_outputs(state))
    console.print()
    console.print(_metering(results))


def resource_tree(stack: DemoStack, state: StackState) -> Tree:
    """Components with the resources below them, resources of one kind on one line."""
    resources = [row for row in state.resources.values() if not row.type.startswith("pulumi:")]
    made = [row for row in resources if row.id]
    tree = Tree(f"[bold]{stack.name}[/] · account {stack.account_id} · {stack.story} · {len(made)} resources")
    known = {row.urn for row in resources}
    children: dict[str, list[Resource]] = {}
    for row in resources:
        children.setdefault(row.parent if row.parent in known else "", []).append(row)
    _grow(tree, "", children)
    return tree


def _grow(branch: Tree, urn: str, children: dict[str, list[Resource]]) -> None:
    here = children.get(urn, [])
    parts = [row for row in here if not row.id or children.get(row.urn)]
    for row in parts:
        _grow(branch.add(f"{short_type(row.type).split(':')[-1]} [bold]{row.name}[/]"), row.urn, children)
    plain = Counter(short_type(row.type) for row in here if row not in parts)
    if plain:
        branch.add("[dim]" + ", ".join(f"{kind} ×{count}" if count > 1 else kind for kind, count in sorted(plain.items())) + "[/]")


def _outputs(state: StackState) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1))
    for name in SHOWN_OUTPUTS:
        value = wire.plain(state.outputs.get(name))
        if value:
            table.add_row(f"[dim]{name}[/]", str(value))
    return table


def _metering(results: Iterable[tuple[DemoStack, StackState, list[Metered]]]) -> Table:
    table = Table(title="Metered", title_justify="left", box=None, padding=(0, 1))
    for heading in ("stack", "videos", "seconds", "completed (UTC)", "labels (synthetic: invented by the sandbox)"):
        table.add_column(heading)
    for stack, _, metered in results:
        labels = sum((Counter(each.labels) for each in metered), Counter())
        table.add_row(
            stack.name,
            str(len(metered)),
            str(sum(each.seconds for each in metered)),
            max((each.completed_at for each in metered), default="-"),
            ", ".join(f"{name} ×{count}" for name, count in labels.most_common(3)),
        )
    return table
