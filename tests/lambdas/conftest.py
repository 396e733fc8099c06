"""The world that the functions live in, empty for each test."""

import contextlib
import copy
import io
import json
import warnings

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from lambdas.videos import boundary, telemetry
from tests.lambdas.outside import Outside, client
from tests.lambdas.rekognition import Footage


def _variables():
    from tests.lambdas.world import VARIABLES

    return VARIABLES


@pytest.fixture
def variables(monkeypatch):
    """The environment variables of the functions; change them through `monkeypatch.setenv`."""
    warnings.filterwarnings("ignore", "No application metrics")  # pytest takes off the filter that the functions put on
    for name, value in _variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


@pytest.fixture(scope="module")
def emptied():
    """One emulated AWS for all worlds of a file, with tables and buckets as the components make them. Makes it as it was at first."""
    with mock_aws():
        make_tables()
        for bucket in ("uploads-bucket", "results-bucket"):
            client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        dynamodb, s3 = dynamodb_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"], s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        at_first = copy.deepcopy((dynamodb.tables, s3.buckets))

        def empty():
            dynamodb.tables, s3.buckets = copy.deepcopy(at_first)

        yield empty


@contextlib.contextmanager
def built(emptied, monkeypatch, seed=0):
    """An empty world."""
    from tests.lambdas.world import World

    emptied()
    outside = Outside(seed)
    monkeypatch.setattr(boundary, "current", lambda: outside)
    yield World(outside)


@pytest.fixture
def world(emptied, variables, monkeypatch):
    with built(emptied, monkeypatch) as made:
        yield made


@pytest.fixture
def worlds(emptied, variables, monkeypatch):
    """Makes one world after another, for tests that go through many cases."""
    return lambda seed=0: built(emptied, monkeypatch, seed)


@pytest.fixture
def analysing(world, emitted):
    """A world in which the analysis of one upload runs, of 61.001 seconds; nothing is said of its start any more."""
    from tests.lambdas.world import CAR

    world.upload(CAR, Footage(millis=61_001))
    world.uploads.drain()
    emitted()
    return world


@pytest.fixture
def log():
    """What the functions log during the test."""
    handler, lines = telemetry.logger.registered_handler, io.StringIO()
    before = handler.setStream(lines)
    yield lambda: [json.loads(line) for line in lines.getvalue().splitlines()]
    handler.setStream(before)


@pytest.fixture
def emitted(capsys):
    """Sums of the metrics that were emitted since it was last asked; the month's levels only when asked for."""

    def sums(levels=False):
        totals = {}
        for line in capsys.readouterr().out.splitlines():
            record = json.loads(line) if line.startswith("{") else {}
            for group in record.get("_aws", {}).get("CloudWatchMetrics", []):
                assert group["Namespace"] == "ClientEnvironment"
                assert group["Dimensions"] == [["Stack", "service"]]
                for metric in group["Metrics"]:
                    totals[metric["Name"]] = totals.get(metric["Name"], 0) + sum(record[metric["Name"]])
        return {name: total for name, total in totals.items() if levels or name not in ("MonthSeconds", "MonthVideos")}

    return sums


def make_tables():
    dynamodb = client("dynamodb")
    for name, key, index, hash_key, range_key in (
        ("videos", "video", "by_state", "state", "updated"),
        ("usage", "job", "by_month", "month", "completed_at"),
    ):
        dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": column, "AttributeType": "S"} for column in (key, hash_key, range_key)],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": index,
                    "KeySchema": [{"AttributeName": hash_key, "KeyType": "HASH"}, {"AttributeName": range_key, "KeyType": "RANGE"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
