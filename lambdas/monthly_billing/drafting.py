"""Drafts of a month, saved in the ledger and laid down as documents."""

from billing.domain.canonical import canonical
from billing.domain.document_record import as_record
from billing.domain.month import Month
from billing.runs.drafting import ClientMonth, Drafts, draft_month
from billing.runs.run import Run
from lambdas.billing_runs.boundary import Boundary
from lambdas.billing_runs.telemetry import Metric, count, logger


def draft(outside: Boundary, run: Run, month: Month) -> Drafts:
    """Rates every client, and lays each draft down as JSON; one client's trouble does not keep the others from theirs."""
    drafts = draft_month(run, month)
    for each in drafts.clients:
        outside.keep(place(each), canonical(as_record(each.draft)), "application/json")
    for failed in drafts.not_rated:
        logger.error("client was not rated", extra={"client": failed.client, "month": str(month), "why": failed.why})
    count(Metric.DRAFTS_MADE, len(drafts.clients))
    count(Metric.RUN_ERRORS, len(drafts.not_rated))
    return drafts


def place(client: ClientMonth) -> str:
    """`drafts/2026-10/acme/invoice.json`."""
    return f"drafts/{client.draft.month}/{client.client}/invoice.json"
