"""When a run was due, and which month that means."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from billing.domain.month import Month

HALF_A_DAY = timedelta(hours=12)
"""No place on Earth is further from UTC by the clock at 09:00 of day 1: its UTC time and half a day are always in the new month."""


def due(event: Mapping[str, Any], now: datetime) -> datetime:
    """The time for which the run was scheduled; the present where somebody began it by hand."""
    return datetime.fromisoformat(event["time"]) if "time" in event else now


def month_to_draft(event: Mapping[str, Any], now: datetime) -> Month:
    """The month that the event names, `{"month": "2026-10"}`, else the one before the first of the month at which the run was due.

    09:00 on day 1 in Auckland is still the last day of the month in UTC: the month of the schedule's clock counts.
    Raises ValueError for what is no month, and for one that has not ended by the clock of any place.
    """
    latest = Month.of(now + HALF_A_DAY).previous
    month = Month.parse(event["month"]) if "month" in event else Month.of(due(event, now) + HALF_A_DAY).previous
    if month > latest:
        raise ValueError(f"{month} has not ended: the latest month that can be drafted is {latest}.")
    return month
