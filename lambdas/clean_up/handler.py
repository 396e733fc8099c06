"""Invoked by a rule once a night."""

import os
from typing import Any

from lambdas.clean_up.night import Night
from lambdas.clean_up.retention import clean_up, due
from lambdas.videos import boundary
from lambdas.videos.settings import Settings
from lambdas.videos.telemetry import Metric, count, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers what went, how much could not be erased (`errors`) and which parts are not finished (`left`).

    `time` of the event, when it has one, is the present; one that lies ahead is refused with a ValueError.
    """
    outside, settings = boundary.current(), Settings(os.environ)
    now = due(event, outside.now())
    count(Metric.CLEAN_UP_RAN)
    night = Night(context.get_remaining_time_in_millis)
    try:
        clean_up(outside, settings, now, night)
    finally:
        night.report()
    logger.info("cleaned up", extra={"went": night.answer()})
    return night.answer()
