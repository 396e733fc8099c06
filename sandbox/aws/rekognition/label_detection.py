"""StartLabelDetection and GetLabelDetection, on Rekognition's own wire (JSON 1.1)."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import asdict
from typing import Any

from botocore.exceptions import ClientError
from werkzeug.wrappers import Response

from sandbox.aws.admin import AdminPaths
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.rekognition.jobs import Job, Jobs, JobStatus, Order
from sandbox.aws.rekognition.labels import MODEL_VERSION, moments
from sandbox.aws.rekognition.notices import PRINCIPAL, Notices
from sandbox.aws.rekognition.videos import Videos
from sandbox.aws.request import AwsRequest
from sandbox.clock import Clock

MOST_RESULTS = 1000
"""Labels of one page at most; a greater MaxResults counts as this."""


class LabelDetection:
    """The stand-in for both calls."""

    def __init__(self, gate: Gate, clients: InsideClients, clock: Clock, admin: AdminPaths) -> None:
        self._clients = clients
        self._videos = Videos(clients)
        self.notices = Notices(clients)
        self.jobs = Jobs(clock, self._videos.measure, self.notices.finished)
        gate.stand_in("rekognition", "StartLabelDetection", self._start)
        gate.stand_in("rekognition", "GetLabelDetection", self._get)
        self._add_admin_paths(admin)

    def stop(self) -> None:
        """Abandon running jobs and delayed notices."""
        self.jobs.stop()
        self.notices.stop()

    def _start(self, request: AwsRequest, _: Forward) -> Response:
        document = request.json()
        _check(document)
        order = _order(request, document)
        self._check_channel(order, document.get("NotificationChannel", {}))
        etag = self._videos.look(order, self.jobs.settings.max_bytes)
        return _answer({"JobId": self.jobs.start(order, etag).job_id})

    def _check_channel(self, order: Order, channel: dict[str, str]) -> None:
        """The topic exists, and the role lets Rekognition in. What the role may do is not looked at."""
        if not channel:
            return
        try:
            self._clients.client("sns", order.account, order.region, PRINCIPAL).get_topic_attributes(TopicArn=channel["SNSTopicArn"])
            sts = self._clients.client("sts", order.account, order.region, PRINCIPAL)
            sts.assume_role(RoleArn=channel["RoleArn"], RoleSessionName="rekognition")
        except ClientError as error:
            raise _invalid(f"the NotificationChannel cannot be used: {error.response['Error']['Message']}") from None

    def _get(self, request: AwsRequest, _: Forward) -> Response:
        document = request.json()
        if document.get("AggregateBy", "TIMESTAMPS") != "TIMESTAMPS":
            raise SandboxUnsupported("The sandbox aggregates labels by TIMESTAMPS only.")
        job = self.jobs.get(document.get("JobId", ""), request.account, request.region)
        answer: dict[str, Any] = {
            "JobId": job.job_id,
            "JobStatus": job.status.value,
            "Video": {"S3Object": job.order.video},
            "Labels": [],
            "LabelModelVersion": MODEL_VERSION,
            "GetRequestMetadata": {"SortBy": document.get("SortBy", "TIMESTAMP"), "AggregateBy": "TIMESTAMPS"},
        }
        if job.order.tag:
            answer["JobTag"] = job.order.tag
        if job.status is JobStatus.FAILED:
            answer["StatusMessage"] = job.message
        if job.status is JobStatus.SUCCEEDED:
            answer |= _metadata(job) | _page(job, document)
        return _answer(answer)

    def _add_admin_paths(self, admin: AdminPaths) -> None:
        admin.add("GET", "rekognition/settings", lambda *_: asdict(self.jobs.settings))
        admin.add("POST", "rekognition/settings", lambda _, body: asdict(self.jobs.change(body)))
        admin.add("GET", "rekognition/notices", lambda *_: asdict(self.notices.disturbance))
        admin.add("POST", "rekognition/notices", lambda _, body: asdict(self.notices.disturb(body)))
        admin.add("GET", "rekognition/jobs", lambda *_: {"jobs": [_summary(job) for job in self.jobs.all()]})
        admin.add("POST", "rekognition/jobs/<job>/notice", lambda path, _: self._send_again(path["job"]))

    def _send_again(self, job_id: str) -> dict[str, str]:
        for job in self.jobs.all():
            if job.job_id == job_id:
                self.notices.send(job)
                return {"JobId": job_id}
        raise ValueError(f"There is no job {job_id}.")


def _check(document: dict[str, Any]) -> None:
    """The limits that botocore does not check for its callers (Rekognition API Reference)."""
    video = document.get("Video", {}).get("S3Object", {})
    if not video.get("Bucket") or not video.get("Name"):
        raise _invalid("Video.S3Object needs Bucket and Name")
    for name, pattern in {"ClientRequestToken": r"[a-zA-Z0-9\-_]{1,64}", "JobTag": r"[a-zA-Z0-9_.\-:+=/]{1,1024}"}.items():
        if name in document and not re.fullmatch(pattern, document[name]):
            raise _invalid(f"{name} must match {pattern}")
    if not 0 <= document.get("MinConfidence", 50) <= 100:
        raise _invalid("MinConfidence is 0 to 100")
    if document.get("Settings"):
        raise SandboxUnsupported("The sandbox does not filter labels by Settings of StartLabelDetection.")


def _invalid(why: str) -> AwsError:
    return AwsError("InvalidParameterException", f"Request has invalid parameters: {why}")


def _order(request: AwsRequest, document: dict[str, Any]) -> Order:
    return Order(
        account=request.account,
        region=request.region,
        video=document["Video"]["S3Object"],
        topic_arn=document.get("NotificationChannel", {}).get("SNSTopicArn", ""),
        tag=document.get("JobTag", ""),
        min_confidence=document.get("MinConfidence", 50.0),
        token=document.get("ClientRequestToken", ""),
    )


def _metadata(job: Job) -> dict[str, Any]:
    assert job.facts is not None
    return {
        "VideoMetadata": {
            "Codec": {"avc1": "h264", "hvc1": "hevc", "hev1": "hevc"}.get(job.facts.codec, job.facts.codec),
            "DurationMillis": job.facts.duration_millis,
            "Format": "QuickTime / MOV",
            "FrameRate": job.facts.frame_rate,
            "FrameHeight": job.facts.height,
            "FrameWidth": job.facts.width,
            "ColorRange": "LIMITED",
        }
    }


def _page(job: Job, document: dict[str, Any]) -> dict[str, Any]:
    """`Labels`, and `NextToken` where there are more."""
    assert job.facts is not None
    sort = document.get("SortBy", "TIMESTAMP")
    video = job.order.video
    found = moments(f"{video['Bucket']}/{video['Name']}/{job.etag}", job.facts.duration_millis, job.order.min_confidence)
    if sort == "NAME":
        found.sort(key=lambda moment: (moment.name, moment.millis))
    size = min(max(1, document.get("MaxResults", MOST_RESULTS)), MOST_RESULTS)
    start = _offset(document["NextToken"], job, sort) if "NextToken" in document else 0
    page = {"Labels": [moment.as_aws() for moment in found[start : start + size]]}
    if start + size < len(found):
        page["NextToken"] = _token(job, sort, start + size)
    return page


def _token(job: Job, sort: str, offset: int) -> Any:
    return base64.urlsafe_b64encode(f"{job.job_id}/{sort}/{offset}".encode()).decode()


def _offset(token: str, job: Job, sort: str) -> int:
    try:
        job_id, sorted_by, offset = base64.urlsafe_b64decode(token.encode()).decode().split("/")
    except ValueError:
        job_id, sorted_by, offset = "", "", "0"
    if (job_id, sorted_by) != (job.job_id, sort):
        raise AwsError("InvalidPaginationTokenException", "Pagination token in the request is not valid.")
    return int(offset)


def _summary(job: Job) -> dict[str, Any]:
    return {
        "JobId": job.job_id,
        "JobTag": job.order.tag,
        "Status": job.status.value,
        "StatusMessage": job.message,
        "Account": job.order.account,
        "Region": job.order.region,
        "Video": job.order.video,
        "DurationMillis": job.facts.duration_millis if job.facts else None,
    }


def _answer(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), mimetype="application/x-amz-json-1.1")
