import pytest
from botocore.exceptions import EndpointConnectionError

from tests.lambdas.outside import At, kill
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CONTEXT, RECEIVES, identity, upload_event

CAR = "uploads/car.mp4"
GIGABYTE = 1024**3


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


def test_all_of_a_batch_are_recorded_before_any_is_started(world):
    for number in range(3):
        world.upload(f"uploads/{number}.mp4")
    world.outside.before = lambda name: kill() if name == "start_label_detection" else None
    world.uploads.deliver()
    assert world.states() == ["starting", "waiting", "waiting"]


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


def test_the_rule_starts_what_waits_and_says_so(world, monkeypatch):
    world.rekognition.quota = 0
    for number in range(3):
        world.upload(f"uploads/{number}.mp4")
    world.uploads.drain()
    world.rekognition.quota = 2
    world.outside.later(minutes=1)
    assert world.every_five_minutes() == {"analysing": 2, "waiting": 1}


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


def test_an_event_of_another_kind_is_refused(world):
    with pytest.raises(ValueError, match="start"):
        world.uploads.handler({"stop": "everything"}, CONTEXT)


def meter(world, seconds):
    world.upload("uploads/first.mp4", Footage(millis=seconds * 1000))
    world.settle()


def test_a_video_beyond_the_monthly_limit_is_held(world, monkeypatch, emitted):
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "60")
    meter(world, 59)
    world.upload("uploads/last.mp4", Footage(millis=1000))
    world.settle()
    assert world.video("uploads/last.mp4")["state"] == "done"
    emitted()

    world.upload(CAR)
    world.upload(CAR)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "held"
    assert world.video(CAR)["reason"] == "The monthly limit is reached."
    assert len(world.rekognition.jobs) == 2
    assert emitted() == {"VideosHeld": 1}


def test_waiting_videos_are_held_too_once_the_limit_is_reached(world, monkeypatch):
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "60")
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in ("uploads/first.mp4", CAR):
        world.upload(key, Footage(millis=60_000))
        world.uploads.drain()
        world.outside.later(seconds=1)
    world.finish_all()
    world.completions.drain()
    assert (world.video("uploads/first.mp4")["state"], world.video(CAR)["state"]) == ("done", "held")


def test_the_next_month_starts_at_zero(world, monkeypatch):
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "60")
    meter(world, 60)
    world.outside.later(days=22)
    world.upload(CAR)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"


def test_without_a_limit_nothing_is_held(world):
    meter(world, 100_000)
    world.upload(CAR)
    world.uploads.drain()
    assert world.video(CAR)["state"] == "analysing"


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
