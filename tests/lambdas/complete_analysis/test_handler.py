from datetime import UTC, datetime

import pytest

from tests.lambdas.outside import At, kill
from tests.lambdas.rekognition import Footage, Job, notice, refused
from tests.lambdas.world import RECEIVES, identity

CAR = "uploads/car.mp4"
REQUEST = {"Video": {"S3Object": {"Name": "foreign.mp4", "Bucket": "foreign-bucket"}}}


@pytest.fixture
def analysing(world, emitted):
    world.upload(CAR, Footage(millis=61_001, labels=3))
    world.uploads.drain()
    emitted()
    return world


def only_job(world):
    (job,) = world.rekognition.jobs.values()
    return job


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


class IndexBehind:
    """DynamoDB whose index of states answers about running analyses as it did before."""

    def __init__(self, dynamodb):
        self._dynamodb, self._answers = dynamodb, {}
        for state in ("starting", "analysing"):
            request = {
                "IndexName": "by_state",
                "KeyConditionExpression": "#state = :state",
                "ExpressionAttributeNames": {"#state": "state"},
            }
            self._answers[state] = dynamodb.query(TableName="videos", ExpressionAttributeValues={":state": {"S": state}}, **request)

    def __getattr__(self, name):
        return getattr(self._dynamodb, name)

    def query(self, **request):
        return self._answers.get(request["ExpressionAttributeValues"][":state"]["S"]) or self._dynamodb.query(**request)


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


def no_results(name):
    if name == "get_label_detection":
        raise refused("InternalServerError", "GetLabelDetection")


def test_rows_expire_with_the_retention_and_usage_does_not(analysing):
    analysing.outside.later(days=2)
    analysing.finish_all()
    analysing.completions.drain()
    now = int(analysing.outside.clock.timestamp())
    assert analysing.video(CAR)["expires"] == now + 30 * 86_400
    assert analysing.usage()[identity(CAR)]["expires"] > now + 720 * 86_400
