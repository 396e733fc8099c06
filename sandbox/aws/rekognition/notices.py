"""Completion notices: published to the job's topic like any other message; a test may have them twice, late or never."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients
from sandbox.aws.rekognition.jobs import Job

log = logging.getLogger(__name__)

PRINCIPAL = "rekognition.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class Disturbance:
    """What happens to notices from now on."""

    deliver: str = "once"
    """`once`, `twice`, `never`."""
    delay_seconds: float = 0.0
    """Real seconds before each delivery."""
    job_tag: str = ""
    """Only notices of jobs with this JobTag; empty for all."""


class Notices:
    """Sends the notices of finished jobs."""

    def __init__(self, clients: InsideClients) -> None:
        self._clients = clients
        self._timers: list[threading.Timer] = []
        self.disturbance = Disturbance()

    def disturb(self, changes: dict[str, Any]) -> Disturbance:
        """Replace the disturbance; `{}` ends it. Raises ValueError for what it does not know."""
        if set(changes) - set(Disturbance.__dataclass_fields__) or changes.get("deliver", "once") not in ("once", "twice", "never"):
            raise ValueError('A disturbance is {"deliver": "once"|"twice"|"never", "delay_seconds": number, "job_tag": text}.')
        self.disturbance = Disturbance(**changes)
        return self.disturbance

    def finished(self, job: Job) -> None:
        """Send a job's notice, or what the disturbance makes of it."""
        disturbance = self.disturbance
        concerned = disturbance.job_tag in ("", job.order.tag)
        for _ in range({"once": 1, "twice": 2, "never": 0}[disturbance.deliver] if concerned else 1):
            if concerned and disturbance.delay_seconds:
                self._later(job, disturbance.delay_seconds)
            else:
                self.send(job)

    def send(self, job: Job) -> None:
        """Publish a job's notice now. A topic that is gone only leaves a line in the log, as nobody could be told."""
        if not job.order.topic_arn or job.finished_at is None:
            return
        sns = self._clients.client("sns", job.order.account, job.order.region, PRINCIPAL)
        try:
            sns.publish(TopicArn=job.order.topic_arn, Message=json.dumps(_message(job)))
        except ClientError as error:
            log.warning("The notice of job %s was not published: %s", job.job_id, error)

    def stop(self) -> None:
        """Abandon delayed notices."""
        for timer in self._timers:
            timer.cancel()

    def _later(self, job: Job, seconds: float) -> None:
        timer = threading.Timer(seconds, self.send, [job])
        timer.daemon = True
        self._timers.append(timer)
        timer.start()


def _message(job: Job) -> dict[str, Any]:
    """Rekognition Developer Guide, "Reference: Video analysis results notification"; the time is in milliseconds."""
    assert job.finished_at is not None
    return {
        "JobId": job.job_id,
        "Status": job.status.value,
        "API": "StartLabelDetection",
        **({"JobTag": job.order.tag} if job.order.tag else {}),
        "Timestamp": int(job.finished_at.timestamp() * 1000),
        "Video": {"S3ObjectName": job.order.video["Name"], "S3Bucket": job.order.video["Bucket"]},
    }
