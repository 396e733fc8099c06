"""An analysis that has ended gives its slot to a video that waits, and trouble with the one is none for the other."""

import pytest

from tests.lambdas.index_behind import IndexBehind
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CAR


def test_an_error_while_waiting_videos_are_started_fails_no_notice(world, monkeypatch, emitted):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in (CAR, "uploads/next.mp4"):
        world.upload(key, Footage(millis=61_001))
        world.uploads.drain()
    world.finish_all()
    emitted()

    def index_is_down(name):
        if name == "query":
            raise refused("InternalServerError", "Query")

    world.outside.before = index_is_down
    world.completions.drain()
    world.outside.quiet()

    assert not world.completions.dead
    world.assert_metered_once({CAR: 62})
    assert emitted() == {"VideosDone": 1, "SecondsMetered": 62, "StartErrors": 1}
    assert world.every_five_minutes() == {"analysing": 1}


def test_a_completion_uses_the_room_that_it_made_though_the_index_is_behind(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in (CAR, "uploads/next.mp4"):
        world.upload(key)
        world.uploads.drain()
    world.finish_all()
    world.outside.dynamodb = IndexBehind(world.outside.dynamodb)
    world.completions.drain()
    assert world.video("uploads/next.mp4")["state"] == "analysing"


@pytest.mark.parametrize("noticed", [True, False], ids=["by its notice", "by the sweep"])
def test_an_analysis_that_has_ended_gives_its_slot_to_the_next_though_its_completion_fails(world, monkeypatch, noticed):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in (CAR, "uploads/next.mp4"):
        world.upload(key)
        world.uploads.drain()
    world.outside.later(minutes=16)
    world.finish_all()

    def no_more_writing(name):
        if name == "upload_fileobj":
            raise refused("InternalServerError", "PutObject")

    world.outside.before = no_more_writing
    if noticed:
        world.completions.deliver()
    else:
        world.every_hour()
        world.every_five_minutes()
    assert (world.video(CAR)["state"], world.video("uploads/next.mp4")["state"]) == ("finishing", "analysing")
