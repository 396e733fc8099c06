"""From the event of an upload, or of the rule, to analyses that run: each video once, however often its event comes."""

import pytest

from tests.lambdas.outside import kill
from tests.lambdas.rekognition import Footage
from tests.lambdas.world import CAR, CONTEXT, RECEIVES, identity, upload_event


def test_an_upload_is_recorded_and_started(world, emitted):
    world.upload(CAR, size=1234)
    world.uploads.drain()

    row = world.video(CAR)
    assert row == {
        "video": identity(CAR),
        "state": "analysing",
        "updated": "2026-03-10T12:00:00.000Z",
        "recorded_at": "2026-03-10T12:00:00.000Z",
        "bucket": "uploads-bucket",
        "key": CAR,
        "version": "v1",
        "size": 1234,
        "job_id": "job-0001",
        "started_at": "2026-03-10T12:00:00.000Z",
    }
    assert emitted() == {"VideosStarted": 1}


def test_the_same_upload_again_changes_nothing(world, emitted):
    world.upload(CAR)
    world.uploads.drain()
    before = world.video(CAR)
    world.outside.later(minutes=1)
    world.upload(CAR)
    world.uploads.drain()

    assert world.video(CAR) == before
    assert world.rekognition.starts == 1
    assert emitted() == {"VideosStarted": 1}


def test_the_same_upload_after_it_is_done_changes_nothing(world):
    world.upload(CAR, Footage(millis=1000))
    world.settle()
    world.upload(CAR)
    world.settle()
    world.assert_metered_once({CAR: 1})
    assert len(world.rekognition.jobs) == 1


@pytest.mark.parametrize("body", ["not json", "{}", upload_event("").replace('"key": "",', "")])
def test_a_malformed_event_goes_to_the_dead_letter_queue_and_blocks_nothing(world, emitted, log, body):
    world.uploads.put(body)
    world.upload(CAR)
    world.uploads.drain()

    assert world.uploads.dead == [body]
    assert world.video(CAR)["state"] == "analysing"
    assert len(world.videos()) == 1
    assert emitted()["MalformedEvents"] == RECEIVES
    assert [line["message"] for line in log()].count("malformed event") == RECEIVES


def test_all_of_a_batch_are_recorded_before_any_is_started(world):
    for number in range(3):
        world.upload(f"uploads/{number}.mp4")
    world.outside.before = lambda name: kill() if name == "start_label_detection" else None
    world.uploads.deliver()
    assert world.states() == ["starting", "waiting", "waiting"]


def test_the_rule_starts_what_waits_and_says_so(world, monkeypatch):
    world.rekognition.quota = 0
    for number in range(3):
        world.upload(f"uploads/{number}.mp4")
    world.uploads.drain()
    world.rekognition.quota = 2
    world.outside.later(minutes=1)
    assert world.every_five_minutes() == {"analysing": 2, "waiting": 1}


def test_an_event_of_another_kind_is_refused(world):
    with pytest.raises(ValueError, match="start"):
        world.uploads.handler({"stop": "everything"}, CONTEXT)


def test_an_upload_whose_row_expires_under_its_hands_comes_again(world):
    world.upload(CAR)
    world.uploads.drain()
    world.upload(CAR)
    world.outside.before = lambda name: world.forget(CAR) if name == "get_item" else None
    world.uploads.deliver()
    assert len(world.uploads.waiting) == 1
    world.outside.quiet()
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"
