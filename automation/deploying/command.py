"""What `deploy`, `preview`, `refresh` and `destroy` have in common: the guard before, the audit record after, one way to end."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console

from automation.audit import Audit
from automation.deploying.guarded_stack import GuardedStack, GuardRefused, guarded_stack
from automation.deploying.plan import Operation, counted
from automation.deploying.report import PLANNED, Progress, Report
from automation.engine.failures import by_engine, stop_of
from automation.exits import TRACEBACK, Exit, Stop, unforeseen
from automation.interrupts import held_back
from automation.stack_audit import refusal_audit, stack_audit

Work = Callable[[GuardedStack, Audit, Progress], None]
"""Notes in the progress what it finds and does, as it goes."""
UNRECORDED = "All of it is done; only its audit record could not be written."


class Recorded(Progress):
    """Before anything is carried out a record says so. It is there even where nothing could write that it ended."""

    audit: Audit | None = None

    def note(self, **facts: Any) -> None:
        begins = facts.get("carried_out") and not self.report.carried_out
        super().note(**facts)
        if begins and self.audit:
            self.audit.begin()


def carry_out(name: str, operation: Operation, work: Work, *, as_json: bool, create: bool = False, again: str = "") -> None:
    """Ends with the report's exit code, whatever ends the work. A preview leaves no audit record: it changes nothing.

    `again`: what to type to go on (default: the operation and the stack).
    """
    progress = Recorded(Report(stack=name, operation=operation))
    stopped = None
    try:
        stack = guarded_stack(name, create=create)
        progress.note(account_id=stack.account.account_id)
        progress.audit = audit_of(stack)
        work(stack, progress.audit, progress)
    except (Exception, KeyboardInterrupt) as error:
        stopped = stop_for(error, progress.report, again or f"clientenv {operation} {name}")
        progress.stopped(stopped)
        if isinstance(error, GuardRefused):
            progress.audit = _refused(name, error)
    with held_back(lambda: None):
        if operation is not Operation.PREVIEW:
            _keep_record(progress)
        _tell(progress.report, stopped, as_json=as_json)
    if progress.report.exit:
        raise typer.Exit(progress.report.exit)


@contextmanager
def refusal_recorded(name: str) -> Iterator[None]:
    """Whoever the guard turns away within it leaves a record of that."""
    try:
        yield
    except GuardRefused as refused:
        _refused(name, refused).write(refused.code, str(refused))
        raise


def _refused(name: str, by_guard: GuardRefused) -> Audit:
    return refusal_audit(name, by_guard.settings, by_guard.file.path.parent, by=by_guard.by)


def stop_for(error: BaseException, report: Report, again: str) -> Stop:
    """Whatever ended the work, as an end that says what is done and how to go on."""
    if not isinstance(error, Stop) and by_engine(error):
        error = stop_of(report.stack, str(error))
    if isinstance(error, Stop):
        if not report.done or error.code is Exit.PARTLY_DONE:
            return error
        why = str(error).replace("Nothing was changed.", "").strip()
    elif isinstance(error, KeyboardInterrupt | typer.Abort):
        why = "Interrupted."
    else:
        if os.environ.get(TRACEBACK):
            traceback.print_exception(error)
        why = unforeseen(error)
    if not report.carried_out:
        return Stop(Exit.FAULT, f"{why}\nNothing was changed.")
    return Stop(Exit.PARTLY_DONE, f"{why}\nDone: {counted(report.done)}; that stands.\nTo go on: {again}")


def _keep_record(progress: Recorded) -> None:
    ended = progress.report
    if progress.audit and not progress.audit.write(ended.exit, ended.message or None) and ended.exit is Exit.DONE:
        progress.note(exit=Exit.PARTLY_DONE, message=UNRECORDED)


def _tell(report: Report, stopped: Stop | None, *, as_json: bool) -> None:
    if stopped:
        print(str(stopped), file=sys.stderr)
    if as_json:
        print(json.dumps(report.as_record(), ensure_ascii=False, indent=1))
    elif not stopped:
        show(report)


def audit_of(stack: GuardedStack) -> Audit:
    """The record of a command that has been let in now."""
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
