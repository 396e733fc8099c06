"""A sweep as a whole: what it completes, what it leaves alone, and what it says each hour."""

import pytest

from lambdas.sweep import handler as sweep
from tests.lambdas.mishaps import lose_notices, with_time
from tests.lambdas.outside import Nth
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CAR, identity


def test_an_analysis_whose_notice_never_came_is_completed_once_it_cannot_be_under_way(analysing, emitted):
    lose_notices(analysing)
    analysing.outside.later(minutes=16)
    assert analysing.every_hour() == {"finishing": 1}
    assert (analysing.usage(), emitted()) == ({}, {"SweepRan": 1})
    analysing.outside.later(minutes=100)
    assert analysing.every_hour() == {"finishing": 1}
    emitted()
    analysing.outside.later(minutes=1)
    assert analysing.every_hour() == {"done": 1}

    analysing.assert_metered_once({CAR: 62})
    assert analysing.usage()[identity(CAR)]["source"] == "sweep"
    assert emitted() == {"SweepRan": 1, "SweepFound": 1, "VideosDone": 1, "SecondsMetered": 62}


def test_a_sweep_begins_nothing_when_its_time_is_nearly_up(analysing, emitted):
    lose_notices(analysing)
    analysing.outside.later(minutes=16)
    assert sweep.handler({}, with_time(119_999)) == {"left": 1}
    assert analysing.video(CAR)["state"] == "analysing"
    assert emitted() == {"SweepRan": 1}


def test_every_sweep_says_what_the_month_has_come_to_and_a_new_month_begins_with_nothing(world, emitted):
    for key, seconds in ((CAR, 62), ("uploads/bike.mp4", 10)):
        world.upload(key, Footage(millis=seconds * 1000))
    world.uploads.drain()
    world.finish_all()
    world.completions.drain()
    emitted()
    world.every_hour()
    assert emitted(levels=True) == {"SweepRan": 1, "MonthSeconds": 72, "MonthVideos": 2}
    world.every_hour(time="2026-04-01T00:10:00Z")
    assert emitted(levels=True) == {"SweepRan": 1, "MonthSeconds": 0, "MonthVideos": 0}


def test_a_sweep_that_finds_nothing_says_that_it_ran(world, emitted):
    assert world.every_hour() == {}
    assert emitted() == {"SweepRan": 1}


def test_a_sweep_that_cannot_read_the_table_says_that_it_ran(world, emitted):
    def down(name):
        raise refused("InternalServerError", "Query")

    world.outside.before = down
    with pytest.raises(type(refused("x"))):
        world.every_hour()
    assert emitted() == {"SweepRan": 1}


def test_a_young_analysis_is_left_alone(analysing):
    lose_notices(analysing)
    analysing.outside.later(minutes=14)
    assert analysing.every_hour() == {}
    assert analysing.video(CAR)["state"] == "analysing"


def test_a_failed_analysis_is_recorded_with_its_reason(world):
    world.upload(CAR, Footage(fails=True))
    world.uploads.drain()
    lose_notices(world)
    world.outside.later(minutes=16)
    assert world.every_hour() == {"failed": 1}
    assert world.video(CAR)["reason"] == "Unsupported codec"
    assert world.usage() == {}


@pytest.mark.parametrize(("hours", "metrics"), [(23, {"SweepRan": 1}), (24, {"SweepRan": 1, "StuckVideos": 1})])
def test_a_running_analysis_is_left_and_reported_after_a_day(analysing, emitted, hours, metrics):
    analysing.outside.later(hours=hours)
    assert analysing.every_hour() == {"analysing": 1}
    assert analysing.video(CAR)["state"] == "analysing"
    assert emitted() == metrics


def test_one_video_with_an_error_does_not_stop_the_others(world, emitted):
    for number in range(3):
        world.upload(f"uploads/{number}.mp4", Footage(millis=1000))
    world.uploads.drain()
    lose_notices(world)
    emitted()
    world.outside.later(minutes=16)
    failures = iter([refused("InternalServerError", "GetLabelDetection")])

    def stumble(name):
        if name == "get_label_detection" and (error := next(failures, None)):
            raise error

    world.outside.before = stumble
    assert world.every_hour() == {"error": 1, "finishing": 2}
    world.outside.later(minutes=101)
    failures = iter([refused("InternalServerError", "GetLabelDetection")])
    assert world.every_hour() == {"error": 1, "done": 2}
    assert emitted() == {"SweepRan": 2, "SweepFound": 2, "VideosDone": 2, "SecondsMetered": 2, "CompletionErrors": 2}
    world.outside.quiet()
    world.every_hour()
    world.outside.later(minutes=101)
    assert world.every_hour() == {"done": 1}


def test_a_video_that_has_moved_on_since_the_index_was_read_is_left_alone(analysing):
    lose_notices(analysing)
    analysing.outside.later(minutes=16)
    analysing.finish(next(iter(analysing.rekognition.jobs.values())))
    analysing.outside.before = Nth(5, analysing.completions.deliver)  # between the index and the row
    assert analysing.every_hour() == {"moved on": 1}
    analysing.assert_metered_once({CAR: 62})
    assert analysing.usage()[identity(CAR)]["source"] == "notice"
