"""Invoked by EventBridge Scheduler every morning, or by hand with `{}`."""

from typing import Any

from lambdas.billing_runs import boundary
from lambdas.billing_runs.telemetry import Metric, count, logger, metrics
from lambdas.daily_billing.day import every_step


class StepsFailed(RuntimeError):
    """Some steps failed; the others are done."""


@logger.inject_lambda_context
@metrics.log_metrics(raise_on_empty_metrics=False)  # type: ignore[untyped-decorator]
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """May come twice: every step finds what is done already. Raises StepsFailed, so that the run is tried again."""
    outside = boundary.current()
    failed = every_step(outside, outside.open(client_bills=False))
    if failed:
        raise StepsFailed(f"These steps failed: {', '.join(failed)}; the log says why.")
    count(Metric.DAILY_RAN)
    return {"failed": []}
