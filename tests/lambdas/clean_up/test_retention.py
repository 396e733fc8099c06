"""By which moment a night is judged: its event's, to the second, and no clock that is ahead erases anything early."""

from datetime import timedelta

import pytest

from tests.lambdas.clean_up.nights import NOTHING, UPLOADS_BUCKET, keys
from tests.lambdas.world import CAR


def test_the_night_is_judged_by_the_time_of_its_event(stored):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=40)
    assert stored.every_night(time="2026-04-09T12:00:00Z") == NOTHING
    assert stored.every_night(time="2026-04-09T12:00:01Z") == NOTHING | {"objects": 1, "bytes": 1}


def test_what_is_told_by_the_second_is_judged_by_the_second(stored):
    stored.outside.clock += timedelta(seconds=0.7)
    stored.store.put(UPLOADS_BUCKET, CAR)  # S3 says that it came 0.7 seconds earlier
    stored.outside.later(days=30, seconds=-0.1)
    assert stored.every_night() == NOTHING
    stored.outside.later(seconds=1)
    assert stored.every_night()["objects"] == 1


def test_a_time_that_lies_ahead_erases_nothing(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    with pytest.raises(ValueError, match=r"time 2027-01-01T00:00:00\.000Z lies ahead of 2026-03-10T12:00:00\.000Z, and nothing is erased"):
        stored.every_night(time="2027-01-01T00:00:00Z")
    assert stored.every_night(time="2026-03-10T12:04:59Z") == NOTHING  # two clocks are never quite the same
    assert keys(stored) == {CAR}
    assert emitted()["CleanUpRan"] == 1


def test_a_clock_that_is_a_little_ahead_erases_nothing_early(stored):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=30)
    assert stored.every_night(time="2026-04-09T12:04:00Z") == NOTHING
