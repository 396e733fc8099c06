"""Near its time limit a night begins nothing, and says what is left for the next."""

import pytest

from lambdas.clean_up import handler as clean_up
from tests.lambdas.clean_up.nights import NOTHING, RESULTS_BUCKET, UPLOADS_BUCKET, hold, put_row
from tests.lambdas.world import CAR, CONTEXT


def test_near_its_time_limit_it_ends_and_says_what_is_left(stored, log):
    stored.store.page = 10
    for number in range(2500):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number:05}")
    stored.outside.later(days=31)
    left = iter(range(900_000, 0, -5_000))
    context = type("Context", (), vars(CONTEXT) | {"get_remaining_time_in_millis": lambda self: next(left)})()
    answer = clean_up.handler({}, context)
    assert answer == NOTHING | {"objects": 1000, "bytes": 1000, "left": ["objects in uploads/"]}
    assert next(left) >= 100_000, "requests are begun that the time limit may cut off"
    assert [line["part"] for line in log() if line["level"] == "WARNING"] == ["objects in uploads/"]
    assert stored.every_night()["objects"] == 1500


REQUESTS = 27
"""All that the next test's night asks for."""


@pytest.mark.parametrize("requests", range(REQUESTS + 2))
def test_once_the_time_is_up_not_a_single_request_is_begun(stored, requests):
    hold(stored)
    stored.store.put(UPLOADS_BUCKET, "uploads/\x01")
    stored.store.put(UPLOADS_BUCKET, "uploads/deleted.mp4")
    stored.store.hide(UPLOADS_BUCKET, "uploads/deleted.mp4")
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.store.begin(RESULTS_BUCKET, "results/a.json")
    stored.store.put(RESULTS_BUCKET, "results/a.json")
    put_row(stored, 1, "done", stored.outside.clock)
    put_row(stored, 2, "held", stored.outside.clock)
    stored.outside.later(days=31)
    stored.outside.requests.clear()
    remaining = {"get_remaining_time_in_millis": lambda self: 120_000 if len(stored.outside.requests) < requests else 119_999}
    answer = clean_up.handler({}, type("Context", (), vars(CONTEXT) | remaining)())
    assert len(stored.outside.requests) == min(requests, REQUESTS)
    assert bool(answer["left"]) == (requests < REQUESTS)
    assert answer["errors"] == 0
    stored.every_night()
    assert (stored.store.all(), stored.store.uploads()) == (set(), set())
