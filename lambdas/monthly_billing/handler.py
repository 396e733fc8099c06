"""Invoked by EventBridge Scheduler at 09:00 on the first, or by hand with `{"month": "2026-10"}`."""

from typing import Any

from lambdas.billing_runs import boundary
from lambdas.billing_runs.moments import month_to_draft
from lambdas.billing_runs.telemetry import Metric, count, logger, metrics
from lambdas.monthly_billing.drafting import draft


class NotAllRated(RuntimeError):
    """Some clients have no draft; the others have theirs."""


@logger.inject_lambda_context
@metrics.log_metrics(raise_on_empty_metrics=False)
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers which clients have a draft. May come twice: the same inputs give the same drafts.

    Raises NotAllRated, so that the run counts as failed and is tried again, once every client that could be rated has its draft.
    """
    outside = boundary.current()
    month = month_to_draft(event, outside.now())
    drafts = draft(outside, outside.run(), month)
    if drafts.not_rated:
        raise NotAllRated(f"{month}: {', '.join(each.client for each in drafts.not_rated)} could not be rated; the log says why.")
    count(Metric.MONTHLY_RAN)
    made = [each.client for each in drafts.clients]
    logger.info("drafted", extra={"month": str(month), "clients": made})
    return {"month": str(month), "clients": made}
