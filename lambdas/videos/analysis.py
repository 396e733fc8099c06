"""Rekognition Video label detection: what may be asked of it and what it may answer."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambdas.videos.boundary import Rekognition, Reply
from lambdas.videos.identity import UNVERSIONED
from lambdas.videos.settings import Settings
from lambdas.videos.states import Video

PAGE = 1000
"""Labels a page, the most that GetLabelDetection gives."""
REFUSALS = frozenset({"LimitExceededException", "ThrottlingException", "ProvisionedThroughputExceededException"})
"""Rekognition has no room now; the limits are the account's, shared with other clients in it."""
IMPOSSIBLE = {
    "VideoTooLargeException": "The video is larger or longer than Rekognition takes (10 GB, 6 hours).",
}
"""Answers that no repetition changes."""
UNREADABLE = "InvalidS3ObjectException"
"""The upload is gone, or a permission is missing, of S3 or of the key: only who looks can tell (`presence.py`)."""


class NoRoom(Exception):
    """Rekognition takes no further analysis at present."""


class Impossible(Exception):
    """The video will never be analysed; the message says why, without names."""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The analysis succeeded."""

    seconds: int
    """Length of the video, whole seconds rounded up."""
    tag: str
    """The tag that the job was given; ours are the identities of videos."""
    pages: Iterator[Reply]
    """GetLabelDetection's answers, fetched one by one."""


@dataclass(frozen=True, kw_only=True)
class Unsuccessful:
    """The analysis failed."""

    reason: str
    """What Rekognition says about it."""


class Running:
    """The analysis has not ended."""


class Forgotten:
    """Rekognition does not know the job, or not any more: results live seven days."""


def is_unreadable(error: Exception) -> bool:
    """Whether Rekognition could not read the upload."""
    return isinstance(error, ClientError) and error.response["Error"]["Code"] == UNREADABLE


class LabelDetection:
    """One analysis a video, however often it is asked for, as long as Rekognition remembers its token.

    AWS does not say how long that is. A start that nobody answered, and whose notice never came, for longer than the seven days that
    results are kept has nothing to show for it: asked for again, it is analysed once more, at our cost, and still billed once.
    """

    def __init__(self, rekognition: Rekognition, settings: Settings) -> None:
        self._rekognition = rekognition
        self._settings = settings

    def start(self, video: Video) -> str:
        """The id of the job, the same one for the same video. Raises NoRoom and Impossible; anything else is an error."""
        place = {"Bucket": video.bucket, "Name": video.key} | ({"Version": video.version} if video.version != UNVERSIONED else {})
        channel = {"SNSTopicArn": self._settings.completion_topic, "RoleArn": self._settings.rekognition_role}
        try:
            reply = self._rekognition.start_label_detection(
                Video={"S3Object": place}, NotificationChannel=channel, JobTag=video.id, ClientRequestToken=video.id
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in REFUSALS:
                raise NoRoom(code) from error
            if code in IMPOSSIBLE:
                raise Impossible(IMPOSSIBLE[code]) from error
            raise
        return str(reply["JobId"])

    def outcome(self, job: str) -> Finished | Unsuccessful | Running | Forgotten:
        """How the analysis stands. Fetches one page; the others are fetched as `Finished.pages` is read."""
        try:
            first = self._page(job)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return Forgotten()
            raise
        if first["JobStatus"] == "IN_PROGRESS":
            return Running()
        if first["JobStatus"] == "FAILED":
            return Unsuccessful(reason=first.get("StatusMessage") or UNEXPLAINED)
        seconds = math.ceil(first["VideoMetadata"]["DurationMillis"] / 1000)
        return Finished(seconds=seconds, tag=first.get("JobTag", ""), pages=self._pages(job, first))

    def _pages(self, job: str, page: Reply) -> Iterator[Reply]:
        yield page
        while token := page.get("NextToken"):
            page = self._page(job, NextToken=token)
            yield page

    def _page(self, job: str, **more: Any) -> Reply:
        return self._rekognition.get_label_detection(JobId=job, MaxResults=PAGE, AggregateBy="TIMESTAMPS", **more)


UNEXPLAINED = "Rekognition could not analyse the video."
