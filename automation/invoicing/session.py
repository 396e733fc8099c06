"""Billing, opened for a command: who asks, what is refused and in which words, and how what was done is told."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import typer
from rich.console import Console

from automation.audit import audited
from automation.aws.billing_run import Billing, open_billing
from automation.exits import Exit, Stop
from automation.invoicing import tables
from automation.invoicing.standing import standing
from automation.invoicing.trail import BillAudit
from billing.delivery.mail import NotSent, PerhapsSent
from billing.domain.document_record import as_record
from billing.domain.documents import Document
from billing.ledger.refusals import Refused
from billing.runs.drafting import NotRated
from billing.runs.finalising import Outcome, TooEarly
from billing.runs.run import CannotBill
from billing.sources.athena import AthenaFailed
from billing.sources.cost_explorer import UnreadableAnswer
from billing.sources.cost_explorer_requests import BudgetSpent
from billing.sources.exports.problems import ExportError
from billing.sources.kinds import UnknownKind
from billing.sources.usage_tables import CannotReadUsage


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def looking(stack: str, *, export: str | None = None) -> Iterator[Billing]:
    """For a command that changes no document. Refusals of billing end it with their own words, from here on."""
    with reported():
        yield open_billing(stack, keep_unknown=False, export=export)


@contextmanager
def changing(stack: str, keep_unknown: bool = False, export: str | None = None) -> Iterator[tuple[Billing, BillAudit]]:
    """For a command that may change something: once billing is open, it leaves an audit record, however it ends.

    What breaks after a number was given ends with 5 and says which stand.
    """
    with reported():
        billing = open_billing(stack, keep_unknown=keep_unknown, export=export)
        audit = BillAudit(billing, stack)
        with audited(audit.record), standing(audit.given), reported():
            yield billing, audit


@contextmanager
def reported() -> Iterator[None]:
    """Refusals of billing end the command with their own words."""
    try:
        yield
    except (TooEarly, Refused) as error:
        raise Stop(Exit.REFUSED, str(error)) from error
    except (CannotBill, UnknownKind, ExportError, ValueError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    except (AthenaFailed, CannotReadUsage, UnreadableAnswer, BudgetSpent, NotSent, PerhapsSent) as error:
        raise Stop(Exit.FAULT, str(error)) from error


def agree(yes: bool, question: str) -> None:
    if not (yes or typer.confirm(question, err=True)):
        raise Stop(Exit.REFUSED, "Not carried out. Nothing was changed.")


def print_documents(documents: Iterable[Document], told: Iterable[str], as_json: bool) -> None:
    if as_json:
        print(json.dumps([as_record(each) for each in documents], ensure_ascii=False, indent=1))
    else:
        tables.show_documents(console(), documents)
    for text in told:
        print(text, file=sys.stderr if as_json else sys.stdout)


def print_outcomes(outcomes: Iterable[Outcome], not_pushed: Iterable[str], as_json: bool) -> None:
    """Ends with 5 where one of them was refused, or has not come to its environments."""
    outcomes = tuple(outcomes)
    if as_json:
        rows = [
            {"client": each.client, "number": each.document and each.document.number, "new": each.new, "refused": each.refused}
            for each in outcomes
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        tables.show_outcomes(console(), outcomes)
    left = tuple(not_pushed)
    for text in left:
        print(f"Not in the environment's own bucket: {text}", file=sys.stderr)
    if left or any(each.document is None for each in outcomes):
        raise typer.Exit(Exit.PARTLY_DONE)


def not_rated_texts(failed: Iterable[NotRated]) -> list[str]:
    return [f"{each.client} could not be rated: {each.why}" for each in failed]


def console() -> Console:
    return Console(highlight=False)
