"""Points in time as the tables write them."""

from datetime import UTC, datetime

KEPT_MONTHS = 24
"""Whole months that usage is kept after the month that it belongs to."""


def stamp(moment: datetime) -> str:
    """ISO-8601 in UTC, always of one length, so that text order is time order: `2026-01-31T23:59:59.999Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Inverse of `stamp`; also reads the `time` of an EventBridge event. Raises ValueError for anything else."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError("a point in time needs its offset, such as 2026-01-31T23:59:59Z")
    return parsed.astimezone(UTC)


def month_of(moment: datetime) -> str:
    """The UTC month, `2026-01`."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def end_of_keeping(month: str) -> int:
    """Epoch seconds at which all that belongs to this month may go: whole months leave together, `KEPT_MONTHS` after their end."""
    year, number = map(int, month.split("-"))
    months = year * 12 + number + KEPT_MONTHS  # counted from January of year 0, so this is the month after the last one kept
    return int(datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC).timestamp())
