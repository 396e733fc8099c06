from types import SimpleNamespace

import pytest

from lambdas.sweep import handler as sweep
from tests.lambdas.outside import START, At, Nth, client, kill
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CONTEXT, identity

CAR = "uploads/car.mp4"


@pytest.fixture
def analysing(world, emitted):
    world.upload(CAR, Footage(millis=61_001))
    world.uploads.drain()
    emitted()
    return world


def lose_notices(world):
    world.finish_all()
    world.completions.waiting.clear()


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


def test_the_sweep_bills_the_month_of_the_event_that_first_saw_the_end(analysing):
    lose_notices(analysing)
    analysing.every_hour(time="2026-05-31T23:00:00Z")
    assert analysing.months() == {}
    analysing.every_hour(time="2026-06-01T01:00:00Z")
    assert analysing.months() == {"2026-05": 62}
    assert analysing.usage()[identity(CAR)]["completed_at"] == "2026-05-31T23:00:00.000Z"


def test_a_sweep_that_is_tried_again_hours_later_does_not_bill_a_month_before_the_end(analysing):
    analysing.outside.later(days=22)
    lose_notices(analysing)  # on the first of April
    analysing.every_hour(time="2026-03-31T23:00:00Z")
    analysing.outside.later(hours=2)
    analysing.every_hour(time="2026-03-31T23:00:00Z")
    assert analysing.months() == {"2026-04": 62}


def test_a_notice_that_comes_after_the_sweep_has_seen_the_end_decides_the_month(analysing):
    analysing.rekognition.finish(next(iter(analysing.rekognition.jobs.values())))
    analysing.outside.later(days=22)
    assert analysing.every_hour() == {"finishing": 1}
    analysing.outside.later(minutes=89)
    analysing.finish(next(iter(analysing.rekognition.jobs.values())), at=START)
    analysing.completions.drain()
    analysing.every_hour()
    analysing.assert_metered_once({CAR: 62})
    assert (list(analysing.months()), analysing.usage()[identity(CAR)]["source"]) == (["2026-03"], "notice")


def test_a_notice_whose_completion_failed_decides_the_month_though_the_sweep_completes(analysing, emitted):
    analysing.finish(next(iter(analysing.rekognition.jobs.values())), at=START)
    analysing.outside.before = no_results
    analysing.completions.drain()
    analysing.outside.quiet()
    assert (len(analysing.completions.dead), analysing.video(CAR)["state"]) == (1, "finishing")
    analysing.outside.later(days=22)
    emitted()

    assert analysing.every_hour() == {"done": 1}
    analysing.assert_metered_once({CAR: 62})
    assert (list(analysing.months()), analysing.usage()[identity(CAR)]["source"]) == (["2026-03"], "notice")
    assert emitted() == {"SweepRan": 1, "SweepFound": 1, "VideosDone": 1, "SecondsMetered": 62}


def no_results(name):
    if name == "get_label_detection":
        raise refused("InternalServerError", "GetLabelDetection")


def no_results_are_taken(name):
    if name == "upload_fileobj":
        raise refused("AccessDenied", "PutObject")


def test_what_was_analysed_is_metered_though_its_results_cannot_be_written_for_days(analysing, emitted):
    analysing.outside.before = no_results_are_taken
    analysing.finish_all()
    analysing.completions.drain()
    for _ in range(3):
        analysing.outside.later(days=1)
        analysing.every_hour()
    assert [row["seconds"] for row in analysing.usage().values()] == [62]
    assert (analysing.video(CAR)["state"], analysing.video(CAR)["seconds"]) == ("finishing", 62)
    assert "expires" not in analysing.video(CAR)

    analysing.outside.quiet()
    assert analysing.every_hour() == {"done": 1}
    analysing.assert_metered_once({CAR: 62})
    said = emitted()
    assert (said["SecondsMetered"], said["VideosDone"]) == (62, 1)


def test_results_that_are_lost_for_good_are_said_and_stay_metered(analysing):
    analysing.outside.before = no_results_are_taken
    analysing.finish_all()
    analysing.completions.drain()
    analysing.outside.quiet()
    analysing.rekognition.jobs.clear()
    analysing.outside.later(days=8)
    assert analysing.every_hour() == {"failed": 1}
    row = analysing.video(CAR)
    assert (row["seconds"], row["reason"].split(",")[0]) == (62, "It is metered")
    assert analysing.months() == {"2026-03": 62}


def with_time(*milliseconds):
    """A context with this much time left, each time that it is asked; the last one for ever."""
    left = list(milliseconds)
    return SimpleNamespace(**vars(CONTEXT) | {"get_remaining_time_in_millis": lambda: left.pop(0) if len(left) > 1 else left[0]})


def test_a_sweep_begins_nothing_when_its_time_is_nearly_up(analysing, emitted):
    lose_notices(analysing)
    analysing.outside.later(minutes=16)
    assert sweep.handler({}, with_time(119_999)) == {"left": 1}
    assert analysing.video(CAR)["state"] == "analysing"
    assert emitted() == {"SweepRan": 1}


def test_results_that_take_too_long_leave_nothing_behind_and_are_written_by_a_later_sweep(analysing):
    analysing.outside.before = no_results_are_taken
    analysing.finish_all()
    analysing.completions.drain()
    analysing.outside.quiet()
    analysing.outside.later(hours=1)
    assert sweep.handler({}, with_time(900_000, 900_000, 119_999)) == {"left": 1}  # in the midst of its pages
    assert "Contents" not in client("s3").list_objects_v2(Bucket="results-bucket")
    assert analysing.every_hour() == {"done": 1}
    analysing.assert_metered_once({CAR: 62})


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


def test_a_start_that_nobody_answered_for_longer_than_it_is_remembered_is_asked_for_again_and_billed_once(world):
    cut_off_while_starting(world)
    world.rekognition.jobs.clear()  # the job, its results and its token
    world.outside.later(days=8)
    world.settle()
    world.assert_metered_once({CAR: 62})


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


def test_a_video_whose_results_are_gone_fails_with_a_reason(analysing):
    analysing.rekognition.jobs.clear()
    analysing.outside.later(days=7)
    assert analysing.every_hour() == {"failed": 1}
    assert "seven days" in analysing.video(CAR)["reason"]


@pytest.mark.parametrize("seen", [False, True], ids=["analysing", "finishing"])
def test_a_job_that_rekognition_denies_for_a_moment_is_asked_about_again(analysing, seen):
    jobs = dict(analysing.rekognition.jobs)
    if seen:
        lose_notices(analysing)
        analysing.outside.later(minutes=16)
        analysing.every_hour()
    analysing.rekognition.jobs.clear()
    analysing.outside.later(days=6, hours=23)
    assert analysing.every_hour() == {"finishing" if seen else "analysing": 1}
    analysing.rekognition.jobs |= jobs
    analysing.settle()
    analysing.assert_metered_once({CAR: 62})


def cut_off_while_starting(world):
    world.upload(CAR, Footage(millis=61_001))
    world.outside.after = At("start_label_detection", kill)
    world.uploads.deliver()
    world.outside.quiet()
    world.uploads.waiting.clear()
    assert world.video(CAR)["state"] == "starting"


def test_a_start_that_was_cut_off_is_made_good(world, emitted):
    cut_off_while_starting(world)
    emitted()
    world.outside.later(minutes=14)
    assert world.every_hour() == {}
    world.outside.later(minutes=2)
    assert world.every_hour() == {"analysing": 1}
    assert len(world.rekognition.jobs) == 1
    assert emitted() == {"SweepRan": 2, "SweepFound": 1, "VideosStarted": 1}


def test_a_start_that_is_refused_again_waits(world):
    cut_off_while_starting(world)
    world.rekognition.errors.append(refused("LimitExceededException"))
    world.outside.later(minutes=16)
    assert world.every_hour() == {"waiting": 1}


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
