"""The month that is billed: a calendar month in UTC, as AWS bills it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

WRITTEN = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A billing period."""

    year: int
    number: int
    """1 to 12."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-10`. Raises ValueError for anything else."""
        written = WRITTEN.fullmatch(text)
        if not written:
            raise ValueError(f"{text!r} is no month: write it like 2026-10")
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month of a point in time, by UTC."""
        if moment.tzinfo is None:
            raise ValueError("a point in time needs its offset: without one its month is a guess")
        utc = moment.astimezone(UTC)
        return cls(utc.year, utc.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """28 to 31."""
        return monthrange(self.year, self.number)[1]

    @property
    def next(self) -> Self:
        return type(self)(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Self:
        return type(self)(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def days_of_service(month: Month, first: date | None, last: date | None) -> int:
    """Days of the month on which the service ran, from its first day (None: it ran before) to its last (None: it still runs)."""
    begins = max(month.first_day, first or date.min)
    ends = min(month.last_day, last or date.max)
    return max(0, (ends - begins).days + 1)
