"""The whole clean-up, with tables of moto and buckets in memory."""

import json
import os
from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.clean_up import handler as clean_up
from lambdas.clean_up.retention import RESULTS, UPLOADS
from lambdas.clean_up.unsettled import ROAD
from lambdas.videos.moments import stamp
from lambdas.videos.results import results_key
from lambdas.videos.starting import PREFIX
from lambdas.videos.states import UNSETTLED
from tests.lambdas.clean_up.object_store import ObjectStore
from tests.lambdas.outside import Nth, Tap, client
from tests.lambdas.rekognition import Footage, refused
from tests.lambdas.world import CONTEXT, identity

UPLOADS_BUCKET, RESULTS_BUCKET = "uploads-bucket", "results-bucket"
NOTHING = {"objects": 0, "bytes": 0, "markers": 0, "kept": 0, "uploads": 0, "rows": 0, "discarded": 0, "errors": 0, "left": []}
CAR = "uploads/car.mp4"


def furnish(world):
    """Buckets in memory in the stead of moto's."""
    world.store = ObjectStore(world.outside.now)
    world.outside.s3 = Tap(world.store, world.outside)
    return world


@pytest.fixture
def stored(world):
    return furnish(world)


def arrive(world, key=CAR, footage=None):
    """A video is uploaded and announced."""
    world.store.put(UPLOADS_BUCKET, key, id="v1", size=1000)
    return world.upload(key, footage)


def keys(world, bucket=UPLOADS_BUCKET):
    return {each.key for each in world.store.all() if each.bucket == bucket}


def nights(world, number=1):
    return [(world.outside.later(days=1), world.every_night())[1] for _ in range(number)]


def test_the_prefixes_are_those_of_the_analysis():
    assert PREFIX == UPLOADS
    assert results_key("v").startswith(RESULTS)


def test_an_empty_environment_has_nothing_to_clean_up(stored, emitted):
    assert stored.every_night() == NOTHING
    assert emitted() == {
        "CleanUpRan": 1,
        "ObjectsDeleted": 0,
        "BytesDeleted": 0,
        "UploadsAborted": 0,
        "RowsDeleted": 0,
        "VideosDiscarded": 0,
        "CleanUpErrors": 0,
    }


def test_thirty_days_after_its_upload_a_video_is_gone_and_its_usage_stays(stored, emitted, log):
    video = arrive(stored, footage=Footage(millis=61_001))
    stored.uploads.drain()
    stored.store.put(RESULTS_BUCKET, f"results/{video}.json", size=24)
    stored.outside.s3 = Tap(client("s3"), stored.outside)  # the store in memory takes no streams
    stored.finish_all()
    stored.completions.drain()
    stored.outside.s3 = Tap(stored.store, stored.outside)
    usage, months = stored.usage(), stored.months()
    emitted()

    assert nights(stored, 30) == [NOTHING] * 30
    assert nights(stored) == [NOTHING | {"objects": 2, "bytes": 1024, "rows": 1}]
    assert nights(stored) == [NOTHING]

    assert stored.store.all() == set()
    assert stored.videos() == {}
    assert (stored.usage(), stored.months()) == (usage, months)
    assert usage[video]["seconds"] == months["2026-03"] == 62
    sums = emitted()
    assert (sums["CleanUpRan"], sums["ObjectsDeleted"], sums["BytesDeleted"], sums["RowsDeleted"]) == (32, 2, 1024, 1)
    assert not [line for line in log() if CAR in json.dumps(line)]


def test_bytes_are_told_as_bytes(stored, capsys):
    stored.every_night()
    (group,) = [json.loads(line)["_aws"] for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    units = {metric["Name"]: metric["Unit"] for metric in group["CloudWatchMetrics"][0]["Metrics"]}
    assert units.pop("BytesDeleted") == "Bytes"
    assert set(units.values()) == {"Count"}


def test_the_night_is_judged_by_the_time_of_its_event(stored):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=40)
    assert stored.every_night(time="2026-04-09T12:00:00Z") == NOTHING
    assert stored.every_night(time="2026-04-09T12:00:01Z") == NOTHING | {"objects": 1, "bytes": 1}


def test_what_is_told_by_the_second_is_judged_by_the_second(stored):
    stored.outside.clock += timedelta(seconds=0.7)
    stored.store.put(UPLOADS_BUCKET, CAR)  # S3 says that it came 0.7 seconds earlier
    stored.outside.later(days=30, seconds=-0.1)
    assert stored.every_night() == NOTHING
    stored.outside.later(seconds=1)
    assert stored.every_night()["objects"] == 1


def test_a_time_that_lies_ahead_erases_nothing(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    with pytest.raises(ValueError, match=r"time 2027-01-01T00:00:00\.000Z lies ahead of 2026-03-10T12:00:00\.000Z, and nothing is erased"):
        stored.every_night(time="2027-01-01T00:00:00Z")
    assert stored.every_night(time="2026-03-10T12:04:59Z") == NOTHING  # two clocks are never quite the same
    assert keys(stored) == {CAR}
    assert emitted()["CleanUpRan"] == 1


def test_a_clock_that_is_a_little_ahead_erases_nothing_early(stored):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=30)
    assert stored.every_night(time="2026-04-09T12:04:00Z") == NOTHING


@pytest.mark.parametrize("state", ["waiting", "starting", "analysing"])
def test_an_upload_stays_until_its_analysis_has_ended_however_old_it_is(stored, state):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=100)
    assert stored.every_night() == NOTHING | {"kept": 1}
    assert (keys(stored), stored.video(CAR)["state"]) == ({CAR}, state)


def test_all_states_are_read_in_which_something_is_expected():
    assert set(ROAD) == UNSETTLED


MOVES = [
    ("waiting", "starting"),
    ("starting", "analysing"),
    ("analysing", "finishing"),
    ("starting", "waiting"),
    ("finishing", "analysing"),
    ("waiting", "held"),
]


@pytest.mark.parametrize(("state", "next_state"), MOVES)
@pytest.mark.parametrize("call", range(7, 19))
def test_an_upload_stays_whose_video_moves_while_the_states_are_read(stored, state, next_state, call):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=31)
    stored.outside.before = Nth(call, lambda: stored.force(CAR, next_state))
    stored.every_night()
    if stored.video(CAR)["state"] == "discarded":
        assert next_state == "held"
    else:
        assert (keys(stored), stored.video(CAR)["state"]) == ({CAR}, next_state)


@pytest.mark.parametrize("state", ["done", "failed", "discarded"])
def test_an_upload_goes_once_nothing_is_expected_of_its_video(stored, state):
    arrive(stored)
    stored.uploads.drain()
    stored.force(CAR, state)
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1000, "rows": 1}
    assert (keys(stored), stored.videos()) == (set(), {})


def test_another_version_of_the_name_goes_while_one_is_analysed(stored):
    stored.store.put(UPLOADS_BUCKET, CAR, id="v0")
    arrive(stored)
    stored.uploads.drain()
    stored.outside.later(days=31)
    stored.every_night()
    assert {each.id for each in stored.store.all()} == {"v1"}


def hold(world):
    arrive(world)
    world.uploads.drain()
    world.force(CAR, "held")


def test_a_held_video_is_discarded_with_its_upload_and_counted(stored, emitted):
    hold(stored)
    stored.outside.later(days=29)
    assert stored.every_night() == NOTHING
    stored.outside.later(days=2)
    emitted()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1000, "discarded": 1}
    assert (stored.video(CAR)["state"], keys(stored)) == ("discarded", set())
    assert "retention" in stored.video(CAR)["reason"]
    assert emitted()["VideosDiscarded"] == 1
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"rows": 1}


def test_a_held_video_whose_upload_is_older_than_its_row_is_discarded_with_the_upload(stored):
    stored.store.put(UPLOADS_BUCKET, CAR, id="v1")
    stored.outside.later(days=5)
    stored.upload(CAR)
    stored.uploads.drain()
    stored.force(CAR, "held")
    stored.outside.later(days=26)
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1, "discarded": 1}


def test_a_held_video_whose_upload_has_gone_otherwise_is_discarded_too(stored):
    hold(stored)
    (upload,) = stored.store.all()
    stored.store.delete_objects(Bucket=UPLOADS_BUCKET, Delete={"Objects": [{"Key": CAR, "VersionId": upload.id}]})
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"discarded": 1}


@pytest.mark.parametrize("call", range(1, 30))
def test_a_held_video_that_is_released_meanwhile_is_analysed_unless_it_was_discarded_before(stored, call):
    hold(stored)
    stored.outside.later(days=31)
    answers = []
    stored.outside.before = Nth(call, lambda: answers.append(stored.release(all=True)))
    stored.every_night()
    stored.outside.quiet()
    released = any(answer["released"] for answer in answers)
    assert (stored.video(CAR)["state"], keys(stored)) == (("waiting", {CAR}) if released else ("discarded", set()))


def test_without_knowing_what_is_unsettled_no_upload_goes_and_all_else_does(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.store.put(RESULTS_BUCKET, "results/a.json")
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)

    def down(name):
        if name == "query":
            raise refused("InternalServerError", "Query")

    stored.outside.before = down
    emitted()
    answer = stored.every_night()
    assert (keys(stored), keys(stored, RESULTS_BUCKET), stored.store.uploads()) == ({CAR}, set(), set())
    assert answer["left"] == ["rows of videos", "rows of held videos", "objects in uploads/"]
    assert answer["errors"] == emitted()["CleanUpErrors"] == 3
    stored.outside.quiet()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1}


def test_a_listing_that_breaks_off_does_not_save_what_it_has_shown(stored):
    stored.store.page = 2
    for number in range(5):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number}")
    stored.outside.later(days=31)
    pages = iter([None, None, refused("SlowDown", "ListObjectVersions")])
    listed = stored.store.list_object_versions

    def breaks_off(**request):
        if request["Bucket"] == UPLOADS_BUCKET and (error := next(pages, None)):
            raise error
        return listed(**request)

    stored.store.list_object_versions = breaks_off
    answer = stored.every_night()
    assert answer == NOTHING | {"objects": 3, "bytes": 3, "errors": 1, "left": ["objects in uploads/"]}
    assert keys(stored) == {"uploads/3", "uploads/4"}  # of the last key that was shown, there might have been more


def test_what_is_refused_is_reported_without_its_name_and_tried_again(stored, emitted, log):
    for key in (CAR, "uploads/van.mp4"):
        stored.store.put(UPLOADS_BUCKET, key)
    stored.store.refuses = lambda key, version: "AccessDenied" if key == CAR else None
    stored.outside.later(days=31)
    emitted()
    assert stored.every_night() == NOTHING | {"objects": 1, "bytes": 1, "errors": 1}
    assert emitted()["CleanUpErrors"] == 1
    (error,) = [line for line in log() if line["level"] == "ERROR"]
    assert (error["what"], error["number"], error["codes"]) == ("objects in uploads/", 1, {"AccessDenied": 1})
    assert not [line for line in log() if CAR in json.dumps(line)]
    stored.store.refuses = lambda key, version: None
    assert stored.every_night()["objects"] == 1


@pytest.mark.parametrize("error", [refused("SlowDown", "DeleteObjects"), ReadTimeoutError(endpoint_url="https://s3")])
def test_a_request_that_fails_as_a_whole_does_not_stop_the_next(stored, error):
    for number in range(1500):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number:04}")
    stored.outside.later(days=31)
    failures = iter([error])

    def stumble(name):
        if name == "delete_objects" and (failure := next(failures, None)):
            raise failure

    stored.outside.before = stumble
    assert stored.every_night() == NOTHING | {"objects": 500, "bytes": 500, "errors": 1000}
    assert stored.every_night() == NOTHING | {"objects": 1000, "bytes": 1000}


def test_an_abandoned_upload_goes_and_one_that_is_under_way_stays(stored):
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.store.begin(RESULTS_BUCKET, "results/a.json")
    stored.store.begin(UPLOADS_BUCKET, "other/b")
    stored.outside.later(days=31)
    young = stored.store.begin(UPLOADS_BUCKET, CAR)
    assert stored.every_night() == NOTHING | {"uploads": 2}
    assert {(each.key, each.at == young.at) for each in stored.store.uploads()} == {(CAR, True), ("other/b", False)}


def test_an_upload_that_ends_meanwhile_is_no_error(stored):
    upload = stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)
    abort = stored.store.abort_multipart_upload
    stored.store.abort_multipart_upload = lambda **request: stored.store.complete(upload) and abort(**request)
    assert stored.every_night()["errors"] == 0


def test_an_upload_that_cannot_be_aborted_is_an_error_and_the_others_go(stored):
    for key in (CAR, "uploads/van.mp4"):
        stored.store.begin(UPLOADS_BUCKET, key)
    stored.store.refuses = lambda key, upload: "AccessDenied" if key == CAR else None
    stored.outside.later(days=31)
    assert stored.every_night() == NOTHING | {"uploads": 1, "errors": 1}


def test_near_its_time_limit_it_ends_and_says_what_is_left(stored, log):
    stored.store.page = 10
    for number in range(2500):
        stored.store.put(UPLOADS_BUCKET, f"uploads/{number:05}")
    stored.outside.later(days=31)
    left = iter(range(900_000, 0, -5_000))
    context = type("Context", (), vars(CONTEXT) | {"get_remaining_time_in_millis": lambda self: next(left)})()
    answer = clean_up.handler({}, context)
    assert answer == NOTHING | {"objects": 1000, "bytes": 1000, "left": ["objects in uploads/"]}
    assert next(left) >= 100_000, "requests are begun that the time limit may cut off"
    assert [line["part"] for line in log() if line["level"] == "WARNING"] == ["objects in uploads/"]
    assert stored.every_night()["objects"] == 1500


REQUESTS = 27
"""All that the next test's night asks for."""


@pytest.mark.parametrize("requests", range(REQUESTS + 2))
def test_once_the_time_is_up_not_a_single_request_is_begun(stored, requests):
    hold(stored)
    stored.store.put(UPLOADS_BUCKET, "uploads/\x01")
    stored.store.put(UPLOADS_BUCKET, "uploads/deleted.mp4")
    stored.store.hide(UPLOADS_BUCKET, "uploads/deleted.mp4")
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.store.begin(RESULTS_BUCKET, "results/a.json")
    stored.store.put(RESULTS_BUCKET, "results/a.json")
    put_row(stored, 1, "done", stored.outside.clock)
    put_row(stored, 2, "held", stored.outside.clock)
    stored.outside.later(days=31)
    stored.outside.requests.clear()
    remaining = {"get_remaining_time_in_millis": lambda self: 120_000 if len(stored.outside.requests) < requests else 119_999}
    answer = clean_up.handler({}, type("Context", (), vars(CONTEXT) | remaining)())
    assert len(stored.outside.requests) == min(requests, REQUESTS)
    assert bool(answer["left"]) == (requests < REQUESTS)
    assert answer["errors"] == 0
    stored.every_night()
    assert (stored.store.all(), stored.store.uploads()) == (set(), set())


def test_it_never_speaks_to_the_usage_table_or_about_other_buckets(stored):
    hold(stored)
    stored.store.begin(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)
    stored.outside.requests.clear()
    stored.every_night()
    said = json.dumps([request for _, _, request in stored.outside.requests])
    assert "usage" not in said
    assert {request.get("Bucket") for _, _, request in stored.outside.requests} == {None, UPLOADS_BUCKET, RESULTS_BUCKET}
    assert {request["Prefix"] for _, _, request in stored.outside.requests if "Prefix" in request} == {UPLOADS, RESULTS}


def test_a_fault_of_the_program_in_one_part_does_not_stop_the_others(stored, emitted):
    stored.store.put(UPLOADS_BUCKET, CAR)
    stored.outside.later(days=31)
    stored.store.list_multipart_uploads = lambda **request: {"IsTruncated": True, "Uploads": []}
    emitted()
    answer = stored.every_night()
    assert (answer["objects"], answer["errors"], len(answer["left"])) == (1, 2, 2)
    assert emitted()["ObjectsDeleted"] == 1


STATES = ("waiting", "starting", "analysing", "finishing", "done", "failed", "held", "discarded")
UPLOADED = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([None, *STATES]), st.integers(0, 60)), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(UPLOADED, st.integers(1, 60))
def test_whatever_state_a_video_is_in_its_upload_its_row_and_its_usage_are_told_apart(worlds, uploaded, retention):
    with worlds() as world, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETENTION_DAYS", str(retention))
        furnish(world)
        now = world.outside.clock
        for number, (age, state, changed) in enumerate(uploaded):
            world.store.put(UPLOADS_BUCKET, f"uploads/{number}", at=now - timedelta(days=age), id="v1")
            if state:
                put_row(world, number, state, now + timedelta(days=retention - min(age, changed)))
        put_usage(world)
        usage = world.usage()
        world.every_night()
        left, rows = keys(world), world.videos()

        for number, (age, state, changed) in enumerate(uploaded):
            old, expired = age > retention, min(age, changed) > retention
            under_way = state in ("waiting", "starting", "analysing", "finishing")
            assert (f"uploads/{number}" in left) == (not old or under_way)
            row = rows.get(identity(f"uploads/{number}"))
            if state in ("done", "failed", "discarded"):
                assert (row is None) == expired
            elif state == "held":
                assert row["state"] == ("discarded" if old or expired else "held")
            elif state:
                assert row["state"] == state
        assert world.usage() == usage
        assert world.months() == {"2026-01": 7}
        assert world.every_night() == NOTHING | {"kept": sum(age > retention and state in STATES[:4] for age, state, _ in uploaded)}


def put_row(world, number, state, expires):
    """A row that last changed a retention before `expires`."""
    updated = stamp(expires - timedelta(days=int(os.environ["RETENTION_DAYS"])))
    row = {"video": identity(f"uploads/{number}"), "state": state, "updated": updated}
    item = {name: {"S": value} for name, value in row.items()}
    if state in ("done", "failed", "discarded"):
        item["expires"] = {"N": str(int(expires.timestamp()))}
    world._dynamodb.put_item(TableName="videos", Item=item)


def put_usage(world):
    """A metered video and its month, both far past their time: the clean-up is not for them."""
    world._dynamodb.put_item(TableName="usage", Item={"job": {"S": "v"}, "seconds": {"N": "7"}, "expires": {"N": "1"}})
    world._dynamodb.put_item(TableName="videos", Item={"video": {"S": "month#2026-01"}, "seconds": {"N": "7"}, "expires": {"N": "1"}})
