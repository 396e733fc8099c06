from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.videos.moments import end_of_keeping, moment, month_of, stamp

MOMENTS = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9990, 1, 1), timezones=st.timezones())
EAST = timezone(timedelta(hours=14))


@given(earlier=MOMENTS, later=MOMENTS)
def test_text_order_is_time_order(earlier, later):
    first, second = (at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000) for at in (earlier, later))
    assert (stamp(first) < stamp(second)) == (first < second)
    assert moment(stamp(first)) == first


def test_a_month_is_that_of_utc():
    assert month_of(datetime(2026, 1, 1, 13, 59, tzinfo=EAST)) == "2025-12"
    assert stamp(datetime(2026, 1, 1, 13, 59, tzinfo=EAST)) == "2025-12-31T23:59:00.000Z"


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        moment("2026-01-01T00:00:00")


@pytest.mark.parametrize(
    ("month", "gone"), [("2026-01", (2028, 2, 1)), ("2026-11", (2028, 12, 1)), ("2026-12", (2029, 1, 1)), ("2024-02", (2026, 3, 1))]
)
def test_usage_is_kept_for_twenty_four_whole_months_after_its_own(month, gone):
    assert datetime.fromtimestamp(end_of_keeping(month), UTC) == datetime(*gone, tzinfo=UTC)
