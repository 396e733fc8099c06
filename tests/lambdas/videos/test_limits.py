from datetime import timedelta

import pytest

from lambdas.videos.lease import Lease
from lambdas.videos.limits import FIRST_WAIT, LONGEST_WAIT, Slots, stand_back
from lambdas.videos.settings import Settings
from lambdas.videos.states import State
from tests.lambdas.outside import START, At
from tests.lambdas.rekognition import Footage, refused


class Chance:
    """Draws the same part of every ceiling."""

    def __init__(self, part):
        self.part = part

    def chance(self, ceiling):
        return self.part * ceiling


@pytest.mark.parametrize(("errors", "seconds"), [(1, 30), (2, 60), (3, 120), (5, 480), (6, 900), (7, 900), (10_000, 900)])
def test_each_refusal_doubles_the_wait_up_to_a_quarter_of_an_hour(errors, seconds):
    assert stand_back(errors, START, Chance(1)) == START + timedelta(seconds=seconds)


def test_the_jitter_is_full():
    assert stand_back(8, START, Chance(0)) == START
    assert stand_back(8, START, Chance(0.5)) == START + LONGEST_WAIT / 2
    assert FIRST_WAIT < LONGEST_WAIT


class StaleIndex:
    """Still names videos that have moved on."""

    def ids_in(self, state):
        return iter(["old", "other"] if state is State.ANALYSING else [])

    def unmetered(self):
        return iter([])


def test_a_video_that_this_invocation_has_settled_takes_no_slot_whatever_the_index_says(world, monkeypatch):
    monkeypatch.setattr(Lease, "take", lambda self: True)
    slots = Slots(StaleIndex(), Settings({"MAX_CONCURRENT_JOBS": "2"}), Lease(world.outside, Settings({})))
    slots.give_back("old")
    assert slots.free()
    slots.take("new")
    assert not slots.free()
    slots.give_back("new")
    assert slots.free()


def flood(world, videos):
    keys = [f"uploads/{number:03}.mp4" for number in range(videos)]
    for key in keys:
        world.upload(key, Footage(millis=1000))
    world.uploads.drain()
    return keys


def work_off(world, rounds, slots):
    """Analyses end a few at a time; the five-minute rule runs as it does."""
    for number in range(rounds):
        assert len(world.rekognition.running()) <= slots
        for job in world.rekognition.running()[:7]:
            world.finish(job)
        world.completions.drain()
        world.outside.later(minutes=1)
        if number % 5 == 4:
            world.every_five_minutes()


def test_a_hundred_videos_under_a_quota_of_twenty_lose_none(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "100")
    keys = flood(world, 100)
    assert len(world.rekognition.running()) == 20
    assert world.states().count("waiting") == 80

    work_off(world, rounds=60, slots=20)

    world.assert_metered_once(dict.fromkeys(keys, 1))
    assert len(world.rekognition.jobs) == 100
    assert not world.uploads.dead
    assert not world.completions.dead


def test_an_environment_never_takes_more_than_its_own_slots(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "3")
    flood(world, 12)
    assert len(world.rekognition.running()) == 3
    assert world.rekognition.starts == 3, "Rekognition is not asked when there is no slot"
    work_off(world, rounds=10, slots=3)
    assert world.states() == ["done"] * 12


def test_each_completion_starts_the_video_that_waits_longest(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    for key in ("uploads/1.mp4", "uploads/2.mp4", "uploads/3.mp4"):
        world.upload(key)
        world.uploads.drain()
        world.outside.later(seconds=1)
    world.finish_all()
    world.completions.drain()

    assert [world.video(f"uploads/{n}.mp4")["state"] for n in (1, 2, 3)] == ["done", "analysing", "waiting"]


def test_a_video_that_was_put_off_goes_before_those_that_came_later(world):
    world.rekognition.quota = 0
    world.upload("uploads/old.mp4")
    world.uploads.drain()
    for number in range(3):  # never any room, and always somebody new
        world.outside.later(minutes=16)
        world.upload(f"uploads/{number}.mp4")
        world.uploads.drain()
    world.rekognition.quota = 1
    world.outside.later(minutes=16)
    world.upload("uploads/new.mp4")
    world.uploads.drain()
    assert [row["key"] for row in world.videos().values() if row["state"] == "analysing"] == ["uploads/old.mp4"]


def test_who_comes_later_stands_back_with_the_one_that_found_no_room(world):
    world.rekognition.errors.append(refused("ThrottlingException"))
    world.upload("uploads/old.mp4")
    world.uploads.drain()
    world.upload("uploads/new.mp4")
    world.uploads.drain()
    assert (world.states(), world.rekognition.starts) == (["waiting", "waiting"], 1)


def test_an_analysis_that_ends_makes_room_for_the_one_that_stands_back(world):
    world.rekognition.quota = 1
    for key in ("uploads/first.mp4", "uploads/old.mp4"):
        world.upload(key)
        world.uploads.drain()
        world.outside.later(milliseconds=1)
    assert world.video("uploads/old.mp4")["refusals"] == 1
    world.finish_all()
    world.completions.drain()
    assert world.video("uploads/old.mp4")["state"] == "analysing"


def test_a_video_with_errors_keeps_nobody_else_from_starting(world):
    world.rekognition.errors += [refused("ThrottlingException"), refused("InternalServerError")]
    world.upload("uploads/bad.mp4")
    world.uploads.drain()
    world.outside.later(minutes=16)
    world.every_five_minutes()
    world.upload("uploads/good.mp4")
    world.uploads.drain()
    assert [world.video(f"uploads/{name}.mp4")["state"] for name in ("bad", "good")] == ["waiting", "analysing"]


def test_the_month_ends_beyond_its_limit_by_twice_what_may_run_at_once_and_no_more(world, monkeypatch):
    """At worst: the limit is all but reached, everything that may run does, and nothing that ends can be metered."""
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "60")
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "2")

    def nothing_is_metered():
        raise refused("InternalServerError", "TransactWriteItems")

    world.outside.before = At("transact_write_items", nothing_is_metered)
    for number in range(9):
        world.upload(f"uploads/{number}.mp4", Footage(millis=50_000))
        world.outside.later(milliseconds=1)
    for _ in range(5):
        world.uploads.drain()
        world.finish_all()
        world.completions.deliver()
        world.every_five_minutes()
    assert len(world.rekognition.jobs) == 2 * 2
    world.outside.quiet()
    world.settle()
    assert world.months() == {"2026-03": 4 * 50}
    assert world.states().count("held") == 5


def test_a_refusal_waits_and_is_no_error(world, emitted):
    world.rekognition.quota = 0
    world.upload("uploads/a.mp4")
    world.uploads.drain()

    row = world.video("uploads/a.mp4")
    assert (row["state"], row["refusals"], row["reason"]) == ("waiting", 1, "LimitExceededException")
    assert "2026-03-10T12:00:00.000Z" <= row["not_before"] <= "2026-03-10T12:00:30.000Z"
    assert not world.uploads.dead
    assert emitted() == {"VideosWaiting": 1}


@pytest.mark.parametrize("code", ["LimitExceededException", "ThrottlingException", "ProvisionedThroughputExceededException"])
def test_after_a_refusal_an_invocation_asks_no_further(world, code):
    world.rekognition.errors.append(refused(code))
    for number in range(10):
        world.upload(f"uploads/{number}.mp4")
    world.uploads.deliver(batch=10)

    assert world.rekognition.starts == 1
    assert world.states() == ["waiting"] * 10


def test_a_refused_video_is_left_alone_until_its_time_and_then_started(world):
    world.rekognition.errors += [refused("ThrottlingException")] * 3
    world.upload("uploads/a.mp4")
    world.uploads.drain()
    for _ in range(2):
        world.outside.later(minutes=15)
        world.every_five_minutes()
    row = world.video("uploads/a.mp4")
    assert row["refusals"] == 3
    assert "errors" not in row
    assert row["not_before"] > row["updated"]

    world.every_five_minutes()
    assert world.rekognition.starts == 3, "asked again before its time"
    world.outside.later(minutes=2)
    assert world.every_five_minutes() == {"analysing": 1}
    assert not {"refusals", "errors", "reason", "not_before"} & set(world.video("uploads/a.mp4"))
