"""However many invocations start videos at once, together they take no more than the slots."""

import pytest

from lambdas.videos.lease import LENGTH, Lease
from lambdas.videos.settings import Settings
from tests.lambdas.index_behind import IndexBehind
from tests.lambdas.outside import At, Nth, kill
from tests.lambdas.rekognition import refused
from tests.lambdas.world import VARIABLES


@pytest.fixture
def leases(world):
    return lambda: Lease(world.outside, Settings(VARIABLES))


def test_one_has_it_until_it_lets_go(leases):
    first, second = leases(), leases()
    assert first.take()
    assert first.take()
    assert not second.take()
    first.note("video")
    first.release()
    assert not first.is_held
    assert second.take()
    assert second.recent == ("video",)


def test_one_that_was_cut_off_loses_it_in_time(world, leases):
    first, second = leases(), leases()
    first.take()
    world.outside.clock += LENGTH
    assert not first.take(), "relied on to the very end"
    assert not second.take()
    world.outside.later(seconds=1)
    assert second.take()
    first.release()
    assert not leases().take(), "what is another's now was released"


def test_what_was_started_is_handed_on_for_a_minute(world, leases):
    first = leases()
    first.take()
    first.note("video")
    first.release()
    world.outside.later(minutes=1)
    second = leases()
    assert second.take()
    assert second.recent == ()


def burst(world, number):
    for each in range(number):
        world.upload(f"uploads/{each}.mp4")


@pytest.mark.parametrize("call", range(1, 12))
def test_a_burst_in_two_invocations_at_once_takes_no_more_than_the_slots(world, monkeypatch, call):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "2")
    burst(world, 6)
    world.outside.before = Nth(call, lambda: world.uploads.deliver(batch=3))
    world.uploads.deliver(batch=3)
    world.outside.quiet()
    world.uploads.drain()
    assert len(world.rekognition.running()) == 2
    assert world.states() == ["analysing"] * 2 + ["waiting"] * 4


def test_whoever_has_the_lease_starts_what_the_others_have_left_waiting(world):
    burst(world, 6)
    world.outside.before = Nth(3, lambda: world.uploads.deliver(batch=3))
    world.uploads.deliver(batch=3)
    assert world.states() == ["analysing"] * 6


def test_what_was_started_a_moment_ago_is_counted_though_the_index_is_behind(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    world.outside.dynamodb = IndexBehind(world.outside.dynamodb)
    burst(world, 2)
    world.uploads.drain(batch=1)
    assert world.states() == ["analysing", "waiting"]


def test_what_was_started_a_moment_ago_and_has_ended_since_takes_no_slot(world, monkeypatch):
    monkeypatch.setenv("MAX_CONCURRENT_JOBS", "1")
    world.upload("uploads/first.mp4")
    world.uploads.drain()
    world.finish_all()
    world.completions.drain()
    burst(world, 1)
    world.uploads.drain()
    assert world.states() == ["analysing", "done"]


def test_a_start_that_was_cut_off_keeps_others_from_starting_for_two_minutes_only(world):
    burst(world, 2)
    world.outside.after = At("start_label_detection", kill)
    world.uploads.deliver(batch=1)
    world.outside.quiet()
    world.uploads.waiting.pop()
    world.uploads.drain()
    assert world.states() == ["starting", "waiting"]
    world.outside.clock += LENGTH * 1.1
    assert world.every_five_minutes() == {"analysing": 1}


def test_a_lease_that_cannot_be_released_fails_no_message(world):
    world.upload("uploads/a.mp4")

    def stumble(name):
        if name == "update_item" and world.states() == ["analysing"]:
            raise refused("InternalServerError", "UpdateItem")

    world.outside.before = stumble
    world.uploads.deliver()
    assert not world.uploads.waiting
    assert world.states() == ["analysing"]


def test_an_error_while_the_left_ones_are_started_fails_no_message(world, emitted):
    world.upload("uploads/a.mp4")
    failing = Nth(5, lambda: None)

    def stumble(name):
        failing(name) if name == "query" else None
        if failing.calls == 5:  # the one after the message
            raise refused("InternalServerError", "Query")

    world.outside.before = stumble
    world.uploads.deliver()
    assert not world.uploads.waiting
    assert emitted() == {"VideosStarted": 1, "StartErrors": 1}
