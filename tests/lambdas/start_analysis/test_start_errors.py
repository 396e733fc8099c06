"""Starts that meet an error or are cut off: tried again, in nobody's way, and never a second job."""

import pytest

from tests.lambdas.outside import At, kill
from tests.lambdas.rekognition import refused
from tests.lambdas.world import CAR, RECEIVES


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalServerError", "InvalidParameterException"])
def test_an_unexpected_error_fails_only_its_own_message_and_the_next_delivery_goes_on(world, emitted, code):
    world.rekognition.errors.append(refused(code))
    world.upload(CAR)
    world.upload("uploads/bike.mp4")
    world.uploads.deliver()

    assert [message.receives for message in world.uploads.waiting] == [1]
    assert (world.video(CAR)["state"], world.video("uploads/bike.mp4")["state"]) == ("waiting", "analysing")
    world.uploads.deliver()
    assert world.video(CAR)["state"] == "analysing"
    assert not world.uploads.waiting
    assert emitted() == {"StartErrors": 1, "VideosStarted": 2}


def test_an_error_that_stays_reaches_the_dead_letter_queue_and_the_video_is_still_tried(world):
    world.rekognition.errors += [refused("AccessDeniedException")] * RECEIVES
    world.upload(CAR)
    world.uploads.drain()
    assert len(world.uploads.dead) == 1
    assert (world.video(CAR)["state"], world.video(CAR)["errors"]) == ("waiting", RECEIVES)

    world.outside.later(minutes=16)
    world.every_five_minutes()
    assert world.video(CAR)["state"] == "analysing"


def test_a_start_that_always_errs_becomes_a_recorded_failure_and_refusals_never_do(world, emitted):
    world.rekognition.errors += [refused("ThrottlingException", message=CAR)] * 30 + [refused("AccessDeniedException", message=CAR)] * 20
    world.upload(CAR)
    world.uploads.drain()
    for attempt in range(49):
        assert world.video(CAR)["state"] == "waiting", attempt
        world.outside.later(minutes=15)
        world.every_five_minutes()
    assert (world.video(CAR)["state"], world.video(CAR)["reason"]) == (
        "failed",
        "Its start met 20 errors, the last one AccessDeniedException.",
    )
    assert emitted() == {"VideosWaiting": 30, "StartErrors": 20, "VideosFailed": 1}


def test_videos_with_errors_take_no_room_from_others(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "2")
    world.rekognition.errors += [refused("InvalidParameterException")] * 2 * RECEIVES
    for key in ("uploads/poison1.mp4", "uploads/poison2.mp4"):
        world.upload(key)
    world.uploads.drain()
    world.upload(CAR)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"


def test_a_start_that_was_cut_off_is_resumed_with_the_same_job(world):
    world.upload(CAR)
    world.outside.after = At("start_label_detection", kill)
    world.uploads.deliver()
    world.outside.quiet()
    assert world.video(CAR)["state"] == "starting"
    world.uploads.deliver()
    assert world.video(CAR)["state"] == "analysing"
    assert len(world.rekognition.jobs) == 1


@pytest.mark.parametrize(
    ("meanwhile", "state"),
    [("waiting", "analysing"), ("held", "analysing"), ("done", "done"), ("failed", "failed"), ("discarded", "discarded")],
)
def test_a_job_that_runs_is_noted_unless_the_video_has_ended_meanwhile(world, meanwhile, state):
    world.upload(CAR)
    world.outside.after = lambda name: world.force(CAR, meanwhile) if name == "start_label_detection" else None
    world.uploads.drain()
    assert world.video(CAR)["state"] == state


def test_one_waiting_video_with_an_error_does_not_stop_the_others(world, emitted):
    world.rekognition.quota = 0
    for number in range(3):
        world.upload(f"uploads/{number}.mp4")
    world.uploads.drain(batch=1)
    world.rekognition.quota = 20
    world.rekognition.errors.append(refused("InternalServerError"))
    world.outside.later(minutes=1)
    emitted()
    assert world.every_five_minutes() == {"error": 1, "analysing": 2}
    assert emitted() == {"StartErrors": 1, "VideosStarted": 2}
    assert world.states() == ["analysing", "analysing", "waiting"]
