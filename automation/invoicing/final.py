"""What is final and never changes: invoices made, notes issued, an invoice taken back, a document mailed."""

import sys

import typer
from rich.console import Console

from automation.aws.billing_run import Billing
from automation.exits import Exit
from automation.invoicing import sending as mailing
from automation.invoicing import session, tables
from automation.months import read_month
from billing.domain.book import ClosedBook
from billing.runs import finalising, reconciling, sending
from billing.runs.files import certificate_files, operator_report_files
from billing.runs.reporting import operator_report


def finalise(
    month: str,
    stack: str,
    clients: list[str] | None,
    *,
    early: str | None,
    replaces: str | None,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    with session.changing(stack) as (billing, audit):
        plan = finalising.plan(billing.opened.run, read_month(month, session.now()), clients or ())
        audit.computed(each.document for each in plan.drafts)
        if plan.too_early and not early:
            raise finalising.TooEarly(f"{plan.too_early} To go ahead all the same: clientenv bill finalise {month} --early REASON")
        documents = [each.document for each in plan.drafts]
        if dry_run:
            session.print_documents(documents, ("Nothing was done.",), as_json)
            return
        if not yes:
            tables.show_documents(Console(stderr=True, highlight=False), documents)
        session.agree(yes, "Make these final?")
        outcomes = finalising.carry_out(billing.opened.run, plan, early=early, replaces=replaces, turn=audit.turn)
        session.print_outcomes(outcomes, mailing.publish(billing, plan.month), as_json)


def reconcile(
    month: str, stack: str, *, export: str | None, early: str | None, keep_unknown: bool, yes: bool, dry_run: bool, as_json: bool
) -> None:
    with session.changing(stack, keep_unknown, export) as (billing, audit):
        plan = reconciling.plan(billing.opened.run, read_month(month, session.now()))
        audit.computed(each.draft for each in plan.rated.clients)
        if not as_json:
            tables.show_reconciliation(session.console(), plan)
        if dry_run:
            told = [f"{each.client}: {each.refused}" for each in plan.refused] if as_json else []
            session.print_documents([note.draft for note in plan.notes], [*told, "Nothing was done."], as_json)
            return
        session.agree(yes or not plan.notes, "Issue these notes?")
        outcomes = reconciling.issue_notes(billing.opened.run, plan, early=early, turn=audit.turn)
        not_pushed = mailing.publish(billing, plan.month)
        closed = [_close(billing, book) for book in plan.books if not book.costs.estimated]
        billing.opened.bucket.put(operator_report_files(operator_report(billing.opened.run, plan.rated)))
        for each in closed if not as_json else ():
            print(f"Certificate: {each}")
        session.print_outcomes(outcomes, not_pushed, as_json)
        if plan.rated.not_rated or any(not each.agrees for each in plan.comparisons.values()):
            for text in session.not_rated_texts(plan.rated.not_rated):
                print(text, file=sys.stderr)
            raise typer.Exit(Exit.PARTLY_DONE)


def void(number: str, reason: str, stack: str, *, yes: bool, as_json: bool) -> None:
    with session.changing(stack) as (billing, audit):
        session.agree(yes, f"Void {number}? That cannot be taken back.")
        with audit.turn() as tell:
            outcome = reconciling.void(billing.opened.run, number, reason)
            audit.computed([outcome.document] if outcome.document else ())
            tell(outcome)
        not_pushed = mailing.publish(billing, outcome.document.month) if outcome.document else ()
        session.print_outcomes([outcome], not_pushed, as_json)


def send(number: str, stack: str, *, to: str | None, link: bool, again: bool, yes: bool, as_json: bool) -> None:
    with session.changing(stack) as (billing, audit):
        planned = sending.plan(billing.opened.run, billing.opened.bucket, number, to=to, link=link, again=again)
        audit.computed([planned.document])
        if mailing.send(billing, planned, again=again, agree=lambda: session.agree(yes, "Send this?"), as_json=as_json):
            audit.mailed(planned.document)


def _close(billing: Billing, book: ClosedBook) -> str:
    outputs = billing.outputs
    signed = reconciling.close(billing.opened.run, book, billing.sign, outputs.public_key, outputs.signing_key_arn)
    files = certificate_files(book.payer, book.costs.month, signed)
    billing.opened.bucket.put(files)
    return next(iter(files))
