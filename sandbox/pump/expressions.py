"""Schedule expressions: `rate(...)`, `cron(...)`, and `at(...)` of EventBridge Scheduler."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.pump.cron import BadExpression, parse_cron

Times = Callable[[datetime], Iterator[datetime]]
"""Moment -> the times after it, in order. All with a zone."""

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


def times_of(expression: str, *, begun: datetime, zone: str = "UTC") -> Times:
    """When a schedule fires.

    `begun` is when it was made or switched on: a rate counts from there. `zone` is an IANA name, for cron and at. In a cron schedule,
    times that a change to summer time skips are skipped, and those that come twice count once, as in EventBridge Scheduler.
    Raises `BadExpression`.
    """
    found = re.fullmatch(r"(rate|cron|at)\((.*)\)", expression.strip())
    if not found:
        raise BadExpression(f"{expression!r} is none of rate(...), cron(...), at(...).")
    kind, inside = found.groups()
    if kind == "rate":
        return _rate(inside, begun)
    local = _zone(zone)
    if kind == "at":
        return _at(inside, local)
    cron = parse_cron(inside)

    def times(moment: datetime) -> Iterator[datetime]:
        for naive in cron.after(moment.astimezone(local).replace(tzinfo=None)):
            at = naive.replace(tzinfo=local).astimezone(UTC)
            if at > moment and at.astimezone(local).replace(tzinfo=None) == naive:
                yield at

    return times


def _rate(inside: str, begun: datetime) -> Times:
    found = re.fullmatch(r"([1-9]\d*) (minute|hour|day)(s?)", inside)
    if not found or (found.group(1) == "1") == bool(found.group(3)):
        raise BadExpression(f"rate({inside}): write a whole number and minute(s), hour(s) or day(s); 1 without the s, others with it.")
    period = int(found.group(1)) * _UNITS[found.group(2)]

    def times(moment: datetime) -> Iterator[datetime]:
        at = begun + max(1, (moment - begun) // period + 1) * period
        while True:
            yield at
            at += period

    return times


def _at(inside: str, zone: ZoneInfo) -> Times:
    try:
        at = datetime.strptime(inside, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        raise BadExpression(f"at({inside}): write it as at(2026-01-31T08:00:00).") from None
    return lambda moment: iter([at] if at > moment else [])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadExpression(f"{name!r} is no time zone of the IANA database.") from None
