"""An upload stays, however old, while something is still to happen to its video, and goes when nothing is."""

import pytest

from lambdas.clean_up.unsettled import ROAD
from lambdas.videos.states import UNSETTLED
from tests.lambdas.clean_up.nights import NOTHING, UPLOADS_BUCKET, arrive, keys
from tests.lambdas.outside import Nth
from tests.lambdas.world import CAR


@pytest.mark.parametrize("state", ["waiting", "starting", "analysing"])
def test_an_upload_stays_until_its_analysis_has_ended_however_old_it_is(stored, state):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=100)
    assert stored.every_night() == NOTHING | {"kept": 1}
    assert (keys(stored), stored.video(CAR)["state"]) == ({CAR}, state)


def test_all_states_are_read_in_which_something_is_expected():
    assert set(ROAD) == UNSETTLED


MOVES = [
    ("waiting", "starting"),
    ("starting", "analysing"),
    ("analysing", "finishing"),
    ("starting", "waiting"),
    ("finishing", "analysing"),
    ("waiting", "held"),
]


@pytest.mark.parametrize(("state", "next_state"), MOVES)
@pytest.mark.parametrize("call", range(7, 19))
def test_an_upload_stays_whose_video_moves_while_the_states_are_read(stored, state, next_state, call):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=31)
    stored.outside.before = Nth(call, lambda: stored.force(CAR, next_state))
    stored.every_night()
    if stored.video(CAR)["state"] == "discarded":
        assert next_state == "held"
    else:
        assert (keys(stored), stored.video(CAR)["state"]) == ({CAR}, next_state)


@pytest.mark.parametrize("state", ["done", "failed", "discarded"])
def test_an_upload_goes_once_nothing_is_expected_of_its_video(stored, state):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1000, "rows": 1}
    assert (keys(stored), stored.videos()) == (set(), {})


def test_another_version_of_the_name_goes_while_one_is_analysed(stored):
    stored.store.put(UPLOADS_BUCKET, CAR, id="v0")
    arrive(stored)
    stored.uploads.drain()
    stored.outside.later(days=31)
    stored.every_night()
    assert {each.id for each in stored.store.all()} == {"v1"}
