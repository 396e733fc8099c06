"""Videos that stand still: a notice that never came, results that could not be written, a start that was cut off."""

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from lambdas.videos.completing import Completer
from lambdas.videos.moments import moment
from lambdas.videos.starting import Starter
from lambdas.videos.states import State, Video
from lambdas.videos.telemetry import Metric, count, describe, logger
from lambdas.videos.time_limit import TimeIsUp, TimeLimit

GRACE = timedelta(minutes=15)
"""How long a video may stay in a state before the sweep looks at it."""
STUCK = timedelta(hours=24)
"""How long an analysis may run before it is reported: four times the longest video that Rekognition takes."""


def sweep(starter: Starter, completer: Completer, limit: TimeLimit, now: datetime) -> dict[str, int]:
    """Brings every video further that has stood still for `GRACE`; answers how many went where, and `left`, for want of time.

    What takes a moment comes first: the results of one long video may use up the rest of the time.
    """
    further: dict[State, Callable[[Video], State]] = {
        State.STARTING: starter.resume,
        State.ANALYSING: lambda video: _overlooked(completer, video, now),
        State.FINISHING: lambda video: completer.overlooked(video, now),
    }
    standing = [video for state in further for video in _shuffled(completer.videos.in_state(state, until=now - GRACE))]
    went: dict[str, int] = {}
    for number, video in enumerate(standing):
        try:
            limit.go_on()
            where = _safely(completer, video, further[video.state])
        except TimeIsUp:
            logger.warning("no time left", extra={"left": len(standing) - number})
            return went | {"left": len(standing) - number}
        went[where] = went.get(where, 0) + 1
        if where not in (video.state, State.FINISHING, "error", "moved on"):  # a notice of what finishes may yet come
            count(Metric.SWEEP_FOUND)
    return went


def _shuffled(videos: Iterable[Video]) -> list[Video]:
    """One that takes the whole time limit must not come first in every sweep."""
    found = list(videos)
    random.shuffle(found)
    return found


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
    except TimeIsUp:
        raise
    except Exception as error:
        if video.state is not State.STARTING:
            count(Metric.COMPLETION_ERRORS)
        logger.error("video was not brought further", extra={"video": video.id, "job": video.job_id, **describe(error)})
        return "error"
