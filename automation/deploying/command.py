"""What `deploy`, `preview`, `refresh` and `destroy` have in common: the guard before, the audit record after, one way to end."""

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext

import typer
from rich.console import Console

from automation.audit import Audit, audited
from automation.deploying.guarded_stack import GuardedStack, guarded_stack
from automation.deploying.plan import Operation, counted
from automation.deploying.report import PLANNED, Progress, Report
from automation.exits import Exit, Stop
from automation.stack_audit import stack_audit

Work = Callable[[GuardedStack, Audit, Progress], None]
"""Notes in the progress what it finds and does, as it goes."""
UNRECORDED = "All of it is done; only its audit record could not be written."


def carry_out(name: str, operation: Operation, work: Work, *, as_json: bool, create: bool = False) -> None:
    """Ends with the report's exit code. A preview leaves no audit record: it changes nothing."""
    progress = Progress(Report(stack=name, operation=operation))
    try:
        stack = guarded_stack(name, create=create)
        progress.note(account_id=stack.account.account_id)
        audit = audit_of(stack)
        with nullcontext() if operation is Operation.PREVIEW else audited(audit):
            work(stack, audit, progress)
            audit.ending = (progress.report.exit, progress.report.message or None)
    except Stop as stop:
        if not as_json:
            raise
        progress.stopped(stop)
        print(str(stop), file=sys.stderr)
    except typer.Exit as unrecorded:
        progress.note(exit=Exit(unrecorded.exit_code), message=UNRECORDED)
    report = progress.report
    if as_json:
        print(json.dumps(report.as_record(), ensure_ascii=False, indent=1))
    else:
        show(report)
    if report.exit:
        raise typer.Exit(report.exit)


def audit_of(stack: GuardedStack) -> Audit:
    """The record of a command that has begun now."""
    account = stack.account
    return stack_audit(stack.name, stack.settings, stack.file.path.parent, by=account.by, s3=lambda: account.own.client("s3"))


def show(report: Report) -> None:
    """The result, on standard output."""
    console = Console(highlight=False, emoji=False)
    if report.result == PLANNED:
        return
    console.print(f"\n[bold]{report.stack}[/]: {report.operation} done, {counted(report.done)}")
    for name, value in sorted(report.outputs.items()):
        if isinstance(value, str):
            console.print(f"  {name}: {value}", soft_wrap=True, markup=False)
    if report.web:
        files = ", ".join(f"{number} {what}" for what, number in report.web.items() if isinstance(number, int))
        console.print(f"  web page: {files}{', CloudFront told' if report.web.get('invalidation') else ''}", markup=False)
    if url := report.outputs.get("web_url"):
        console.print(f"\n{url}", markup=False)
