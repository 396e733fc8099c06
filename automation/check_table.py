"""Checks as a person sees them, for 80 columns: a row each, and below the table what to do."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from automation.checks import Check, Result, Weight
from automation.tables import table

MARKS = {Result.PASSED: "[green]passed[/]", Result.FAILED: "[red]failed[/]", Result.NOT_TESTED: "not tested"}
NOTED = "[yellow]noted[/]"
"""Failed, and no reason not to deploy."""


def show_checks(console: Console, checks: Iterable[Check]) -> None:
    """Remedies stand in the order of the rows."""
    checks = list(checks)
    rows = table("what", "result", "found")
    rows.columns[0].no_wrap = True
    for each in checks:
        rows.add_row(escape(each.title), _mark(each), escape(each.found))
    console.print(rows)
    for each in checks:
        if each.remedy:
            console.print(f"\n[bold]{escape(each.title)}[/]: {escape(each.remedy)}")


def _mark(check: Check) -> str:
    return NOTED if check.result is Result.FAILED and check.weight is Weight.INFORMS else MARKS[check.result]
