"""Beyond the seconds that a month may have, videos are held; the next month begins with nothing."""

from tests.lambdas.rekognition import Footage
from tests.lambdas.world import CAR


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
