"""`clientenv bill`: drafts, final invoices, corrections, and what a month would be under other terms."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from automation import bill_sending, bill_tables
from automation.audit import audited
from automation.aws.billing_run import STACK, Billing, open_billing
from automation.bill_audit import BillAudit
from automation.exits import Exit, Stop
from automation.months import read_month
from automation.rating import read_terms
from billing.delivery.mail import NotSent, PerhapsSent
from billing.documents.journal import as_beancount, as_csv
from billing.domain.book import ClosedBook
from billing.domain.document_record import as_record
from billing.domain.documents import Document
from billing.domain.rating import RatedMonth, rate
from billing.domain.rating_inputs import CannotRate
from billing.ledger.refusals import Refused
from billing.runs import finalising, reconciling, sending
from billing.runs.drafting import NotRated, rate_month
from billing.runs.files import certificate_files, operator_report_files
from billing.runs.finalising import Outcome
from billing.runs.monthly import run_month
from billing.runs.reporting import operator_report
from billing.runs.run import CannotBill
from billing.sources.athena import AthenaFailed
from billing.sources.cost_explorer import UnreadableAnswer
from billing.sources.cost_explorer_requests import BudgetSpent
from billing.sources.exports.problems import ExportError
from billing.sources.kinds import UnknownKind
from billing.sources.usage_tables import CannotReadUsage

app = typer.Typer(help="Drafts, invoices, corrections.", no_args_is_help=True)
Stack = Annotated[str, typer.Option("--stack", help="Billing's own stack.")]
MonthText = Annotated[str, typer.Argument(metavar="MONTH", help="YYYY-MM, or `last`.")]
Clients = Annotated[list[str] | None, typer.Option("--client", help="Slug of a client; may be repeated. Default: all.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Early = Annotated[str | None, typer.Option(metavar="REASON", help="Go ahead before the 8th, or while AWS estimates.")]
KeepUnknown = Annotated[bool, typer.Option("--keep-unknown", help="Book kinds of cost that nobody knows as usage, and say so.")]
Export = Annotated[
    str | None,
    typer.Option(
        "--export", metavar="PATH|athena", help="Read your own bill from AWS's export: file, folder, glob in quotes, or where it lies."
    ),
]


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    BEANCOUNT = "beancount"


@app.command(epilog="Example: clientenv bill draft last; clientenv bill draft 2026-10 --export athena")
def draft(month: MonthText, export: Export = None, stack: Stack = STACK, keep_unknown: KeepUnknown = False, as_json: Json = False) -> None:
    """Read costs and usage, rate every client, write drafts and reports."""
    with _changing(stack, keep_unknown, export) as (billing, audit):
        run, wanted = billing.opened.run, read_month(month, _now())
        outcome = run_month(run, wanted, billing.opened.bucket)
        drafts = [each.document for each in run.ledger.drafts.of_round(run.ledger.rounds.latest(wanted))]
        audit.computed(drafts)
        budget = billing.opened.sources.budget
        told = [*outcome.remarks, *_not_rated(outcome.not_rated), f"{budget.made} requests to Cost Explorer, ${budget.cost}."]
        _print(drafts, told, as_json)
        if outcome.not_rated:
            raise typer.Exit(Exit.PARTLY_DONE)


@app.command(epilog="Example: clientenv bill show 2026-10 --client acme")
def show(month: MonthText, clients: Clients = None, stack: Stack = STACK, as_json: Json = False) -> None:
    """Show what the ledger has of a month: final documents, and drafts where there are none."""
    with _reported(), _billing(stack) as billing:
        documents = list(_of_month(billing, month, clients))
    if as_json or len(clients or []) != 1:
        return _print(documents, (), as_json)
    for document in documents:
        _console().print(f"[bold]{document.number or 'draft'}[/]")
        bill_tables.show_lines(_console(), document)
    return None


@app.command(epilog="Example: clientenv bill finalise last")
def finalise(
    month: MonthText,
    clients: Clients = None,
    early: Early = None,
    replaces: Annotated[str | None, typer.Option(metavar="NUMBER", help="The voided invoice in whose place this one stands.")] = None,
    stack: Stack = STACK,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Turn drafts into final invoices, with numbers, HTML and PDF. What is final never changes."""
    with _changing(stack) as (billing, audit):
        plan = finalising.plan(billing.opened.run, read_month(month, _now()), clients or ())
        audit.computed(each.document for each in plan.drafts)
        if plan.too_early and not early:
            raise finalising.TooEarly(f"{plan.too_early} To go ahead all the same: clientenv bill finalise {month} --early REASON")
        documents = [each.document for each in plan.drafts]
        if dry_run:
            return _print(documents, ("Nothing was done.",), as_json)
        if not yes:
            bill_tables.show_documents(Console(stderr=True, highlight=False), documents)
        _agree(yes, "Make these final?")
        outcomes = finalising.carry_out(billing.opened.run, plan, early=early, replaces=replaces)
        audit.done(_fresh(outcomes))
        return _told(outcomes, bill_sending.publish(billing, plan.month), as_json)


@app.command(epilog="Example: clientenv bill reconcile 2026-10")
def reconcile(
    month: MonthText,
    export: Export = None,
    early: Early = None,
    stack: Stack = STACK,
    keep_unknown: KeepUnknown = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read costs again; issue notes for what has changed; close and sign the month's book."""
    with _changing(stack, keep_unknown, export) as (billing, audit):
        plan = reconciling.plan(billing.opened.run, read_month(month, _now()))
        audit.computed(each.draft for each in plan.rated.clients)
        if not as_json:
            bill_tables.show_reconciliation(_console(), plan)
        if dry_run:
            return _print([note.draft for note in plan.notes], ("Nothing was done.",), as_json)
        _agree(yes or not plan.notes, "Issue these notes?")
        outcomes = reconciling.issue_notes(billing.opened.run, plan, early=early)
        audit.done(_fresh(outcomes))
        not_pushed = bill_sending.publish(billing, plan.month)
        closed = [_close(billing, book) for book in plan.books if not book.costs.estimated]
        billing.opened.bucket.put(operator_report_files(operator_report(billing.opened.run, plan.rated)))
        for each in closed if not as_json else ():
            print(f"Certificate: {each}")
        _told(outcomes, not_pushed, as_json)
        if plan.rated.not_rated or any(not each.agrees for each in plan.comparisons.values()):
            for text in _not_rated(plan.rated.not_rated):
                print(text, file=sys.stderr)
            raise typer.Exit(Exit.PARTLY_DONE)
    return None


@app.command(epilog='Example: clientenv bill void INV-2026-000003 --reason "wrong address"')
def void(
    number: Annotated[str, typer.Argument(help="Number of the invoice.")],
    reason: Annotated[str, typer.Option(help="Why; the credit note says it.")],
    stack: Stack = STACK,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take an invoice and its notes back with one note."""
    with _changing(stack) as (billing, audit):
        _agree(yes, f"Void {number}? A credit note cannot be taken back.")
        outcome = reconciling.void(billing.opened.run, number, reason)
        audit.computed([outcome.document] if outcome.document else ())
        audit.done(_fresh([outcome]))
        not_pushed = bill_sending.publish(billing, outcome.document.month) if outcome.document else ()
        _told([outcome], not_pushed, as_json)


@app.command(epilog="Example: clientenv bill send INV-2026-000003")
def send(
    number: Annotated[str, typer.Argument(help="Number of the document.")],
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Default: the buyer's e-mail in billing's settings.")] = None,
    link: Annotated[bool, typer.Option("--link", help="A link that ends within 7 days, instead of the PDF.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Although it was mailed before.")] = False,
    stack: Stack = STACK,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Mail a final document to its buyer. While `dryRun` is set, only show the mail."""
    with _changing(stack) as (billing, audit):
        planned = sending.plan(billing.opened.run, billing.opened.bucket, number, to=to, link=link, again=again)
        audit.computed([planned.document])
        if bill_sending.send(billing, planned, again=again, agree=lambda: _agree(yes, "Send this?"), as_json=as_json):
            audit.done([planned.document])


@app.command(epilog="Example: clientenv bill export 2026-10 --format beancount")
def export(
    month: MonthText,
    form: Annotated[Format, typer.Option("--format", help="For spreadsheets, programs or the books.")] = Format.CSV,
    clients: Clients = None,
    stack: Stack = STACK,
) -> None:
    """Print a month's final documents for other programs."""
    with _reported(), _billing(stack) as billing:
        documents = [each for each in _of_month(billing, month, clients) if each.is_final]
    match form:
        case Format.CSV:
            print(as_csv(documents), end="")
        case Format.BEANCOUNT:
            print(as_beancount(documents), end="")
        case Format.JSON:
            print(json.dumps([as_record(each) for each in documents], ensure_ascii=False, indent=1))


@app.command("what-if", epilog="Example: clientenv bill what-if last --terms docs/examples/terms.yaml")
def what_if(
    month: MonthText,
    terms: Annotated[Path, typer.Option(help="Other terms: the `billing` object of a stack file.")],
    clients: Clients = None,
    export: Export = None,
    stack: Stack = STACK,
    as_json: Json = False,
) -> None:
    """What each client would pay for the month under other terms. Nothing but the readings is stored."""
    try:
        other = read_terms(terms, None)
    except (ValueError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    with _reported(), _billing(stack, export=export) as billing:
        rated = rate_month(billing.opened.run, read_month(month, _now()))
    rows: list[tuple[str, RatedMonth, RatedMonth | str]] = []
    for each in rated.clients:
        if not clients or each.client in clients:
            try:
                rows.append((each.client, each.rated, rate(replace(each.inputs, terms=other))))
            except (CannotRate, LookupError) as error:
                rows.append((each.client, each.rated, str(error)))
    if as_json:
        print(json.dumps([_compared(*row) for row in rows], ensure_ascii=False, indent=1))
    else:
        bill_tables.show_what_if(_console(), rows)


def _compared(client: str, now: RatedMonth, then: RatedMonth | str) -> dict[str, Any]:
    agreed = {"total": f"{now.total:f}", "currency": now.currency}
    if isinstance(then, str):
        return {"client": client, "as_agreed": agreed, "refused": then}
    return {"client": client, "as_agreed": agreed, "under_these_terms": {"total": f"{then.total:f}", "currency": then.currency}}


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _billing(stack: str, keep_unknown: bool = False, export: str | None = None) -> Iterator[Billing]:
    yield open_billing(stack, keep_unknown=keep_unknown, export=export)


@contextmanager
def _changing(stack: str, keep_unknown: bool = False, export: str | None = None) -> Iterator[tuple[Billing, BillAudit]]:
    """For a command that may change something: once billing is open, it leaves an audit record, however it ends."""
    with _reported(), _billing(stack, keep_unknown, export) as billing:
        audit = BillAudit(billing, stack)
        with audited(audit.record), _reported():
            yield billing, audit


@contextmanager
def _reported() -> Iterator[None]:
    """Refusals of billing end the command with their own words."""
    try:
        yield
    except (finalising.TooEarly, Refused) as error:
        raise Stop(Exit.REFUSED, str(error)) from error
    except (CannotBill, UnknownKind, ExportError, ValueError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    except (AthenaFailed, CannotReadUsage, UnreadableAnswer, BudgetSpent, NotSent, PerhapsSent) as error:
        raise Stop(Exit.FAULT, str(error)) from error


def _of_month(billing: Billing, month: str, clients: list[str] | None) -> Iterator[Document]:
    """Final documents; a client without any has its draft."""
    ledger, wanted = billing.opened.run.ledger, read_month(month, _now())
    final = [entry.document for entry in ledger.documents.of_month(wanted)]
    drafts = [each.document for each in ledger.drafts.of_round(ledger.rounds.latest(wanted))]
    billed = {document.client for document in final}
    everything = [*final, *(document for document in drafts if document.client not in billed)]
    yield from (each for each in sorted(everything, key=lambda each: each.client) if not clients or each.client in clients)


def _close(billing: Billing, book: ClosedBook) -> str:
    outputs = billing.outputs
    signed = reconciling.close(billing.opened.run, book, billing.sign, outputs.public_key, outputs.signing_key_arn)
    files = certificate_files(book.payer, book.costs.month, signed)
    billing.opened.bucket.put(files)
    return next(iter(files))


def _agree(yes: bool, question: str) -> None:
    if not (yes or typer.confirm(question, err=True)):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")


def _print(documents: Iterable[Document], told: Iterable[str], as_json: bool) -> None:
    if as_json:
        print(json.dumps([as_record(each) for each in documents], ensure_ascii=False, indent=1))
    else:
        bill_tables.show_documents(_console(), documents)
    for text in told:
        print(text, file=sys.stderr if as_json else sys.stdout)


def _fresh(outcomes: Iterable[Outcome]) -> list[Document]:
    """What became final now, and had not been before."""
    return [each.document for each in outcomes if each.new and each.document is not None]


def _told(outcomes: Iterable[Outcome], not_pushed: Iterable[str], as_json: bool) -> None:
    """Ends with 5 where one of them was refused, or has not come to its environments."""
    outcomes = tuple(outcomes)
    if as_json:
        rows = [
            {"client": each.client, "number": each.document and each.document.number, "new": each.new, "refused": each.refused}
            for each in outcomes
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        bill_tables.show_outcomes(_console(), outcomes)
    left = tuple(not_pushed)
    for text in left:
        print(f"Not in the environment's own bucket: {text}", file=sys.stderr)
    if left or any(each.document is None for each in outcomes):
        raise typer.Exit(Exit.PARTLY_DONE)


def _not_rated(failed: Iterable[NotRated]) -> list[str]:
    return [f"{each.client} could not be rated: {each.why}" for each in failed]


def _console() -> Console:
    return Console(highlight=False)
