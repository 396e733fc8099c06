"""What a client used: one record a video, metered once by its environment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from billing.domain.money import quotient, to_places
from billing.domain.month import Month


@dataclass(frozen=True, kw_only=True)
class UsageRecord:
    """One successful analysis: a "video" of the terms."""

    job: str
    """Identity of the video; the same job is never counted twice."""
    seconds: int
    """Length, whole seconds, rounded up when it was metered; above zero."""
    completed: datetime
    """When the analysis ended, with its offset; its UTC month is the month that is billed."""


@dataclass(frozen=True, kw_only=True)
class MonthUsage:
    """One environment's usage of one month."""

    videos: int = 0
    seconds: int = 0

    @property
    def minutes(self) -> Decimal:
        """Minutes as they are shown, with four decimals. Amounts are computed from the seconds."""
        return to_places(quotient(Decimal(self.seconds), 60), 4)


def usage_of(records: Iterable[UsageRecord], month: Month) -> MonthUsage:
    """The month's usage. A record that comes twice counts once; the order does not matter.

    Raises ValueError for two records of one job that differ, and for a length that is no whole number of seconds above zero.
    """
    by_job: dict[str, UsageRecord] = {}
    for record in records:
        if not isinstance(record.seconds, int) or isinstance(record.seconds, bool) or record.seconds <= 0:
            raise ValueError(f"the video {record.job} has {record.seconds!r} seconds: a whole number above zero is needed")
        known = by_job.setdefault(record.job, record)
        if known != record:
            raise ValueError(f"the video {record.job} was metered twice and differently: {known} and {record}. Nothing was billed.")
    counted = [record.seconds for record in by_job.values() if Month.of(record.completed) == month]
    return MonthUsage(videos=len(counted), seconds=sum(counted))
