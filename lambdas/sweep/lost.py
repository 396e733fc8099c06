"""Videos that stand still: a notice that never came, a start that was cut off."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from lambdas.videos.completing import Completer
from lambdas.videos.moments import moment
from lambdas.videos.starting import Starter
from lambdas.videos.states import State, Video
from lambdas.videos.telemetry import Metric, count, describe, logger

GRACE = timedelta(minutes=15)
"""How long a video may stay in a state before the sweep looks at it."""
STUCK = timedelta(hours=24)
"""How long an analysis may run before it is reported: four times the longest video that Rekognition takes."""


def sweep(starter: Starter, completer: Completer, now: datetime) -> dict[str, int]:
    """Brings every video further that has stood still for `GRACE`; answers how many went where."""
    went: dict[str, int] = {}

    def each(state: State, further: Callable[[Video], State]) -> None:
        videos = list(completer.videos.in_state(state, until=now - GRACE))
        random.shuffle(videos)  # one that takes the whole time limit must not come first in every sweep
        for video in videos:
            where = _safely(completer, video, further)
            went[where] = went.get(where, 0) + 1
            if where not in (state, State.FINISHING, "error", "moved on"):  # a notice of what finishes may yet come
                count(Metric.SWEEP_FOUND)

    each(State.FINISHING, lambda video: completer.overlooked(video, now))
    each(State.ANALYSING, lambda video: _overlooked(completer, video, now))
    each(State.STARTING, starter.resume)
    return went


def _overlooked(completer: Completer, video: Video, now: datetime) -> State:
    state = completer.overlooked(video, now)
    if state is State.ANALYSING and moment(video.updated) <= now - STUCK:
        count(Metric.STUCK_VIDEOS)
        logger.error("analysis is stuck", extra={"video": video.id, "job": video.job_id})
    return state


def _safely(completer: Completer, video: Video, further: Callable[[Video], State]) -> str:
    try:
        fresh = completer.videos.get(video.id)
        if fresh is None or fresh.state is not video.state:
            return "moved on"  # the index was a moment behind
        return str(further(fresh))
    except Exception as error:
        if video.state is not State.STARTING:
            count(Metric.COMPLETION_ERRORS)
        logger.error("video was not brought further", extra={"video": video.id, "job": video.job_id, **describe(error)})
        return "error"
