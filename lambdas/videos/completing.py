"""From a finished analysis to results and metered seconds.

Results are written first, then usage, the month's total and the state in one transaction. Cut off before the
transaction, nothing has happened that a repetition would not write the same; cut off after it, nothing is left to do.
"""

from datetime import datetime

from lambdas.videos.analysis import Finished, Forgotten, LabelDetection, Unsuccessful
from lambdas.videos.boundary import Boundary
from lambdas.videos.results import write_results
from lambdas.videos.settings import Settings
from lambdas.videos.states import UNSETTLED, State, Video
from lambdas.videos.table import VideosTable
from lambdas.videos.telemetry import Metric, count, logger
from lambdas.videos.usage import Meter, Source, Usage


class NotReady(Exception):
    """Rekognition contradicts the notice; asking again later is right."""


class Completer:
    """Completes videos; remembers which ones it has settled, since the index of states may be a moment behind."""

    def __init__(self, boundary: Boundary, settings: Settings) -> None:
        self._boundary = boundary
        self._settings = settings
        self.videos = VideosTable(boundary.dynamodb, settings)
        self._analysis = LabelDetection(boundary.rekognition, settings)
        self._meter = Meter(boundary, settings, self.videos)
        self.settled: set[str] = set()

    def complete(self, video: Video, job: str, at: datetime, source: Source) -> State:
        """Brings a video to where its analysis stands and answers with its state; ANALYSING while the job runs.

        `at` decides the month that is billed. Raises NotReady when a notice came and Rekognition knows nothing of its job.
        """
        if video.state is State.DONE:
            self.settled.add(video.id)
            return State.DONE
        outcome = self._analysis.outcome(job)
        if isinstance(outcome, Finished):
            self._finish(Usage(video=video.id, seconds=outcome.seconds, completed_at=at, source=source), job, outcome)
            return State.DONE
        if isinstance(outcome, Unsuccessful):
            return self.fail(video, outcome.reason)
        if isinstance(outcome, Forgotten):
            return self._lose(video, source)
        return State.ANALYSING

    def fail(self, video: Video, reason: str) -> State:
        """Records that the analysis failed, unless the video has ended some other way. Not billed."""
        self.settled.add(video.id)
        if self.videos.move(video.id, State.FAILED, of=UNSETTLED, now=self._boundary.now(), reason=reason):
            count(Metric.VIDEOS_FAILED)
            logger.warning("analysis failed", extra={"video": video.id, "job": video.job_id})
        return State.FAILED

    def _finish(self, usage: Usage, job: str, finished: Finished) -> None:
        write_results(
            self._boundary.s3, self._settings.results_bucket, video=usage.video, job=job, seconds=usage.seconds, pages=finished.pages
        )
        if self._meter.count(usage):
            count(Metric.VIDEOS_DONE)
            count(Metric.SECONDS_METERED, usage.seconds)
            logger.info("video metered", extra={"video": usage.video, "job": job, "seconds": usage.seconds, "source": str(usage.source)})
        self.settled.add(usage.video)

    def _lose(self, video: Video, source: Source) -> State:
        if source is Source.NOTICE and video.state is not State.FAILED:
            raise NotReady("a notice came for a job that Rekognition does not know")
        return self.fail(video, "Rekognition no longer has the results: they live seven days.")
