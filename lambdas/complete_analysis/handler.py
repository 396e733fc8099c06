"""Invoked with the notices of finished analyses; makes use of the room that they leave."""

import os
from typing import Any

from lambdas.complete_analysis.notices import MalformedNotice, Notice, read_notice
from lambdas.videos import boundary
from lambdas.videos.batch import work_off
from lambdas.videos.completing import Completer
from lambdas.videos.settings import Settings
from lambdas.videos.starting import Starter
from lambdas.videos.telemetry import Metric, count, describe, logger, metrics
from lambdas.videos.time_limit import TimeLimit

FAILED = "Rekognition could not analyse the video."


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> Any:
    """Answers the queue with the notices that failed."""
    outside, settings = boundary.current(), Settings(os.environ)
    completer = Completer(outside, settings, TimeLimit(context.get_remaining_time_in_millis))
    answer = work_off(event, lambda record: take_notice(completer, record["body"]))
    with Starter(outside, settings) as starter:
        for video in completer.ended:
            starter.slots.give_back(video)
        starter.fill_up(room_was_made=bool(completer.ended))
    return answer


def take_notice(completer: Completer, body: str) -> None:
    """One message. What it raises, the queue delivers again and at last puts into the dead-letter queue."""
    try:
        notice = read_notice(body)
    except MalformedNotice as error:
        count(Metric.MALFORMED_EVENTS)
        logger.error("malformed notice", extra={"reason": str(error)})
        raise
    try:
        follow(completer, notice)
    except Exception as error:
        count(Metric.COMPLETION_ERRORS)
        logger.error("analysis was not completed", extra={"video": notice.video, "job": notice.job, **describe(error)})
        raise


def follow(completer: Completer, notice: Notice) -> None:
    """Does what a notice asks for. Raises LookupError for a video that was never recorded, NotReady for a job that still runs."""
    video = completer.videos.get(notice.video)
    if video is None and notice.succeeded:
        completer.unrecorded(notice.video, notice.job, notice.at)
    elif video is None:
        raise LookupError("the notice names a video that is not in the table")
    elif notice.succeeded:
        completer.announced(video, notice.job, notice.at)
    elif video.job_id in (None, notice.job) and video.seconds is None:  # an earlier job's failure says nothing, nor does a metered one's
        completer.fail(video, FAILED)
