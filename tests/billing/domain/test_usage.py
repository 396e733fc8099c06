from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.month import Month
from billing.domain.usage import MonthUsage, UsageRecord, usage_of

OCTOBER = Month.parse("2026-10")


def video(job="a", seconds=13, completed="2026-10-05T09:00:00+00:00"):
    return UsageRecord(job=job, seconds=seconds, completed=datetime.fromisoformat(completed))


def test_a_video_counts_in_the_utc_month_in_which_its_analysis_ended():
    ends = [video("a", 1, "2026-09-30T23:59:59.999+00:00"), video("b", 2, "2026-10-01T00:00:00+00:00")]
    ends += [
        video("c", 4, "2026-10-31T23:59:59.999+00:00"),
        video("d", 8, "2026-11-01T00:59:00+01:00"),
        video("e", 16, "2026-11-01T00:00:00Z"),
    ]
    assert usage_of(ends, OCTOBER) == MonthUsage(videos=3, seconds=14)


def test_a_video_that_comes_twice_counts_once():
    assert usage_of([video(), video(), video("b", 2)], OCTOBER) == MonthUsage(videos=2, seconds=15)


def test_a_video_that_was_metered_differently_stops_the_run():
    for other in (video(seconds=14), video(completed="2026-11-05T09:00:00+00:00")):
        with pytest.raises(ValueError, match="metered twice and differently"):
            usage_of([video(), other], OCTOBER)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "13", True, None, Decimal(13)])
def test_a_length_that_is_no_whole_number_above_zero_stops_the_run(wrong):
    with pytest.raises(ValueError, match="a whole number above zero"):
        usage_of([video(seconds=wrong)], OCTOBER)


def test_minutes_are_shown_with_four_decimals():
    assert str(MonthUsage(videos=1, seconds=793).minutes) == "13.2167"
    assert str(MonthUsage().minutes) == "0.0000"


records = st.lists(
    st.builds(
        UsageRecord,
        job=st.uuids().map(str),
        seconds=st.integers(1, 21_600),
        completed=st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),
    ),
    max_size=20,
)


@given(records, st.randoms())
def test_neither_order_nor_repetition_changes_what_is_used(several, chance):
    again = several + several[: len(several) // 2]
    chance.shuffle(again)
    assert usage_of(again, OCTOBER) == usage_of(several, OCTOBER)
    everything = [usage_of(several, month) for month in (OCTOBER.previous, OCTOBER, OCTOBER.next, OCTOBER.next.next)]
    assert sum(each.seconds for each in everything) == sum(record.seconds for record in several)
