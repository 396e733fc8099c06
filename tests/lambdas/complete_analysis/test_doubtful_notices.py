"""Notices that are malformed, of nobody's video, or not what Rekognition or the table say: none is lost, none billed on its word alone."""

import pytest

from tests.lambdas.rekognition import Footage, Job, notice
from tests.lambdas.world import CAR, RECEIVES, only_job

REQUEST = {"Video": {"S3Object": {"Name": "foreign.mp4", "Bucket": "foreign-bucket"}}}


@pytest.mark.parametrize("tag", ["f" * 64, "month#2026-03"])
def test_a_notice_for_no_known_video_is_kept_in_the_dead_letter_queue(analysing, emitted, tag):
    analysing.completions.put(notice(Job("foreign", tag, REQUEST, Footage(), "SUCCEEDED"), analysing.outside.clock))
    analysing.finish_all()
    analysing.completions.drain()

    assert len(analysing.completions.dead) == 1
    analysing.assert_metered_once({CAR: 62})
    assert emitted()["CompletionErrors"] == RECEIVES


@pytest.mark.parametrize("body", ["not json", '{"Type": "Notification", "Message": "{}"}'])
def test_a_malformed_notice_is_kept_in_the_dead_letter_queue_and_blocks_nothing(analysing, emitted, body):
    analysing.completions.put(body)
    analysing.finish_all()
    analysing.completions.drain()

    assert analysing.completions.dead == [body]
    analysing.assert_metered_once({CAR: 62})
    assert emitted()["MalformedEvents"] == RECEIVES


def test_a_notice_that_rekognition_contradicts_comes_again(analysing):
    job = only_job(analysing)
    analysing.completions.put(notice(job, analysing.outside.clock, Status="SUCCEEDED"))
    analysing.completions.deliver()
    assert len(analysing.completions.waiting) == 1
    assert analysing.video(CAR)["state"] == "analysing"

    analysing.rekognition.finish(job)
    analysing.completions.deliver()
    analysing.assert_metered_once({CAR: 62})


def test_a_notice_whose_results_are_not_there_comes_again_and_does_not_fail_the_video(analysing):
    job = only_job(analysing)
    analysing.finish(job)
    analysing.rekognition.jobs.clear()
    analysing.completions.deliver()
    assert analysing.video(CAR)["state"] == "finishing"

    analysing.rekognition.jobs[job.id] = job
    analysing.completions.deliver()
    analysing.assert_metered_once({CAR: 62})


def test_a_notice_from_a_dead_letter_queue_whose_results_are_gone_is_put_away(analysing):
    job = only_job(analysing)
    analysing.rekognition.jobs.clear()
    analysing.outside.later(days=8)
    analysing.every_hour()
    assert analysing.video(CAR)["state"] == "failed"

    analysing.finish(job)
    analysing.completions.deliver()
    assert not analysing.completions.waiting
    assert analysing.usage() == {}


def test_a_video_whose_row_has_gone_is_metered_when_its_job_knows_it(analysing, emitted):
    analysing.forget(CAR)
    analysing.finish(only_job(analysing), notices=2)
    analysing.completions.drain()
    analysing.assert_metered_once({CAR: 62})
    assert emitted() == {"VideosDone": 1, "SecondsMetered": 62}


@pytest.mark.parametrize("change", [{"JobTag": "f" * 64}, {"Status": "FAILED"}], ids=["another's job", "a failure"])
def test_without_a_row_nothing_is_metered_on_the_word_of_a_notice_alone(analysing, change):
    job = only_job(analysing)
    analysing.rekognition.finish(job)
    analysing.forget(CAR)
    analysing.completions.put(notice(job, analysing.outside.clock, **change))
    analysing.completions.drain()
    assert len(analysing.completions.dead) == 1
    assert (analysing.usage(), analysing.videos()) == ({}, {})
