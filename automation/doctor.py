"""`clientenv doctor`: whether it is safe to deploy, and what somebody should see to."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from automation.check_table import show_checks
from automation.checks import Result
from automation.doctoring.diagnosis import Diagnosis
from automation.exits import Exit
from automation.stack_file import project_folder
from automation.stack_names import stack_argument

EXAMPLE = "Example: clientenv doctor acme-prod --drift"
WIDTH = 80


def doctor(
    stack: Annotated[str | None, stack_argument("Name of the stack. Default: this machine, and every stack's settings.")] = None,
    drift: Annotated[bool, typer.Option("--drift", help="Also look for what was changed by hand; takes a minute or more.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at tools, credentials, backend, warnings, tags and quotas; changes nothing. Ends with 0 where it is safe to deploy."""
    from automation.doctoring.examination import Examination

    examination = Examination(project_folder())
    if drift and stack:
        print("Looking for what was changed by hand: every resource is read.", file=sys.stderr)
    found = examination.of_stack(stack, look_for_drift=drift) if stack else examination.of_machine()
    if as_json:
        print(json.dumps(found.as_record(), ensure_ascii=False, indent=1))
    else:
        _show(found)
    if found.exit is not Exit.DONE:
        raise typer.Exit(found.exit)


def _show(found: Diagnosis) -> None:
    console = Console(width=WIDTH, highlight=False)
    where = f", account {found.account_id}" if found.account_id else ""
    console.print(f"[bold]{escape(found.stack or 'this machine')}[/]{where}\n", soft_wrap=True)
    show_checks(console, found.checks)
    console.print(f"\n{_verdict(found)}")


def _verdict(found: Diagnosis) -> str:
    blocking = sum(each.blocks for each in found.checks)
    noted = sum(each.result is Result.FAILED for each in found.checks) - blocking
    if not found.safe:
        return f"[red]Not safe to deploy[/]: {blocking} to set right first." if blocking else "[red]Not safe to deploy.[/]"
    return "[green]Safe to deploy.[/]" + (f" {noted} noted: see to them when you can." if noted else "")
