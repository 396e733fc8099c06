from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from lambdas.videos.settings import Settings
from lambdas.videos.table import VideosTable
from lambdas.videos.usage import ATTEMPTS, Meter, Source, Usage
from tests.lambdas.world import VARIABLES, identity

CAR = "uploads/car.mp4"
AT = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)


def meter(world):
    settings = Settings(VARIABLES)
    return Meter(world.outside, settings, VideosTable(world.outside.dynamodb, settings))


def usage(seconds=62):
    return Usage(video=identity(CAR), seconds=seconds, completed_at=AT, source=Source.NOTICE)


def cancelled(*codes):
    response = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": [{"Code": code} for code in codes]}
    return ClientError(response, "TransactWriteItems")


class Refusing:
    """A hook that makes the first transactions fail."""

    def __init__(self, *errors):
        self.errors = list(errors)

    def __call__(self, name):
        if name == "transact_write_items" and self.errors:
            raise self.errors.pop(0)


@pytest.fixture
def analysing(world):
    world.upload(CAR)
    world.uploads.drain()
    return world


def test_a_usage_row_names_no_file_and_outlives_its_video(analysing):
    assert meter(analysing).count(usage(), "job-0001")
    assert analysing.usage() == {
        identity(CAR): {
            "job": identity(CAR),
            "month": "2026-03",
            "completed_at": "2026-03-31T23:59:59.000Z",
            "seconds": 62,
            "source": "notice",
            "expires": int(datetime(2028, 4, 1, tzinfo=UTC).timestamp()),
        }
    }
    assert analysing.months() == {"2026-03": 62}
    row = analysing.video(CAR)
    assert (row["state"], row["seconds"], row["job_id"]) == ("finishing", 62, "job-0001")


def test_a_second_count_changes_nothing(analysing):
    assert meter(analysing).count(usage(62), "job-0001")
    assert not meter(analysing).count(usage(99), "job-0001")
    assert analysing.months() == {"2026-03": 62}
    assert analysing.video(CAR)["seconds"] == 62


def test_a_video_that_was_metered_before_its_row_has_the_seconds_of_the_first_count(analysing):
    meter(analysing).count(usage(62), "job-0001")
    analysing.forget(CAR)
    analysing.upload(CAR)
    analysing.rekognition.jobs.clear()
    analysing.uploads.drain()
    assert analysing.video(CAR)["state"] == "analysing"

    assert not meter(analysing).count(usage(99), "job-0001")
    assert (analysing.video(CAR)["state"], analysing.video(CAR)["seconds"]) == ("finishing", 62)


def test_a_conflict_over_the_months_total_is_tried_again(analysing):
    analysing.outside.before = Refusing(cancelled("None", "TransactionConflict", "None"), cancelled("None", "ThrottlingError", "None"))
    assert meter(analysing).count(usage(), "job-0001")
    assert len(analysing.outside.pauses) == 2
    assert analysing.months() == {"2026-03": 62}


def test_a_conflict_that_does_not_pass_is_raised_and_nothing_is_written(analysing):
    analysing.outside.before = Refusing(*[cancelled("None", "TransactionConflict", "None")] * ATTEMPTS)
    with pytest.raises(ClientError):
        meter(analysing).count(usage(), "job-0001")
    assert (analysing.usage(), analysing.months()) == ({}, {})
    assert sum(analysing.outside.pauses) < 10


@pytest.mark.parametrize("error", [cancelled("None", "ValidationError", "None"), ClientError({"Error": {"Code": "AccessDenied"}}, "T")])
def test_any_other_refusal_is_raised_at_once(analysing, error):
    analysing.outside.before = Refusing(error)
    with pytest.raises(ClientError):
        meter(analysing).count(usage(), "job-0001")
    assert not analysing.outside.pauses
