"""Jobs of Rekognition Video: started, run for a short time, kept for seven days."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sandbox.aws.errors import AwsError
from sandbox.aws.rekognition.mp4 import NotAVideo, VideoFacts
from sandbox.clock import Clock

RESULTS_LIFE = timedelta(days=7)
"""How long results are kept (Rekognition Developer Guide, GetLabelDetection)."""


class JobStatus(StrEnum):
    """As AWS writes it."""

    IN_PROGRESS = "IN_PROGRESS"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a job was asked to do."""

    account: str
    """Account that asked."""
    region: str
    """Region it asked in."""
    video: dict[str, str]
    """S3Object: Bucket, Name, perhaps Version."""
    topic_arn: str
    """Topic of the completion notice, empty for none."""
    tag: str
    """JobTag, empty for none."""
    min_confidence: float
    """Percent."""
    token: str = field(compare=False)
    """ClientRequestToken, empty for none; not part of what is compared."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job."""

    job_id: str
    """64 hex digits, as AWS makes them."""
    order: Order
    """What it was asked."""
    etag: str
    """ETag of the object when the job was started."""
    status: JobStatus
    """Where it is."""
    message: str = ""
    """Why it failed."""
    facts: VideoFacts | None = None
    """What the video is, once it has succeeded."""
    finished_at: datetime | None = None
    """End by the sandbox's clock, UTC."""


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """What tests change, by the admin path rekognition/settings."""

    concurrent_jobs: int = 20
    """Jobs in progress per account and region; one more is refused. AWS's default quota."""
    seconds: float = 0.3
    """How long a job takes, in real seconds."""
    max_bytes: int = 10 * 1024**3
    """Largest video. AWS's limit is 10 GB."""
    max_millis: int = 6 * 3600 * 1000
    """Longest video. AWS's limit is 6 hours."""


class Jobs:
    """All jobs of a server."""

    def __init__(self, clock: Clock, measure: Callable[[Order], VideoFacts], finished: Callable[[Job], None]) -> None:
        self._clock = clock
        self._measure = measure
        self._finished = finished
        self._jobs: dict[str, Job] = {}
        self._timers: set[threading.Timer] = set()
        self._lock = threading.Lock()
        self.settings = JobSettings()

    def start(self, order: Order, etag: str) -> Job:
        """Start a job, or return the one that this token started before.

        Raises AwsError IdempotentParameterMismatchException and LimitExceededException.
        """
        with self._lock:
            before = self._of_token(order)
            if before:
                return before
            running = [job for job in self._of(order.account, order.region) if job.status is JobStatus.IN_PROGRESS]
            if len(running) >= self.settings.concurrent_jobs:
                raise AwsError("LimitExceededException", f"The number of concurrent jobs is limited to {self.settings.concurrent_jobs}.")
            job = Job(job_id=(uuid.uuid4().hex * 2), order=order, etag=etag, status=JobStatus.IN_PROGRESS)
            self._jobs[job.job_id] = job
            self._later(job)
        return job

    def get(self, job_id: str, account: str, region: str) -> Job:
        """A job of this account and region. Raises AwsError ResourceNotFoundException, also seven days after it ended."""
        job = self._jobs.get(job_id)
        if job is None or (job.order.account, job.order.region) != (account, region) or self._expired(job):
            raise AwsError("ResourceNotFoundException", f"Could not find JobId {job_id}")
        return job

    def all(self) -> list[Job]:
        """Every job, oldest first."""
        with self._lock:
            return list(self._jobs.values())

    def change(self, changes: dict[str, Any]) -> JobSettings:
        """Change settings by name. Raises ValueError for a name that is none."""
        unknown = set(changes) - set(JobSettings.__dataclass_fields__)
        if unknown:
            raise ValueError(f"Unknown settings {sorted(unknown)}; there are {sorted(JobSettings.__dataclass_fields__)}.")
        self.settings = replace(self.settings, **changes)
        return self.settings

    def stop(self) -> None:
        """Abandon the jobs that run."""
        with self._lock:
            for timer in self._timers:
                timer.cancel()

    def _of(self, account: str, region: str) -> list[Job]:
        return [job for job in self._jobs.values() if (job.order.account, job.order.region) == (account, region)]

    def _of_token(self, order: Order) -> Job | None:
        if not order.token:
            return None
        for job in self._of(order.account, order.region):
            if job.order.token == order.token and not self._expired(job):
                if job.order != order:
                    raise AwsError("IdempotentParameterMismatchException", "A ClientRequestToken was reused with other parameters.")
                return job
        return None

    def _expired(self, job: Job) -> bool:
        return job.finished_at is not None and self._clock.now() - job.finished_at > RESULTS_LIFE

    def _later(self, job: Job) -> None:
        timer = threading.Timer(self.settings.seconds, self._run, [job])
        timer.daemon = True
        self._timers = {one for one in self._timers if one.is_alive()} | {timer}
        timer.start()

    def _run(self, job: Job) -> None:
        try:
            facts = self._measure(job.order)
            if facts.duration_millis > self.settings.max_millis:
                raise NotAVideo(f"the video is longer than {self.settings.max_millis} milliseconds")
            done = replace(job, status=JobStatus.SUCCEEDED, facts=facts, finished_at=self._clock.now())
        except NotAVideo as reason:
            message = f"Unsupported or unreadable video: {reason}."
            done = replace(job, status=JobStatus.FAILED, message=message, finished_at=self._clock.now())
        with self._lock:
            self._jobs[job.job_id] = done
        self._finished(done)
