"""Schedule expressions give the times that AWS gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from sandbox.pump.cron import BadExpression
from sandbox.pump.expressions import times_of

BEGUN = datetime(2026, 1, 30, 10, 7, 30, tzinfo=UTC)


def following(expression, moment=BEGUN, zone="UTC", count=3):
    times = times_of(expression, begun=BEGUN, zone=zone)
    return [at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00") for at in islice(times(moment), count)]


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        ("cron(0 * * * ? *)", ["2026-01-30 11:00", "2026-01-30 12:00", "2026-01-30 13:00"]),
        ("cron(0/15 * * * ? *)", ["2026-01-30 10:15", "2026-01-30 10:30", "2026-01-30 10:45"]),
        ("cron(5,35 8-9 * * ? *)", ["2026-01-31 08:05", "2026-01-31 08:35", "2026-01-31 09:05"]),
        ("cron(0 3 1 * ? *)", ["2026-02-01 03:00", "2026-03-01 03:00", "2026-04-01 03:00"]),
        ("cron(0 6 ? * MON-FRI *)", ["2026-02-02 06:00", "2026-02-03 06:00", "2026-02-04 06:00"]),
        ("cron(0 6 ? * FRI-SUN *)", ["2026-01-31 06:00", "2026-02-01 06:00", "2026-02-06 06:00"]),
        ("cron(0 0 L * ? *)", ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00"]),
        ("cron(0 0 LW * ? *)", ["2026-02-27 00:00", "2026-03-31 00:00", "2026-04-30 00:00"]),
        ("cron(0 0 15W * ? *)", ["2026-02-16 00:00", "2026-03-16 00:00", "2026-04-15 00:00"]),
        ("cron(0 0 ? * 6L *)", ["2026-02-27 00:00", "2026-03-27 00:00", "2026-04-24 00:00"]),
        ("cron(0 0 ? * 2#1 *)", ["2026-02-02 00:00", "2026-03-02 00:00", "2026-04-06 00:00"]),
        ("cron(0 0 29 2 ? *)", ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"]),
        ("cron(0 12 1 JAN,JUL ? 2027)", ["2027-01-01 12:00", "2027-07-01 12:00"]),
        ("cron(0 12 1 1 ? 2025)", []),
        ("rate(5 minutes)", ["2026-01-30 10:12:30", "2026-01-30 10:17:30", "2026-01-30 10:22:30"]),
        ("rate(1 hour)", ["2026-01-30 11:07:30", "2026-01-30 12:07:30", "2026-01-30 13:07:30"]),
        ("rate(1 day)", ["2026-01-31 10:07:30", "2026-02-01 10:07:30", "2026-02-02 10:07:30"]),
        ("at(2026-02-01T08:00:00)", ["2026-02-01 08:00"]),
        ("at(2026-01-01T08:00:00)", []),
    ],
)
def test_times_after_a_moment(expression, times):
    assert following(expression) == times


def test_a_time_is_not_its_own_successor():
    assert following("cron(0 11 * * ? *)", datetime(2026, 1, 30, 11, tzinfo=UTC), count=1) == ["2026-01-31 11:00"]
    assert following("rate(5 minutes)", BEGUN + timedelta(minutes=5), count=1) == ["2026-01-30 10:17:30"]


def test_cron_and_at_follow_the_time_zone_through_summer_time():
    assert following("cron(0 9 * * ? *)", datetime(2026, 3, 28, 0, tzinfo=UTC), "Europe/Berlin", 2) == [
        "2026-03-28 08:00",
        "2026-03-29 07:00",
    ]
    assert following("at(2026-07-01T09:00:00)", zone="Europe/Berlin") == ["2026-07-01 07:00"]


def test_a_time_that_the_clock_change_skips_is_skipped_and_one_that_comes_twice_counts_once():
    spring = following("cron(30 2 * * ? *)", datetime(2026, 3, 28, 0, tzinfo=UTC), "Europe/Berlin", 2)
    assert spring == ["2026-03-28 01:30", "2026-03-30 00:30"]
    autumn = following("cron(30 2 * * ? *)", datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "Europe/Berlin", 1)
    assert autumn == ["2026-10-26 01:30"]


@pytest.mark.parametrize(
    "expression",
    ["every 5 minutes", "rate(5 minute)", "rate(1 minutes)", "rate(0 minutes)", "rate(5 weeks)", "cron(0 0 * * ?)", "cron(0 0 * * * *)",
     "cron(0 0 ? * ? *)", "cron(60 0 * * ? *)", "cron(0 24 * * ? *)", "cron(0 0 32 * ? *)", "cron(0 0 ? * 8 *)", "cron(x 0 * * ? *)",
     "at(tomorrow)"],
)  # fmt: skip
def test_an_expression_that_aws_refuses_is_refused(expression):
    with pytest.raises(BadExpression):
        times_of(expression, begun=BEGUN)


def test_an_unknown_time_zone_is_named():
    with pytest.raises(BadExpression, match="Mars/Base"):
        times_of("cron(0 0 * * ? *)", begun=BEGUN, zone="Mars/Base")
