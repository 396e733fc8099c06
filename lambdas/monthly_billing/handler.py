"""Invoked by EventBridge Scheduler at 09:00 on the first, or by hand with `{"month": "2026-10"}`."""

from typing import Any

from billing.domain.month import Month
from billing.runs.monthly import run_month
from lambdas.billing_runs import boundary
from lambdas.billing_runs.boundary import Boundary
from lambdas.billing_runs.moments import month_to_draft
from lambdas.billing_runs.telemetry import Metric, count, logger, metrics


class NotAllRated(RuntimeError):
    """Some clients have no draft; the others have theirs."""


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers which clients have a draft. May come twice: the same inputs give the same drafts.

    Raises ValueError for a month that cannot be drafted, before anything is read or counted; and NotAllRated, so that the run counts as
    failed and is tried again, once every client that could be rated has its draft.
    """
    outside = boundary.current()
    month = month_to_draft(event, outside.now())
    try:
        return _draft(outside, month)
    finally:
        metrics.flush_metrics()  # not by decorator: a refused month has no metrics, and Powertools' warning is for runs that should have


def _draft(outside: Boundary, month: Month) -> dict[str, Any]:
    opened = outside.open(client_bills=True)
    outcome = run_month(opened.run, month, opened.bucket)
    count(Metric.DRAFTS_MADE, len(outcome.drafts))
    logger.info("drafted", extra={"month": str(month), "clients": outcome.drafts, "written": outcome.files})
    for remark in outcome.remarks:
        logger.warning("look at this", extra={"month": str(month), "remark": remark})
    for failed in outcome.not_rated:
        count(Metric.RUN_ERRORS)
        logger.error("client was not rated", extra={"client": failed.client, "month": str(month), "why": failed.why})
    if outcome.not_rated:
        raise NotAllRated(f"{month}: {', '.join(each.client for each in outcome.not_rated)} could not be rated; the log says why.")
    count(Metric.MONTHLY_RAN)
    return {"month": str(month), "clients": list(outcome.drafts)}
