import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.month import Month, days_of_service

months = st.builds(Month, st.integers(2000, 2999), st.integers(1, 12))


@pytest.mark.parametrize(
    "wrong", ["2026-13", "2026-00", "2026-1", "26-10", "2026/10", "2026-10-01", "last", "", "２０２６-10", "2026-10\n"]
)
def test_what_is_no_month_is_refused(wrong):
    with pytest.raises(ValueError, match="write it like 2026-10"):
        Month.parse(wrong)


@given(months)
def test_months_follow_one_another(month):
    assert month.next.previous == month == Month.parse(str(month))
    assert month < month.next
    assert month.last_day + timedelta(days=1) == month.next.first_day
    assert month.days == (month.next.first_day - month.first_day).days
    assert month.first_day in month
    assert month.next.first_day not in month


def test_a_moment_belongs_to_its_month_in_utc():
    assert str(Month.of(datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=UTC))) == "2026-10"
    assert str(Month.of(datetime(2026, 11, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))))) == "2026-10"
    assert str(Month.of(datetime(2026, 10, 31, 19, 30, tzinfo=timezone(timedelta(hours=-5))))) == "2026-11"
    with pytest.raises(ValueError, match=r"^a point in time needs its offset: without one its month is a guess$"):
        Month.of(datetime(2026, 10, 31))


def test_the_time_zone_of_the_machine_moves_no_moment_into_another_month(monkeypatch):
    monkeypatch.setenv("TZ", "XXX-14")  # fourteen hours before Greenwich, as on the Line Islands
    time.tzset()
    try:
        assert str(Month.of(datetime(2026, 10, 31, 23, 0, tzinfo=UTC))) == "2026-10"
    finally:
        monkeypatch.undo()
        time.tzset()


@given(months, st.dates(date(1999, 1, 1), date(2999, 12, 31)) | st.none(), st.dates(date(1999, 1, 1), date(2999, 12, 31)) | st.none())
def test_days_of_service_are_those_of_the_month_from_the_first_to_the_last(month, first, last):
    days = [month.first_day + timedelta(days=n) for n in range(month.days)]
    assert days_of_service(month, first, last) == sum((not first or first <= day) and (not last or day <= last) for day in days)
