"""A night as a whole, with tables of moto and buckets in memory: what goes, what stays, and what is said of it."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.clean_up.retention import RESULTS, UPLOADS
from lambdas.videos.results import results_key
from lambdas.videos.starting import PREFIX
from tests.lambdas.clean_up.nights import NOTHING, RESULTS_BUCKET, UPLOADS_BUCKET, arrive, furnish, hold, keys, put_row
from tests.lambdas.outside import Tap, client
from tests.lambdas.rekognition import Footage
from tests.lambdas.world import CAR, identity


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


def put_usage(world):
    """A metered video and its month, both far past their time: the clean-up is not for them."""
    world._dynamodb.put_item(TableName="usage", Item={"job": {"S": "v"}, "seconds": {"N": "7"}, "expires": {"N": "1"}})
    world._dynamodb.put_item(TableName="videos", Item={"video": {"S": "month#2026-01"}, "seconds": {"N": "7"}, "expires": {"N": "1"}})
