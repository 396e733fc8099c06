"""What a person reads before and after a fleet, for 80 columns."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from automation.fleets.fleet_plan import FleetPlan
from automation.fleets.fleet_report import FleetReport
from automation.fleets.fleet_stacks import FleetStack
from automation.fleets.stack_result import StackResult, State
from automation.fleets.watching import counted, happened
from automation.tables import table

SHOWN = 40
"""Stacks that are named one by one in the end; the report has all of them."""


def show_plan(plan: FleetPlan, earlier: Mapping[str, StackResult], console: Console) -> None:
    """Every stack, in the order in which they start."""
    rows = table("stack", "account", "placement", "")
    for each in plan.stacks:
        rows.add_row(each.name, each.account_id, each.facts.get("placement", ""), _remark(plan, each, each.name in earlier))
    console.print(rows)
    number, accounts = _number(len(plan.stacks), "stack"), _number(plan.accounts, "account")
    console.print(f"\n{plan.operation} of {number} in {accounts}, {_how(plan)}", soft_wrap=True)


def tell_report(made: FleetReport, page: Path) -> None:
    """What needs somebody, what changed, the numbers, and where the report is."""
    for each in made.results:
        if each.state in (State.FAILED, State.REFUSED):
            print(f"{each.stack}: {each.state}\n{_indented(each.message or 'it said nothing')}")
            print(f"{_indented(each.remedy)}\n")
    changed = [each for each in made.results if each.state is State.DONE and each.changed]
    for each in changed[:SHOWN]:
        print(f"{each.stack}: {happened(each)}")
    if len(changed) > SHOWN:
        print(f"... and {len(changed) - SHOWN} more, in the report")
    numbers = ", ".join(counted(list(made.results))) or "no stack is in this shard"
    print(f"{made.operation}: {numbers}. {made.stopped}".strip())
    print(f"Report: {page}")
    if made.exit:
        print("To do what is left: the same command with --resume")


def _remark(plan: FleetPlan, stack: FleetStack, done: bool) -> str:
    """What a reader must know about one stack."""
    if done:
        return "done before"
    if stack.problem:
        return "its file cannot be used"
    return "canary: first, alone" if stack.name == plan.canary else ""


def _how(plan: FleetPlan) -> str:
    told = [f"{plan.parallel} at a time"]
    if plan.of_several:
        told.append(f"shard {plan.shard}, {plan.passed_over} in other shards")
    if plan.max_failures is not None:
        told.append(f"no further one after {_number(plan.max_failures, 'failure')}")
    return "; ".join(told)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
