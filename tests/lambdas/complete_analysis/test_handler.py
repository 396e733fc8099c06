"""From the notice of an analysis to its results and its place in the month: once, whatever the notices say and how often."""

from datetime import UTC, datetime

from tests.lambdas.mishaps import no_results
from tests.lambdas.outside import At, kill
from tests.lambdas.rekognition import Footage, notice, refused
from tests.lambdas.world import CAR, identity, only_job


def test_a_finished_analysis_has_results_and_is_metered(analysing, emitted):
    analysing.finish_all()
    analysing.completions.drain()

    analysing.assert_metered_once({CAR: 62})
    document = analysing.results(CAR)
    assert (document["video"], document["job"], document["label_model_version"]) == (identity(CAR), "job-0001", "3.0")
    assert document["metadata"]["DurationMillis"] == 61_001
    assert emitted() == {"VideosDone": 1, "SecondsMetered": 62}


def test_a_notice_that_comes_three_times_meters_once(analysing, emitted):
    analysing.finish(only_job(analysing), notices=3)
    analysing.completions.drain(batch=2)
    analysing.assert_metered_once({CAR: 62})
    assert emitted() == {"VideosDone": 1, "SecondsMetered": 62}


def test_a_notice_for_a_video_that_is_done_costs_one_look_at_its_row(analysing):
    analysing.finish(only_job(analysing), notices=2)
    analysing.completions.deliver(batch=1)
    calls = []
    analysing.outside.before = calls.append
    analysing.completions.deliver(batch=1)
    assert [name for name in calls if name != "query"] == ["get_item"]  # queries look for waiting videos


def test_a_notice_without_an_envelope_is_as_good(analysing):
    job = only_job(analysing)
    analysing.rekognition.finish(job)
    analysing.completions.put(notice(job, analysing.outside.clock, raw=True))
    analysing.completions.drain()
    analysing.assert_metered_once({CAR: 62})


def test_a_failed_analysis_is_recorded_and_not_billed(world, emitted):
    world.upload(CAR, Footage(fails=True))
    world.uploads.drain()
    emitted()
    world.finish(only_job(world), notices=2)
    world.completions.drain()

    assert world.video(CAR)["state"] == "failed"
    assert world.video(CAR)["reason"] == "Rekognition could not analyse the video."
    assert (world.usage(), world.months()) == ({}, {})
    assert emitted() == {"VideosFailed": 1}


def test_a_late_failure_does_not_undo_what_is_done(analysing):
    analysing.finish_all()
    analysing.completions.drain()
    analysing.completions.put(notice(only_job(analysing), analysing.outside.clock, Status="FAILED"))
    analysing.completions.drain()
    analysing.assert_metered_once({CAR: 62})


def test_the_failure_of_another_job_says_nothing_about_this_one(analysing):
    analysing.completions.put(notice(only_job(analysing), analysing.outside.clock, Status="FAILED", JobId="job-of-before"))
    analysing.completions.drain()
    assert analysing.video(CAR)["state"] == "analysing"


def test_what_rekognition_has_analysed_is_metered_though_it_was_believed_to_have_failed(world):
    world.upload(CAR, Footage(millis=61_001))
    world.outside.after = At("start_label_detection", kill)  # the job runs, and its id is not stored
    world.uploads.deliver()
    world.outside.quiet()
    del world.rekognition.footage[CAR]
    world.rekognition.errors.append(refused("InvalidS3ObjectException"))
    world.uploads.drain()
    assert world.video(CAR)["state"] == "failed"
    world.finish_all()
    world.completions.drain()
    world.assert_metered_once({CAR: 62})


def test_a_notice_that_comes_before_its_job_is_stored_completes_the_video(world):
    world.upload(CAR, Footage(millis=61_001))

    def notice_overtakes(name):
        if name == "start_label_detection":
            world.finish_all()
            world.outside.after = lambda name: None
            world.completions.deliver()

    world.outside.after = notice_overtakes
    world.uploads.drain()
    world.assert_metered_once({CAR: 62})


def test_the_first_notice_decides_the_month_though_a_later_one_completes(analysing):
    job = only_job(analysing)
    analysing.outside.before = no_results
    analysing.finish(job, at=datetime(2026, 3, 31, tzinfo=UTC))
    analysing.completions.deliver()
    analysing.outside.quiet()
    analysing.completions.waiting.clear()
    analysing.finish(job, at=datetime(2026, 4, 1, tzinfo=UTC))
    analysing.completions.drain()
    assert list(analysing.months()) == ["2026-03"]


def test_rows_expire_with_the_retention_and_usage_does_not(analysing):
    analysing.outside.later(days=2)
    analysing.finish_all()
    analysing.completions.drain()
    now = int(analysing.outside.clock.timestamp())
    assert analysing.video(CAR)["expires"] == now + 30 * 86_400
    assert analysing.usage()[identity(CAR)]["expires"] > now + 720 * 86_400
