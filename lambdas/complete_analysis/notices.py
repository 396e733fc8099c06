"""Rekognition's notice that an analysis has ended."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class MalformedNotice(ValueError):
    """The message is no notice; the text says what is wrong with it, not what is in it."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is used of a notice."""

    job: str
    """Rekognition's job."""
    video: str
    """Identity of the video: the tag that its job was given."""
    succeeded: bool
    """Whether there are results."""
    at: datetime
    """When the analysis ended; its UTC month is the month that is billed."""


def read_notice(body: str) -> Notice:
    """Reads a notice, with SNS's envelope or without (raw delivery). Raises MalformedNotice."""
    message = _json(body)
    if message.get("Type") == "Notification":
        message = _json(message.get("Message"))
    job, video, status = (message.get(name) for name in ("JobId", "JobTag", "Status"))
    if not all(isinstance(text, str) and text for text in (job, video, status)):
        raise MalformedNotice("JobId, JobTag and Status must be text")
    if status not in ("SUCCEEDED", "FAILED", "ERROR"):
        raise MalformedNotice("Status must be SUCCEEDED, FAILED or ERROR")
    return Notice(job=str(job), video=str(video), succeeded=status == "SUCCEEDED", at=_moment(message.get("Timestamp")))


def _json(text: Any) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (TypeError, ValueError):
        raise MalformedNotice("the message is not JSON") from None
    if not isinstance(message, dict):
        raise MalformedNotice("the message is not an object")
    return message


def _moment(milliseconds: Any) -> datetime:
    if type(milliseconds) is not int or milliseconds <= 0:
        raise MalformedNotice("Timestamp must be milliseconds since 1970")
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        raise MalformedNotice("Timestamp is beyond the calendar") from None
