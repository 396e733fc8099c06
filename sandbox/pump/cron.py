"""AWS's cron: minutes, hours, day of month, month, day of week, year.

docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
_YEARS = (1970, 2199)


class BadExpression(ValueError):
    """AWS would refuse the schedule expression, or the sandbox does not know it; the text says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Cron:
    """A parsed cron expression. Times have no zone: whoever asks decides which zone they are in."""

    minutes: frozenset[int]
    """0 to 59."""
    hours: frozenset[int]
    """0 to 23."""
    months: frozenset[int]
    """1 to 12."""
    years: frozenset[int]
    """1970 to 2199."""
    day_of_month: str
    """As written: numbers, `*`, `?`, `L`, `LW`, `15W`."""
    day_of_week: str
    """As written, 1 = Sunday: numbers, names, `*`, `?`, `L`, `6L`, `6#3`."""

    def after(self, moment: datetime) -> Iterator[datetime]:
        """Its times after `moment`, in order; none when the years are over."""
        day = moment.date()
        while day.year <= max(self.years):
            if day.year not in self.years:
                day = date(day.year + 1, 1, 1)
            elif day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            else:
                yield from self._times_on(day, moment)
                day += timedelta(days=1)

    def _times_on(self, day: date, moment: datetime) -> Iterator[datetime]:
        if not (_on_day_of_month(self.day_of_month, day) and _on_day_of_week(self.day_of_week, day)):
            return
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                at = datetime.combine(day, time(hour, minute))
                if at > moment:
                    yield at


def parse_cron(text: str) -> Cron:
    """Reads the six fields between the brackets of `cron(...)`. Raises `BadExpression`."""
    fields = text.upper().split()
    if len(fields) != 6:
        raise BadExpression(f"cron({text}) has {len(fields)} fields, not 6: minutes hours day-of-month month day-of-week year.")
    minutes, hours, day_of_month, months, day_of_week, years = fields
    if (day_of_month == "?") == (day_of_week == "?"):
        raise BadExpression(f"cron({text}): one of day-of-month and day-of-week must be ?, the other not.")
    _check_days(day_of_month, day_of_week)
    return Cron(
        minutes=_numbers(minutes, 0, 59),
        hours=_numbers(hours, 0, 23),
        months=_numbers(months, 1, 12, _MONTHS),
        years=_numbers(years, *_YEARS),
        day_of_month=day_of_month,
        day_of_week=day_of_week,
    )


def _numbers(field: str, lowest: int, highest: int, names: dict[str, int] | None = None) -> frozenset[int]:
    """The numbers that `*`, `5`, `1-5`, `*/15`, `10/5`, `MON-FRI` and lists of them stand for."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        begin = lowest if first == "*" else _number(first, names, field)
        end = _number(last, names, field) if dash else highest if first == "*" or step else begin
        every = _number(step, None, field) if step else 1
        if not lowest <= begin <= highest or not lowest <= end <= highest or every < 1:
            raise BadExpression(f"{part!r} is outside {lowest} to {highest}.")
        wrapped = range(begin, end + 1, every) if begin <= end else [*range(begin, highest + 1), *range(lowest, end + 1)]
        found.update(wrapped)
    return frozenset(found)


def _number(text: str, names: dict[str, int] | None, field: str) -> int:
    if names and text in names:
        return names[text]
    if not text.isdecimal():
        raise BadExpression(f"{text!r} in {field!r} is no number.")
    return int(text)


def _check_days(day_of_month: str, day_of_week: str) -> None:
    if not re.fullmatch(r"\?|L|LW|\d+W", day_of_month):
        _numbers(day_of_month, 1, 31)
    if not re.fullmatch(r"\?|L|\d+L|\d+#[1-5]", day_of_week):
        _numbers(day_of_week, 1, 7, _DAYS)


def _on_day_of_month(field: str, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if field == "?":
        return True
    if field == "L":
        return day.day == last
    if field == "LW":
        return day == _nearest_weekday(day.replace(day=last))
    if field.endswith("W"):
        return int(field[:-1]) <= last and day == _nearest_weekday(day.replace(day=int(field[:-1])))
    return day.day in _numbers(field, 1, 31)


def _on_day_of_week(field: str, day: date) -> bool:
    weekday = day.isoweekday() % 7 + 1
    if field == "?":
        return True
    if field == "L":
        return weekday == 7
    if field.endswith("L"):
        return weekday == int(field[:-1]) and (day + timedelta(days=7)).month != day.month
    if "#" in field:
        wanted, nth = map(int, field.split("#"))
        return weekday == wanted and (day.day - 1) // 7 + 1 == nth
    return weekday in _numbers(field, 1, 7, _DAYS)


def _nearest_weekday(day: date) -> date:
    """The working day nearest to `day` in the same month."""
    if day.isoweekday() == 6:
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if day.isoweekday() == 7:
        following = day + timedelta(days=1)
        return following if following.month == day.month else day - timedelta(days=2)
    return day
