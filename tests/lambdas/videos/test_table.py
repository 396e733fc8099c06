from datetime import timedelta

import pytest

from lambdas.videos.identity import Upload
from lambdas.videos.items import plain_item, typed_item
from lambdas.videos.settings import Settings
from lambdas.videos.states import State, Video
from lambdas.videos.table import MonthTotal, VideosTable
from tests.lambdas.outside import START, client

UPLOAD = Upload(bucket="uploads-bucket", key="uploads/a.mp4", version="v1", size=7)
MONTH_LATER = int((START + timedelta(days=30)).timestamp())


@pytest.fixture
def table(world):
    return VideosTable(client("dynamodb"), Settings({"VIDEOS_TABLE": "videos", "RETENTION_DAYS": "30"}))


@pytest.fixture
def video(table):
    video = Video.of(UPLOAD, State.WAITING, "2026-03-10T12:00:00.000Z")
    assert table.record(video, START)
    return video


def test_a_row_comes_back_as_the_video_that_was_recorded(table, video, world):
    assert table.get(video.id) == video
    assert "expires" not in world.video("uploads/a.mp4")


def test_a_second_record_changes_nothing(table, video):
    assert not table.record(Video.of(UPLOAD, State.FAILED, "later", "other"), START)
    assert table.get(video.id) == video


def test_a_video_moves_only_out_of_the_states_that_are_named(table, video):
    assert not table.move(video.id, State.DONE, of=(State.STARTING, State.ANALYSING), now=START)
    assert table.get(video.id) == video
    assert table.move(video.id, State.STARTING, of=(State.HELD, State.WAITING), now=START)
    assert table.get(video.id).state is State.STARTING


@pytest.mark.parametrize("state", State)
def test_only_a_settled_video_expires_however_it_came_into_its_state(table, video, world, state):
    expires = MONTH_LATER if state in ("done", "failed", "discarded") else None
    table.move(video.id, State.FAILED, of=State, now=START)
    table.move(video.id, state, of=State, now=START)
    assert world.video("uploads/a.mp4").get("expires") == expires
    other = Upload(bucket="uploads-bucket", key="uploads/b.mp4", version="v1", size=7)
    table.record(Video.of(other, state, "2026-03-10T12:00:00.000Z"), START)
    assert world.video("uploads/b.mp4").get("expires") == expires


def test_a_move_sets_removes_and_puts_off_the_expiry(table, video, world):
    tomorrow = START + timedelta(days=1)
    table.move(video.id, State.WAITING, of=(State.WAITING,), now=START, errors=2, reason="r")
    table.move(video.id, State.FAILED, of=(State.WAITING,), now=START)
    table.move(video.id, State.DONE, of=(State.FAILED,), now=tomorrow, job_id="j", errors=None, reason=None)
    row = world.video("uploads/a.mp4")
    assert row["expires"] == MONTH_LATER + 86_400
    assert (row["updated"], row["job_id"]) == ("2026-03-11T12:00:00.000Z", "j")
    assert not {"errors", "reason"} & set(row)


def test_a_video_that_is_not_there_cannot_be_moved(table):
    assert not table.move("nobody", State.DONE, of=State, now=START)
    assert table.get("nobody") is None


def test_videos_of_a_state_come_longest_first_and_page_by_page(table):
    for minute in (3, 1, 2, 9):
        upload = Upload(bucket="b", key=f"uploads/{minute}", size=1)
        table.record(Video.of(upload, State.HELD, f"2026-03-10T12:0{minute}:00.000Z"), START)
    found = [video.key for video in table.in_state(State.HELD, until=START + timedelta(minutes=5))]
    assert found == ["uploads/1", "uploads/2", "uploads/3"]
    assert len(list(table.ids_in(State.HELD))) == 4
    assert not list(table.ids_in(State.WAITING))


def test_an_index_of_many_pages_is_read_to_its_end(table):
    class Paging:
        """A page an item, as DynamoDB may."""

        def query(self, **request):
            return client("dynamodb").query(**request, Limit=1)

    for number in range(5):
        table.record(Video.of(Upload(bucket="b", key=str(number), size=1), State.HELD, "t"), START)
    paging = VideosTable(Paging(), Settings({"VIDEOS_TABLE": "videos"}))
    assert len(set(paging.ids_in(State.HELD))) == 5


def test_a_month_without_usage_has_neither_seconds_nor_videos(table):
    assert table.month_total("2026-03") == MonthTotal(seconds=0, videos=0)


def test_a_month_adds_up_seconds_and_counts_videos(table):
    for seconds in (7, 5):
        client("dynamodb").update_item(**table.month_addition("2026-03", seconds))
    assert table.month_total("2026-03") == MonthTotal(seconds=12, videos=2)


def test_only_what_is_not_metered_yet_is_unmetered(table, video):
    table.move(video.id, State.FINISHING, of=State, now=START)
    assert list(table.unmetered()) == [video.id]
    table.move(video.id, State.FINISHING, of=State, now=START, seconds=0)
    assert list(table.unmetered()) == []


def test_other_errors_than_a_condition_are_raised(table, monkeypatch):
    broken = VideosTable(client("dynamodb"), Settings({"VIDEOS_TABLE": "nowhere", "RETENTION_DAYS": "30"}))
    with pytest.raises(client("dynamodb").exceptions.ResourceNotFoundException):
        broken.move("v", State.DONE, of=State, now=START)


def test_items_hold_text_and_whole_numbers():
    item = typed_item({"a": "text", "n": 5, "none": None})
    assert item == {"a": {"S": "text"}, "n": {"N": "5"}}
    assert plain_item(item) == {"a": "text", "n": 5}
