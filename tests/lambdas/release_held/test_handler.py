import json

import pytest

from lambdas.release_held import listing
from tests.lambdas.rekognition import Footage
from tests.lambdas.world import identity

KEYS = ["uploads/a.mp4", "uploads/b.mp4", "uploads/c.mp4"]


@pytest.fixture
def held(world, monkeypatch, emitted):
    """Three held videos."""
    monkeypatch.setenv("MONTHLY_SECONDS_LIMIT", "0")
    for key in KEYS:
        world.upload(key, Footage(millis=1000))
    world.uploads.drain()
    assert world.states() == ["held"] * 3
    emitted()
    return world


def test_a_released_video_waits_and_is_analysed_and_not_held_again(held, emitted):
    assert held.release(videos=[identity(KEYS[0])]) == {"released": 1, "discarded": 0, "skipped": 0}
    row = held.video(KEYS[0])
    assert (row["state"], row["released_by"]) == ("waiting", "request-1")
    assert "reason" not in row
    assert emitted() == {"VideosReleased": 1, "VideosDiscarded": 0}

    held.settle()
    held.assert_metered_once({KEYS[0]: 1})
    assert held.states() == ["done", "held", "held"]


def test_all_are_released_in_somebodys_name(held):
    assert held.release(all=True, by="Anna") == {"released": 3, "discarded": 0, "skipped": 0}
    assert {row["released_by"] for row in held.videos().values()} == {"Anna"}


def test_a_discarded_video_is_never_analysed(held, emitted):
    assert held.release(videos=[identity(KEYS[0])], discard=True) == {"released": 0, "discarded": 1, "skipped": 0}
    held.upload(KEYS[0])
    held.settle()
    assert held.video(KEYS[0])["state"] == "discarded"
    assert not held.rekognition.jobs


def test_all_are_discarded(held):
    assert held.release(all=True, discard=True)["discarded"] == 3
    assert held.release(all=True) == {"released": 0, "discarded": 0, "skipped": 0}


def test_what_is_not_held_is_skipped(held):
    held.release(videos=[identity(KEYS[0])])
    answer = held.release(videos=[identity(KEYS[0]), identity(KEYS[1]), identity(KEYS[1]), "nobody", "month#2026-03"])
    assert answer == {"released": 1, "discarded": 0, "skipped": 3}
    assert len(held.videos()) == 3


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"discard": True},
        {"all": False},
        {"all": True, "videos": ["a"]},
        {"all": "yes"},
        {"all": True, "discard": "no"},
        {"videos": "abc"},
        {"videos": [1]},
        {"videos": [""]},
        {"all": True, "disard": True},
    ],
)
def test_an_event_that_leaves_a_doubt_changes_nothing_and_says_how(held, event):
    with pytest.raises(ValueError, match=r'Invoke with \{"videos"'):
        held.release(**event)
    assert held.states() == ["held"] * 3


def test_held_videos_are_listed_by_id_the_longest_first_and_without_their_names(held):
    answer = held.release(list=True)
    assert {row["video"] for row in answer["held"]} == {identity(key) for key in KEYS}
    assert [set(row) for row in answer["held"]] == [{"video", "since", "bytes"}] * 3
    assert [row["since"] for row in answer["held"]] == sorted(held.video(key)["updated"] for key in KEYS)
    assert {row["bytes"] for row in answer["held"]} == {1000}
    assert answer["after"] is None
    assert held.states() == ["held"] * 3


def test_names_are_told_to_who_asks_for_them_and_to_no_log(held, capsys):
    answer = held.release(list=True, names=True)
    assert {row["name"] for row in answer["held"]} == set(KEYS)
    told = capsys.readouterr()
    assert "mp4" not in told.out + told.err


def test_what_is_decided_is_listed_no_more(held):
    held.release(videos=[identity(KEYS[0])])
    held.release(videos=[identity(KEYS[1])], discard=True)
    assert [row["video"] for row in held.release(list=True)["held"]] == [identity(KEYS[2])]
    held.release(all=True)
    assert held.release(list=True) == {"held": [], "after": None}


def test_a_long_list_comes_in_parts_that_lose_nothing_even_when_the_last_of_one_is_decided_meanwhile(held, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 2)
    first = held.release(list=True)
    held.release(videos=[first["after"]["video"]])
    second = held.release(list=True, after=json.loads(json.dumps(first["after"])))
    assert (len(first["held"]), len(second["held"]), second["after"]) == (2, 1, None)
    assert {row["video"] for row in first["held"] + second["held"]} == {identity(key) for key in KEYS}


@pytest.mark.parametrize(
    "event",
    [
        {"list": False},
        {"list": "yes"},
        {"list": True, "all": True},
        {"list": True, "videos": ["a"]},
        {"list": True, "names": "yes"},
        {"list": True, "after": "2026"},
        {"list": True, "after": {"video": "a"}},
    ],
)
def test_a_question_that_leaves_a_doubt_is_not_answered_and_decides_nothing(held, event):
    with pytest.raises(ValueError, match=r'invoke with \{"list": true\}'):
        held.release(**event)
    assert held.states() == ["held"] * 3
