"""Invoked by a rule every hour."""

import os
from typing import Any

from lambdas.sweep.lost import sweep
from lambdas.videos import boundary
from lambdas.videos.completing import Completer
from lambdas.videos.moments import moment, month_of
from lambdas.videos.settings import Settings
from lambdas.videos.starting import Starter
from lambdas.videos.table import MonthTotal
from lambdas.videos.telemetry import Metric, count, logger, metrics
from lambdas.videos.time_limit import TimeLimit


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Answers how many videos went where.

    The present is the event's `time`, or the clock where that is later: Lambda may try an event again hours after it was due,
    and no analysis is billed in a month before it ended.
    """
    count(Metric.SWEEP_RAN)
    outside, settings = boundary.current(), Settings(os.environ)
    now = max(moment(event["time"]), outside.now()) if "time" in event else outside.now()
    limit = TimeLimit(context.get_remaining_time_in_millis)
    completer = Completer(outside, settings, limit)
    say(completer.videos.month_total(month_of(now)))
    went = sweep(Starter(outside, settings), completer, limit, now)
    logger.info("swept", extra={"went": went})
    return went


def say(month: MonthTotal) -> None:
    """The month so far, in time for an alarm on what it costs; also when there is nothing: a new month begins with 0."""
    count(Metric.MONTH_SECONDS, month.seconds)
    count(Metric.MONTH_VIDEOS, month.videos)
