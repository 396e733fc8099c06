"""Invoked by a rule every hour."""

import os
from typing import Any

from lambdas.sweep.lost import sweep
from lambdas.videos import boundary
from lambdas.videos.completing import Completer
from lambdas.videos.moments import moment
from lambdas.videos.settings import Settings
from lambdas.videos.starting import Starter
from lambdas.videos.telemetry import Metric, count, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers how many videos went where. `time` of the event, when it has one, is the present and decides the month that is billed."""
    count(Metric.SWEEP_RAN)
    outside, settings = boundary.current(), Settings(os.environ)
    now = moment(event["time"]) if "time" in event else outside.now()
    went = sweep(Starter(outside, settings), Completer(outside, settings), now)
    logger.info("swept", extra={"went": went})
    return went
