"""Metering: a video's seconds are counted once, and the first count stands for ever."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError

from lambdas.videos.boundary import Boundary
from lambdas.videos.items import plain_item, typed, typed_item
from lambdas.videos.moments import end_of_keeping, month_of, stamp
from lambdas.videos.settings import Settings
from lambdas.videos.states import UNFINISHED, State
from lambdas.videos.table import VideosTable
from lambdas.videos.transactions import PASSING, UNMET, cancellation_reasons

ATTEMPTS = 6
"""Tries to get a transaction through while others write the same month's total."""


class Source(StrEnum):
    """What told us that an analysis had finished."""

    NOTICE = "notice"
    SWEEP = "sweep"


@dataclass(frozen=True, kw_only=True)
class Usage:
    """A row of the usage table. It names no file and no person, and outlives the video's row."""

    video: str
    """Identity of the video; the row's key `job`."""
    seconds: int
    """Length of the video, whole seconds rounded up."""
    completed_at: datetime
    """Time of the notice, or of the sweep that found the analysis finished. Its UTC month is the month that is billed."""
    source: Source
    """Which of the two it was."""

    @property
    def month(self) -> str:
        return month_of(self.completed_at)

    def as_item(self) -> dict[str, Any]:
        """The row as DynamoDB wants it."""
        return typed_item(
            {
                "job": self.video,
                "month": self.month,
                "completed_at": stamp(self.completed_at),
                "seconds": self.seconds,
                "source": str(self.source),
                "expires": end_of_keeping(self.month),
            }
        )


class Meter:
    """Writes usage, the month's total and the video's seconds together or not at all."""

    def __init__(self, boundary: Boundary, settings: Settings, videos: VideosTable) -> None:
        self._boundary = boundary
        self._settings = settings
        self._videos = videos

    def count(self, usage: Usage, job: str) -> bool:
        """Meters the video; its results are still to be written. False: it had been metered before, and nothing is added.

        Raises ClientError when DynamoDB refuses for another reason; then nothing is written.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._boundary.dynamodb.transact_write_items(TransactItems=self._writes(usage, job))
            except ClientError as error:
                reasons = cancellation_reasons(error)
                if reasons[:1] == [UNMET]:
                    self._repair(usage.video, job)
                    return False
                if not PASSING.intersection(reasons) or attempt == ATTEMPTS:
                    raise
                self._boundary.pause(self._boundary.chance(0.1 * 2**attempt))
            else:
                return True
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _writes(self, usage: Usage, job: str) -> list[dict[str, Any]]:
        put = {"TableName": self._settings.usage_table, "Item": usage.as_item(), "ConditionExpression": "attribute_not_exists(job)"}
        return [
            {"Put": put},
            {"Update": self._videos.month_addition(usage.month, usage.seconds)},
            {"Update": self._videos.change(usage.video, State.FINISHING, now=self._boundary.now(), **metered(usage.seconds, job))},
        ]

    def _repair(self, video: str, job: str) -> None:
        """The row may be younger than its usage: uploads are announced again long after a row's retention."""
        reply = self._boundary.dynamodb.get_item(TableName=self._settings.usage_table, Key={"job": typed(video)}, ConsistentRead=True)
        seconds = int(plain_item(reply["Item"])["seconds"])
        self._videos.move(video, State.FINISHING, of=UNFINISHED, now=self._boundary.now(), **metered(seconds, job))


def metered(seconds: int, job: str) -> dict[str, str | int | None]:
    """Changes to the row of a video that is metered; the job is where its results are."""
    return {"seconds": seconds, "job_id": job, "refusals": None, "errors": None, "reason": None, "not_before": None}
