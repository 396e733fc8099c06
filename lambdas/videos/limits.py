"""How much at once, how much a month, and how long to stand back."""

from datetime import datetime, timedelta

from lambdas.videos.boundary import Boundary
from lambdas.videos.lease import Lease
from lambdas.videos.moments import month_of
from lambdas.videos.settings import Settings
from lambdas.videos.states import State
from lambdas.videos.table import VideosTable

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
BUSY = (State.STARTING, State.ANALYSING)
"""States in which a video takes room at Rekognition."""


def stand_back(attempts: int, now: datetime, boundary: Boundary) -> datetime:
    """When to try again after this many unsuccessful starts in a row, 1 or more.

    Exponential with full jitter: environments that share an account's limit do not come back together.
    """
    doublings = min(attempts - 1, 10)
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2**doublings)
    return now + timedelta(seconds=boundary.chance(ceiling.total_seconds()))


class Slots:
    """Room for analyses in this environment, as the invocation sees it that has the lease; all others see none.

    A video that is finishing takes no room of others, unless it cannot be metered: when as many are unmetered as may run at once, they
    count too. So nothing beyond twice that number is ever under way whose seconds the monthly limit does not know.

    The index behind the count may be a moment behind: what was started lately is looked up in the rows themselves.
    """

    def __init__(self, videos: VideosTable, settings: Settings, lease: Lease) -> None:
        self._videos = videos
        self._settings = settings
        self._lease = lease
        self._busy: set[str] | None = None
        self._unmetered = 0
        self._settled: set[str] = set()
        self._closed = False

    def free(self) -> bool:
        """Whether another analysis may be started."""
        if self._closed or not self._lease.take():
            return False
        taken, most = len(self._taken()), self._settings.max_concurrent_jobs
        return taken < most and taken + self._unmetered < 2 * most

    def take(self, video: str) -> None:
        """This invocation starts the video; whatever comes of it, the slot counts as used until `give_back`."""
        self._taken().add(video)
        self._lease.note(video)

    def give_back(self, video: str) -> None:
        """The video needs no slot any more, whatever the index says."""
        self._settled.add(video)
        if self._busy is not None:
            self._busy.discard(video)

    def close(self) -> None:
        """Rekognition has no room: this invocation asks no further."""
        self._closed = True

    def _taken(self) -> set[str]:
        if self._busy is None:
            counted = {video for state in BUSY for video in self._videos.ids_in(state)}
            unseen = {video for video in self._lease.recent if video not in counted and self._is_busy(video)}
            self._busy = (counted | unseen) - self._settled
            self._unmetered = sum(1 for _ in self._videos.unmetered())  # after the running ones: what ends meanwhile is met here
        return self._busy

    def _is_busy(self, video: str) -> bool:
        found = self._videos.get(video)
        return found is not None and found.state in BUSY


class MonthlyLimit:
    """Whether the month's metered seconds have reached the limit; looked up once an invocation, after the slots were counted.

    A video's length is known only once it is analysed: the month ends beyond the limit by what was under way when it was reached.
    """

    def __init__(self, videos: VideosTable, settings: Settings) -> None:
        self._videos = videos
        self._settings = settings
        self._reached: dict[str, bool] = {}

    def reached(self, now: datetime) -> bool:
        """For the month of `now`, in UTC."""
        month = month_of(now)
        if month not in self._reached:
            limit = self._settings.monthly_seconds_limit
            self._reached[month] = limit is not None and self._videos.month_total(month).seconds >= limit
        return self._reached[month]
