"""Results that cannot be written, or that Rekognition has no longer: what was analysed stays metered."""

import pytest

from lambdas.sweep import handler as sweep
from tests.lambdas.mishaps import lose_notices, no_results_are_taken, with_time
from tests.lambdas.outside import client
from tests.lambdas.world import CAR


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
