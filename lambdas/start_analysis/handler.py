"""Invoked with uploads from the queue, and by a rule every five minutes with `{"start": "waiting"}`."""

import os
from typing import Any

from lambdas.start_analysis.uploads import MalformedEvent, read_upload
from lambdas.videos import boundary
from lambdas.videos.batch import work_off
from lambdas.videos.settings import Settings
from lambdas.videos.starting import Starter
from lambdas.videos.states import Video
from lambdas.videos.telemetry import Metric, count, describe, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> Any:
    """Answers the queue with the messages that failed, the rule with how many videos went where.

    Raises ValueError for any other event.
    """
    with Starter(boundary.current(), Settings(os.environ)) as starter:
        if event.get("start") == "waiting":
            went = starter.start_waiting()
            logger.info("waiting videos looked at", extra={"went": went})
            return went
        if "Records" not in event:
            raise ValueError('the event is neither a batch of a queue nor {"start": "waiting"}')
        recorded = {record["messageId"]: record_safely(starter, record["body"]) for record in event["Records"]}
        starter.fill_up(besides=[video.id for video in recorded.values() if isinstance(video, Video)])  # who waits longer goes first
        answer = work_off(event, lambda record: bring_further(starter, recorded[record["messageId"]]))
        if starter.lease.is_held:  # others, who did not get it, have left their videos to this invocation
            starter.fill_up()
        return answer


def record_safely(starter: Starter, body: str) -> Video | Exception:
    """One message. All of a batch are recorded before any is started: what the table knows is not lost, however long a start takes."""
    try:
        return starter.record(read_upload(body))
    except MalformedEvent as error:
        count(Metric.MALFORMED_EVENTS)
        logger.error("malformed event", extra={"reason": str(error)})
        return error
    except Exception as error:
        logger.error("upload was not recorded", extra=describe(error))
        return error


def bring_further(starter: Starter, recorded: Video | Exception) -> None:
    """The same message again. What it raises, the queue delivers again and at last puts into the dead-letter queue."""
    if isinstance(recorded, Exception):
        raise recorded
    try:
        starter.bring_further(recorded)
    except Exception as error:
        logger.error("upload was not taken further", extra=describe(error))
        raise
