"""From a finished analysis to metered seconds and results.

Metering comes first, in one transaction: what was analysed costs money, and is counted however long its results cannot be written. A
video that is metered but has no results yet stays `finishing` with its `seconds`; the notice comes again, and at last the sweep writes
them. Writing them twice writes the same. When the analysis ended is noted before either: whoever completes the video in the end, it is
billed in the same month.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lambdas.videos.analysis import Finished, Forgotten, LabelDetection, Running, Unsuccessful
from lambdas.videos.boundary import Boundary, Reply
from lambdas.videos.moments import moment, stamp
from lambdas.videos.results import write_results
from lambdas.videos.settings import Settings
from lambdas.videos.states import UNFINISHED, UNSETTLED, State, Video
from lambdas.videos.table import VideosTable
from lambdas.videos.telemetry import Metric, count, logger
from lambdas.videos.time_limit import TimeLimit
from lambdas.videos.usage import Meter, Source, Usage

PATIENCE = timedelta(minutes=100)
"""How long a notice may be under way: a little longer than the queue hides it from others (90 minutes) while one function has it."""
KEPT = timedelta(days=7)
"""How long Rekognition keeps results (GetLabelDetection, AWS documentation)."""
GONE = "Rekognition no longer has the results: they live seven days."
LOST = "It is metered, but its results could not be written in the seven days that Rekognition keeps them."


class NotReady(Exception):
    """Rekognition contradicts the notice; asking again later is right."""


class Completer:
    """Completes videos; remembers which ones need no slot any more, since the index of states may be a moment behind."""

    def __init__(self, boundary: Boundary, settings: Settings, limit: TimeLimit) -> None:
        self._boundary = boundary
        self._limit = limit
        self._settings = settings
        self.videos = VideosTable(boundary.dynamodb, settings)
        self._analysis = LabelDetection(boundary.rekognition, settings)
        self._meter = Meter(boundary, settings, self.videos)
        self.ended: set[str] = set()

    def announced(self, video: Video, job: str, at: datetime) -> None:
        """A notice says that the analysis succeeded at `at`, which decides the month that is billed; the first notice counts.

        Raises NotReady when Rekognition does not say so, too.
        """
        if video.state is State.DONE:
            self.ended.add(video.id)
            return
        own = video.job_id in (None, job)
        if own:
            at = moment(video.notified_at) if video.notified_at else at
            self._note(video, job, at)
        outcome = self._analysis.outcome(job)
        if isinstance(outcome, Finished):
            self._finish(Usage(video=video.id, seconds=outcome.seconds, completed_at=at, source=Source.NOTICE), job, outcome)
        elif isinstance(outcome, Unsuccessful):
            self.fail(video, outcome.reason)
        elif isinstance(outcome, Running):
            self._runs_on(video)
            raise NotReady("the notice says that the analysis has ended, Rekognition that it runs")
        elif video.state is State.FAILED:
            self.fail(video, GONE)
        else:
            raise NotReady("a notice came for a job that Rekognition does not know")

    def unrecorded(self, video: str, job: str, at: datetime) -> None:
        """A notice came for a video without a row. Rekognition knows whose job it was, and then it is metered all the same.

        Raises LookupError when the job is no video's of ours.
        """
        outcome = self._analysis.outcome(job)
        if not isinstance(outcome, Finished) or outcome.tag != video:
            raise LookupError("the notice names a video that is not in the table, and no job that was started for it")
        self._finish(Usage(video=video, seconds=outcome.seconds, completed_at=at, source=Source.NOTICE), job, outcome)

    def overlooked(self, video: Video, now: datetime) -> State:
        """Brings a video without a word from Rekognition to where its analysis stands, and answers with its state."""
        outcome = self._analysis.outcome(video.job_id or "")
        if isinstance(outcome, Finished):
            return self._finish_overlooked(video, now, outcome)
        if isinstance(outcome, Unsuccessful):
            return self.fail(video, outcome.reason)
        if isinstance(outcome, Forgotten) and now - moment(video.started_at or video.updated) >= KEPT:
            return self.fail(video, GONE if video.seconds is None else LOST)
        return video.state  # it runs, or Rekognition denies for a moment what it has taken

    def fail(self, video: Video, reason: str) -> State:
        """Records that the analysis failed, unless the video has ended some other way. Not billed."""
        self.ended.add(video.id)
        if self.videos.move(video.id, State.FAILED, of=UNSETTLED, now=self._boundary.now(), reason=reason):
            count(Metric.VIDEOS_FAILED)
            logger.warning("analysis failed", extra={"video": video.id, "job": video.job_id})
        return State.FAILED

    def _note(self, video: Video, job: str, at: datetime) -> None:
        """The video needs no slot from here on, and its month is known to whoever completes it."""
        if video.state is not State.FINISHING or not video.notified_at:
            now = self._boundary.now()
            self.videos.move(video.id, State.FINISHING, of=UNSETTLED, now=now, job_id=job, notified_at=stamp(at))
        self.ended.add(video.id)

    def _runs_on(self, video: Video) -> None:
        self.ended.discard(video.id)
        self.videos.move(video.id, State.ANALYSING, of=(State.FINISHING,), now=self._boundary.now())

    def _finish_overlooked(self, video: Video, now: datetime, finished: Finished) -> State:
        """Unless a notice was noted, it may still be on its way: only when it cannot be does the sweep's own moment count."""
        if video.seconds is not None:
            self._write(video.id, video.job_id or "", finished)
            return State.DONE
        if video.notified_at:
            at, source = moment(video.notified_at), Source.NOTICE
        elif video.seen_finished and now - moment(video.seen_finished) > PATIENCE:
            at, source = moment(video.seen_finished), Source.SWEEP
        else:
            if not video.seen_finished:
                seen = stamp(now)
                self.videos.move(video.id, State.FINISHING, of=(State.ANALYSING,), now=self._boundary.now(), seen_finished=seen)
            return State.FINISHING
        usage = Usage(video=video.id, seconds=finished.seconds, completed_at=at, source=source)
        self._finish(usage, video.job_id or "", finished)
        return State.DONE

    def _finish(self, usage: Usage, job: str, finished: Finished) -> None:
        if self._meter.count(usage, job):
            count(Metric.SECONDS_METERED, usage.seconds)
            logger.info("video metered", extra={"video": usage.video, "job": job, "seconds": usage.seconds, "source": str(usage.source)})
        self.ended.add(usage.video)
        self._write(usage.video, job, finished)

    def _write(self, video: str, job: str, finished: Finished) -> None:
        pages = self._in_time(finished.pages)
        write_results(self._boundary.s3, self._settings.results_bucket, video=video, job=job, seconds=finished.seconds, pages=pages)
        if self.videos.move(video, State.DONE, of=UNFINISHED, now=self._boundary.now(), reason=None):
            count(Metric.VIDEOS_DONE)

    def _in_time(self, pages: Iterator[Reply]) -> Iterator[Reply]:
        """Raises TimeIsUp in their midst; nothing is kept then of what was written."""
        for page in pages:
            self._limit.go_on()
            yield page
