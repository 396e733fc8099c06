"""Videos that something is still to happen to: their uploads stay, however old."""

from collections.abc import Mapping

from lambdas.clean_up.eraser import Version
from lambdas.clean_up.night import Night
from lambdas.clean_up.rows import discard
from lambdas.videos.boundary import Boundary
from lambdas.videos.identity import video_id
from lambdas.videos.states import State
from lambdas.videos.table import VideosTable

ROAD = (State.HELD, State.WAITING, State.STARTING, State.ANALYSING, State.FINISHING)
"""The states in the order in which videos pass through them: one that moves on while they are read is met in the next. Some go back, when a
start is put off or the month's limit is reached, so all states are read twice."""


class Unsettled:
    """Reads the index once; a handful of requests, however many objects there are."""

    def __init__(self, boundary: Boundary, videos: VideosTable, night: Night) -> None:
        """Raises TimeIsUp, and what DynamoDB says: without knowing what is unsettled, no upload may go."""
        self._boundary = boundary
        self._videos = videos
        self._night = night
        self._states = _states(videos, night)

    def lets_go(self, bucket: str, version: Version) -> bool:
        """Whether an old upload may be erased. A held video is discarded for it. Raises TimeIsUp."""
        video = video_id(bucket, version.key, version.id)
        state = self._states.get(video)
        if state is None or (state is State.HELD and discard(self._boundary, self._videos, video, self._night)):
            return True
        self._night.kept += 1
        return False


def _states(videos: VideosTable, night: Night) -> Mapping[str, State]:
    states: dict[str, State] = {}
    for state in (*ROAD, *ROAD):
        night.go_on()
        states |= dict.fromkeys(videos.ids_in(state), state)
    return states
