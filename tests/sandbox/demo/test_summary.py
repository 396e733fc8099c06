"""What the demo says at its end."""

import io

from rich.console import Console

from sandbox.demo.clients import STACKS
from sandbox.demo.summary import counted_tree, print_billed, write_whole_trees
from sandbox.embedded.state import Resource, StackState


def resource(name, type_, parent="", id_="made"):
    return Resource(urn=f"urn::{name}", type=type_, id=id_, parent=parent and f"urn::{parent}")


def deployed():
    """An environment with two parts: a table, and a workload of 21 queues in two parts of its own."""
    rows = [
        resource("dev", "clientenv:index:ClientEnvironment", id_=""),
        resource("dev-usage", "clientenv:index:UsageTable", "dev", id_=""),
        resource("dev-usage-table", "aws:dynamodb/table:Table", "dev-usage"),
        resource("dev-work", "clientenv:index:VehicleAnalysis", "dev", id_=""),
        resource("dev-intake", "clientenv:index:UploadIntake", "dev-work", id_=""),
        *(resource(f"dev-queue{number}", "aws:sqs/queue:Queue", "dev-intake") for number in range(21)),
    ]
    return StackState(project="clientenv", stack="dev", resources={row.urn: row for row in rows})


def printed(what):
    console = Console(file=io.StringIO(), width=80)
    console.print(what)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_a_stack_is_shown_by_its_parts_with_the_number_of_resources_of_each():
    assert printed(counted_tree(STACKS[0], deployed())) == [
        "dev in account 111111111111: 22 resources",
        "├── UsageTable usage 1",
        "└── VehicleAnalysis work 21",
    ]


def test_the_file_has_the_parts_of_parts_with_their_resources_by_kind(tmp_path):
    write_whole_trees(tmp_path / "resources.txt", [(STACKS[0], deployed(), [])])
    said = (tmp_path / "resources.txt").read_text()
    assert "UploadIntake intake  sqs Queue ×21" in said
    assert "UsageTable usage  dynamodb Table" in said


def test_what_is_billed_is_named_by_client_and_number():
    console = Console(file=io.StringIO(), width=80)
    note = {"client": "globex", "kind": "creditNote", "number": "CN-2026-000001", "total": "-1.15", "currency": "USD"}
    print_billed(console, [note])
    assert console.file.getvalue().splitlines()[-1].split() == ["globex", "credit", "note", "CN-2026-000001", "-1.15", "USD"]
