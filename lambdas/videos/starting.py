"""From an upload to a running analysis.

A video is recorded as waiting before anything else happens to it, so whatever is cut off in the middle is still in the
table: the queue delivers it again, the five-minute rule finds it waiting, or the sweep finds it starting.

Those that wait form a line, in the order in which they were recorded. Being put off costs nobody his place in it: whoever finds no room
at Rekognition stops all that came later, and what has just been uploaded comes after what waits.
"""

from collections.abc import Collection
from typing import Self

from lambdas.videos.analysis import Impossible, LabelDetection, NoRoom, is_unreadable
from lambdas.videos.boundary import Boundary
from lambdas.videos.identity import Upload
from lambdas.videos.lease import Lease
from lambdas.videos.limits import MonthlyLimit, Slots, stand_back
from lambdas.videos.moments import stamp
from lambdas.videos.presence import Presence
from lambdas.videos.settings import Settings
from lambdas.videos.states import State, Video
from lambdas.videos.table import VideosTable
from lambdas.videos.telemetry import Metric, count, describe, logger

PREFIX = "uploads/"
LARGEST = 10 * 1024**3
"""Bytes that Rekognition Video takes (quota of stored video, AWS documentation)."""
MOST_ERRORS = 20
"""Errors after which a video is given up: some four hours, most of them a quarter of an hour apart."""
DELETED = "The upload was deleted before its analysis."


def refusal(upload: Upload, uploads_bucket: str) -> str | None:
    """Why this upload can never be analysed, or None."""
    if upload.bucket != uploads_bucket:
        return "The upload is not in the bucket for uploads."
    if not upload.key.startswith(PREFIX):
        return f"The upload is not under {PREFIX}."
    if upload.size == 0:
        return "The upload is empty."
    if upload.size > LARGEST:
        return "The upload is larger than 10 GB, the most that Rekognition takes."
    return None


class Starter:
    """Starts videos; one for each invocation, since it remembers what it has counted. Used in a `with`, it lets others start afterwards."""

    def __init__(self, boundary: Boundary, settings: Settings) -> None:
        self._boundary = boundary
        self._settings = settings
        self.videos = VideosTable(boundary.dynamodb, settings)
        self.lease = Lease(boundary, settings)
        self.slots = Slots(self.videos, settings, self.lease)
        self._limit = MonthlyLimit(self.videos, settings)
        self._analysis = LabelDetection(boundary.rekognition_once, settings)
        self._presence = Presence(boundary)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None or issubclass(kind, Exception):
                self.lease.release()
        except Exception as error:  # it runs out by itself
            logger.error("lease was not released", extra=describe(error))

    def record(self, upload: Upload) -> Video:
        """Records an upload, or finds what is known of it. Raises LookupError when its row goes at this moment."""
        now = self._boundary.now()
        reason = refusal(upload, self._settings.uploads_bucket)
        video = Video.of(upload, State.FAILED if reason else State.WAITING, stamp(now), reason)
        if self.videos.record(video, now):
            if reason:
                self._say_failed(video.id, reason)
            return video
        if found := self.videos.get(video.id):
            return found
        raise LookupError("the video's row expired this moment; the next delivery records it anew")

    def bring_further(self, video: Video) -> State:
        """Starts a recorded video if it may be started; answers with its state.

        Raises what is unexpected; the video is then waiting or starting, and the next delivery goes on from there.
        """
        if video.state is State.STARTING:
            return self.resume(video)
        return self.start(video) if video.state is State.WAITING else video.state

    def start_waiting(self, *, besides: Collection[str] = (), room_was_made: bool = False) -> dict[str, int]:
        """Starts waiting videos, but those `besides`, in their order while there is room; answers how many went where.

        One that meets an error is put off and does not stop the others. One for which Rekognition had no room does, until its time has
        come or an analysis of this environment has ended (`room_was_made`).
        """
        now = self._boundary.now()
        went: dict[str, int] = {}
        waiting = (video for video in self.videos.in_state(State.WAITING, until=now) if video.id not in besides)
        for video in sorted(waiting, key=lambda each: each.recorded_at):
            if video.not_before and video.not_before > stamp(now):
                if not video.refusals:
                    continue
                if not room_was_made:
                    self.slots.close()
            if not self.slots.free():
                break
            where = self._start_safely(video)
            went[where] = went.get(where, 0) + 1
        return went

    def fill_up(self, *, besides: Collection[str] = (), room_was_made: bool = False) -> None:
        """Starts waiting videos beside other work. What goes wrong here is no message's fault: the five-minute rule tries again."""
        try:
            self.start_waiting(besides=besides, room_was_made=room_was_made)
        except Exception as error:
            count(Metric.START_ERRORS)
            logger.error("waiting videos were not started", extra=describe(error))

    def start(self, video: Video) -> State:
        """Takes a waiting video as far as it goes now, and answers with its state."""
        if self._presence.is_deleted(video):
            return self._fail(video, DELETED, of=State.WAITING)
        now = self._boundary.now()
        free = self.slots.free()  # counted before the limit is looked up: what is metered between the two is seen there
        if video.released_by is None and self._limit.reached(now):
            return self._hold(video)
        if not free:
            count(Metric.VIDEOS_WAITING)
            return State.WAITING
        if not self.videos.move(video.id, State.STARTING, of=(State.WAITING,), now=now):
            return State.STARTING  # somebody else was faster
        self.slots.take(video.id)
        return self.resume(video)

    def resume(self, video: Video) -> State:
        """Asks Rekognition for a video that is starting. Asking for the second time answers with the same job."""
        try:
            job = self._analysis.start(video)
        except NoRoom as answer:
            self.slots.close()
            self._put_off(video, video.refusals + 1, reason=str(answer), refusals=video.refusals + 1)
            count(Metric.VIDEOS_WAITING)
            return State.WAITING
        except Impossible as answer:
            return self._fail(video, str(answer))
        except Exception as error:
            if is_unreadable(error) and self._presence.is_erased(video):
                return self._fail(video, DELETED)
            count(Metric.START_ERRORS)
            logger.error("start met an error", extra={"video": video.id, **describe(error)})
            errors = video.errors + 1
            if errors >= MOST_ERRORS:
                return self._fail(video, f"Its start met {errors} errors, the last one {_kind(error)}.")
            self._put_off(video, errors, reason="The start met an error.", errors=errors, refusals=None)
            raise
        return self._started(video, job)

    def _start_safely(self, video: Video) -> str:
        try:
            return str(self.start(video))
        except Exception as error:
            logger.error("waiting video was not started", extra={"video": video.id, **describe(error)})
            return "error"

    def _started(self, video: Video, job: str) -> State:
        # A video that another attempt has put off meanwhile, or that was held then, has its job all the same.
        before = (State.STARTING, State.WAITING, State.HELD)
        settled: dict[str, None] = {"refusals": None, "errors": None, "reason": None, "not_before": None}
        now = self._boundary.now()
        if self.videos.move(video.id, State.ANALYSING, of=before, now=now, job_id=job, started_at=stamp(now), **settled):
            count(Metric.VIDEOS_STARTED)
            logger.info("analysis started", extra={"video": video.id, "job": job})
        return State.ANALYSING

    def _hold(self, video: Video) -> State:
        reason = "The monthly limit is reached."
        if self.videos.move(video.id, State.HELD, of=(State.WAITING,), now=self._boundary.now(), reason=reason):
            count(Metric.VIDEOS_HELD)
            logger.warning("video held", extra={"video": video.id})
        return State.HELD

    def _put_off(self, video: Video, attempts: int, **changes: str | int | None) -> None:
        now = self._boundary.now()
        not_before = stamp(stand_back(attempts, now, self._boundary))
        self.videos.move(video.id, State.WAITING, of=(State.STARTING,), now=now, not_before=not_before, **changes)

    def _fail(self, video: Video, reason: str, of: State = State.STARTING) -> State:
        self.slots.give_back(video.id)
        if self.videos.move(video.id, State.FAILED, of=(of,), now=self._boundary.now(), reason=reason):
            self._say_failed(video.id, reason)
        return State.FAILED

    def _say_failed(self, video: str, reason: str) -> None:
        count(Metric.VIDEOS_FAILED)
        logger.warning("video failed", extra={"video": video, "reason": reason})


def _kind(error: Exception) -> str:
    """Which error it was, without its message: that may quote a key."""
    said = describe(error)
    return said.get("code") or said["error"]
