"""What `deploy`, `preview`, `refresh` and `destroy` have in common: the guard before, the audit record after, one way to end."""

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime

import typer
from rich.console import Console

from automation.audit import Audit, audited
from automation.aws.audit_place import FolderPlace, audit_place
from automation.deploying.guarded_stack import GuardedStack, guarded_stack
from automation.deploying.plan import Operation, counted
from automation.deploying.report import PLANNED, Report
from automation.exits import Stop

Work = Callable[[GuardedStack, Audit], Report]
AUDIT_FOLDER = ".clientenv/audit"
"""Of audit records, beside the stack's file, where its settings name no other place."""


def carry_out(name: str, operation: Operation, work: Work, *, as_json: bool, create: bool = False) -> None:
    """Ends with the report's exit code. A preview leaves no audit record: it changes nothing."""
    try:
        stack = guarded_stack(name, create=create)
        audit = audit_of(stack)
        with nullcontext() if operation is Operation.PREVIEW else audited(audit):
            report = work(stack, audit)
    except Stop as stop:
        if not as_json:
            raise
        report = Report(stack=name, operation=operation, exit=stop.code, message=str(stop))
        print(str(stop), file=sys.stderr)
    if as_json:
        print(json.dumps(report.as_record(), ensure_ascii=False, indent=1))
    else:
        show(report)
    if report.exit:
        raise typer.Exit(report.exit)


def audit_of(stack: GuardedStack) -> Audit:
    """The record of a command that has begun now."""
    default = FolderPlace(folder=stack.file.path.parent / AUDIT_FOLDER)
    place = audit_place(stack.settings.audit_place, default, lambda: stack.account.own.client("s3"))
    return Audit(place, by=stack.account.by, stack=stack.name, at=datetime.now(UTC))


def show(report: Report) -> None:
    """The result, on standard output."""
    console = Console(highlight=False)
    if report.result == PLANNED:
        return
    console.print(f"\n[bold]{report.stack}[/]: {report.operation} done, {counted(report.done)}")
    for name, value in sorted(report.outputs.items()):
        if isinstance(value, str):
            console.print(f"  {name}: {value}", soft_wrap=True, markup=False)
    if report.web:
        console.print("  web page: " + ", ".join(f"{number} {what}" for what, number in report.web.items()), markup=False)
    if url := report.outputs.get("web_url"):
        console.print(f"\n{url}", markup=False)
