"""Rekognition Video as the functions meet it: jobs by token, a quota, pages of labels, notices."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError


def refused(code: str, operation: str = "StartLabelDetection", message: str = "") -> ClientError:
    """An error as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": message or code}}, operation)


@dataclass
class Footage:
    """What is in an uploaded object."""

    millis: int = 60_000
    fails: bool = False
    """Rekognition takes it and then fails on it."""
    labels: int = 3


@dataclass
class Job:
    id: str
    tag: str
    request: dict[str, Any]
    footage: Footage
    status: str = "IN_PROGRESS"


@dataclass
class FakeRekognition:
    quota: int = 20
    """Jobs at one time; one more is refused."""
    page: int = 2
    """Labels on one page."""
    footage: dict[str, Footage] = field(default_factory=dict)
    """What is in an object, by key. No entry: the object is gone, with all its versions."""
    deleted: set[str] = field(default_factory=set)
    """Keys whose objects are hidden by a delete marker; their versions are still there."""
    jobs: dict[str, Job] = field(default_factory=dict)
    errors: list[ClientError | Exception] = field(default_factory=list)
    """What the next starts meet, in this order."""
    starts: int = 0
    """Requests to start, refused ones included."""

    def start_label_detection(self, **request: Any) -> dict[str, Any]:
        self.starts += 1
        if self.errors:
            raise self.errors.pop(0)
        token = request["ClientRequestToken"]
        known = [job for job in self.jobs.values() if job.request["ClientRequestToken"] == token]
        if known:
            assert known[0].request == request, "the same token with other parameters"
            return {"JobId": known[0].id}
        if request["Video"]["S3Object"]["Name"] not in self.footage:
            raise refused("InvalidS3ObjectException")
        if len(self.running()) >= self.quota:
            raise refused("LimitExceededException")
        job = Job(f"job-{len(self.jobs) + 1:04}", request["JobTag"], request, self.footage[request["Video"]["S3Object"]["Name"]])
        self.jobs[job.id] = job
        return {"JobId": job.id}

    def get_label_detection(self, **request: Any) -> dict[str, Any]:
        if request["JobId"] not in self.jobs:
            raise refused("ResourceNotFoundException", "GetLabelDetection")
        job = self.jobs[request["JobId"]]
        if job.status != "SUCCEEDED":
            message = {"StatusMessage": "Unsupported codec"} if job.status == "FAILED" else {}
            return {"JobStatus": job.status, "JobTag": job.tag, **message}
        start = int(request.get("NextToken", 0))
        labels = [{"Timestamp": 500 * n, "Label": {"Name": f"Car {n}", "Confidence": 99.5}} for n in range(job.footage.labels)]
        reply: dict[str, Any] = {
            "JobStatus": "SUCCEEDED",
            "JobTag": job.tag,
            "LabelModelVersion": "3.0",
            "Labels": labels[start : start + self.page],
        }
        reply["VideoMetadata"] = {"DurationMillis": job.footage.millis, "Format": "QuickTime / MOV", "FrameRate": 25.0}
        return reply | ({"NextToken": str(start + self.page)} if start + self.page < len(labels) else {})

    def running(self) -> list[Job]:
        return [job for job in self.jobs.values() if job.status == "IN_PROGRESS"]

    def finish(self, job: Job) -> None:
        job.status = "FAILED" if job.footage.fails else "SUCCEEDED"

    def job_of(self, video: str) -> Job:
        (job,) = [job for job in self.jobs.values() if job.tag == video]
        return job


def notice(job: Job, at: datetime, *, raw: bool = False, **changes: Any) -> str:
    """The body of the queue's message about a job that has ended."""
    message = {
        "JobId": job.id,
        "Status": job.status,
        "API": "StartLabelDetection",
        "JobTag": job.tag,
        "Timestamp": round(at.timestamp() * 1000),
        "Video": {"S3ObjectName": job.request["Video"]["S3Object"]["Name"], "S3Bucket": job.request["Video"]["S3Object"]["Bucket"]},
    } | changes
    if raw:
        return json.dumps(message)
    return json.dumps({"Type": "Notification", "MessageId": "m", "TopicArn": "arn", "Message": json.dumps(message), "Timestamp": "t"})
