"""Uploads that are of the wrong kind, unreadable or gone: a recorded failure, once it is certain."""

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.lambdas.outside import At
from tests.lambdas.rekognition import refused
from tests.lambdas.world import CAR, identity

GIGABYTE = 1024**3


@pytest.mark.parametrize(
    ("key", "event", "reason"),
    [
        ("uploads/empty.mp4", {"size": 0}, "empty"),
        ("uploads/big.mp4", {"size": 10 * GIGABYTE + 1}, "10 GB"),
        ("other/car.mp4", {}, "not under uploads/"),
        (CAR, {"bucket": "another-bucket"}, "not in the bucket"),
    ],
)
def test_an_upload_that_can_never_be_analysed_is_a_recorded_failure(world, emitted, key, event, reason):
    world.upload(key, **event)
    world.upload(key, **event)
    world.upload("uploads/good.mp4")
    world.uploads.drain()

    row = world.videos()[identity(key, event.get("bucket", "uploads-bucket"))]
    assert row["state"] == "failed"
    assert reason in row["reason"]
    assert world.video("uploads/good.mp4")["state"] == "analysing"
    assert world.rekognition.starts == 1
    assert not world.uploads.dead
    assert emitted() == {"VideosFailed": 1, "VideosStarted": 1}


def test_ten_gigabytes_exactly_are_started(world):
    world.upload(CAR, size=10 * GIGABYTE)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"


def test_what_rekognition_will_never_take_is_a_recorded_failure(world, emitted):
    world.rekognition.errors.append(refused("VideoTooLargeException"))
    world.upload(CAR)
    world.uploads.drain()

    assert world.video(CAR)["state"] == "failed"
    assert world.video(CAR)["reason"]
    assert not world.uploads.dead
    assert emitted() == {"VideosFailed": 1}


def test_an_upload_that_cannot_be_read_but_is_there_is_tried_again(world, emitted):
    """The key or the bucket may refuse for a while; the same answer as for an upload that is gone."""
    world.rekognition.errors += [refused("InvalidS3ObjectException")] * 2
    world.upload(CAR)
    world.uploads.deliver()
    assert (world.video(CAR)["state"], world.video(CAR)["errors"]) == ("waiting", 1)
    world.uploads.drain()

    assert world.video(CAR)["state"] == "analysing"
    assert emitted() == {"StartErrors": 2, "VideosStarted": 1}


def test_an_upload_that_stays_unreadable_is_given_up_after_twenty_errors(world):
    world.rekognition.errors += [refused("InvalidS3ObjectException")] * 20
    world.upload(CAR)
    world.uploads.drain()
    for _ in range(16):
        world.outside.later(minutes=16)
        world.every_five_minutes()
    assert world.video(CAR)["reason"] == "Its start met 20 errors, the last one InvalidS3ObjectException."


def test_an_upload_whose_version_is_gone_fails_at_once(world, emitted):
    world.upload(CAR)
    world.outside.before = At("start_label_detection", lambda: world.rekognition.footage.pop(CAR))  # erased after S3 was asked
    world.uploads.drain()
    assert (world.video(CAR)["state"], world.video(CAR)["reason"]) == ("failed", "The upload was deleted before its analysis.")
    assert emitted() == {"VideosFailed": 1}


def test_an_upload_that_was_deleted_while_it_waited_is_neither_analysed_nor_held(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "0")
    world.upload(CAR)
    world.uploads.drain()
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "0")
    world.rekognition.deleted.add(CAR)  # its version is still there, and Rekognition would take it
    world.every_five_minutes()
    assert (world.video(CAR)["state"], world.rekognition.starts) == ("failed", 0)


@pytest.mark.parametrize("answer", [refused("403", "HeadObject"), EndpointConnectionError(endpoint_url="https://s3")])
def test_an_upload_that_s3_says_nothing_of_is_started(world, answer):
    def no_answer():
        raise answer

    world.outside.before = At("head_object", no_answer)
    world.upload(CAR)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"


def test_a_video_that_was_deleted_while_it_waited_fails_and_gives_its_room_to_the_next(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in (CAR, "uploads/gone.mp4", "uploads/next.mp4"):
        world.upload(key)
        world.uploads.drain()
        world.outside.later(seconds=1)
    del world.rekognition.footage["uploads/gone.mp4"]
    world.finish_all()
    world.completions.drain()

    assert [world.video(key)["state"] for key in (CAR, "uploads/gone.mp4", "uploads/next.mp4")] == ["done", "failed", "analysing"]
