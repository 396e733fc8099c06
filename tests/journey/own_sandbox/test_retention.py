"""A month passes in a deployed environment: what its nightly clean-up leaves."""

import json
from datetime import datetime, timedelta

import pytest

from sandbox.demo.journey import secret_settings
from sandbox.demo.retention import LATER
from sandbox.demo.stacks import deploy
from sandbox.demo.video import VIDEO
from sandbox.server_process import running_sandbox
from tests.journey.conftest import SILENT, STACKS, Environment

CLIP = VIDEO.read_bytes()
HELD, OUTSIDE = "uploads/held.mp4", "other/kept.txt"
STATEMENT = "billing/statement.json"


@pytest.fixture(scope="module")
def dev(tmp_path_factory):
    """An environment with a sandbox of its own, whose clock nobody else looks at."""
    (stack,) = [each for each in STACKS if each.name == "dev"]
    settings = {"SANDBOX_HURRY": "600", "SANDBOX_CATCH_UP": "1"}
    with running_sandbox(tmp_path_factory.mktemp("retention") / "sandbox", **settings) as sandbox:
        yield Environment(sandbox, stack, deploy(sandbox, stack, secret_settings(sandbox, stack, SILENT), SILENT))


@pytest.fixture(scope="module")
def before(dev):
    """What there is on the last day: videos analysed and one held, a name that was deleted, an upload that nobody ended."""
    for name in ("twice.mp4", "twice.mp4", "deleted.mp4", "held.mp4"):
        dev.upload(name, CLIP)
    dev.until(lambda: len(dev.usage()) == 4, seconds=90)
    dev.quiet()
    s3, bucket = dev.aws("s3"), dev.outputs["uploads_bucket"]
    s3.delete_object(Bucket=bucket, Key="uploads/deleted.mp4")
    s3.create_multipart_upload(Bucket=bucket, Key="uploads/abandoned.mp4")
    dev.upload("kept.txt", b"x", prefix="other/")
    s3.put_object(Bucket=dev.outputs["results_bucket"], Key=STATEMENT, Body=b"{}")
    set_state(dev, dev.videos()[HELD]["video"], "held")
    return {"usage": dev.usage(), "months": months(dev), "now": now(dev)}


@pytest.fixture(scope="module")
def after(dev, before):
    """The night after the retention has come, by the schedule."""
    assert len(keys(dev, "uploads_bucket")) == 6
    dev.sandbox.admin("POST", "clock", {"forward_seconds": LATER.total_seconds()})
    dev.until(lambda: keys(dev, "uploads_bucket") == [OUTSIDE] and keys(dev, "results_bucket") == [STATEMENT], seconds=90)
    dev.quiet()
    return dev


def test_nothing_is_left_of_the_videos_and_everything_else_stays(after):
    assert (keys(after, "uploads_bucket"), keys(after, "results_bucket")) == ([OUTSIDE], [STATEMENT])


def test_an_upload_that_nobody_ended_is_gone_and_one_that_began_today_stays(after):
    s3, bucket = after.aws("s3"), after.outputs["uploads_bucket"]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="uploads/today.mp4")["UploadId"]
    clean_up(after)
    assert [each["UploadId"] for each in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == [upload]
    s3.abort_multipart_upload(Bucket=bucket, Key="uploads/today.mp4", UploadId=upload)


def test_what_was_metered_stays_and_so_does_the_months_total(after, before):
    assert sorted(map(str, after.usage())) == sorted(map(str, before["usage"]))
    assert months(after) == before["months"] != {}


def test_a_held_video_is_discarded_and_the_rows_of_the_others_are_gone(after):
    assert {key: row["state"] for key, row in after.videos().items()} == {HELD: "discarded"}


def test_the_night_is_counted_in_cloudwatch(after):
    statistics = {"StartTime": now(after) - timedelta(days=2), "EndTime": now(after) + timedelta(days=1), "Period": 86_400}
    dimensions = [{"Name": "service", "Value": "vehicle-analysis"}, {"Name": "Stack", "Value": "dev"}]

    def total(metric):
        found = after.aws("cloudwatch").get_metric_statistics(
            Namespace="ClientEnvironment", MetricName=metric, Dimensions=dimensions, Statistics=["Sum"], **statistics
        )
        return sum(point["Sum"] for point in found["Datapoints"])

    after.until(lambda: total("CleanUpRan") >= 1)
    assert (total("CleanUpErrors"), total("UploadsAborted"), total("VideosDiscarded")) == (0, 1, 1)
    assert total("RowsDeleted") == 3
    assert total("ObjectsDeleted") == 4 + 4
    assert total("BytesDeleted") > 4 * len(CLIP)


def test_another_run_finds_nothing_and_one_before_its_time_is_refused(after):
    assert set(clean_up(after).values()) == {0, ()}
    ahead = (now(after) + timedelta(days=365)).isoformat()
    refused = after.invoke("-clean-up", json.dumps({"time": ahead}).encode())
    assert "lies ahead" in json.loads(refused["Payload"].read())["errorMessage"]


def clean_up(environment):
    answer = environment.invoke("-clean-up")
    assert "FunctionError" not in answer
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(answer["Payload"].read()).items()}


def keys(environment, bucket):
    """Versions and delete markers."""
    page = environment.aws("s3").list_object_versions(Bucket=environment.outputs[bucket])
    return [row["Key"] for kind in ("Versions", "DeleteMarkers") for row in page.get(kind, [])]


def set_state(environment, video, state):
    environment.aws("dynamodb").update_item(
        TableName=environment.resource("aws:dynamodb/table:Table", "-videos").id,
        Key={"video": {"S": video}},
        UpdateExpression="SET #state = :state",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":state": {"S": state}},
    )


def months(environment):
    rows = environment.aws("dynamodb").scan(TableName=environment.resource("aws:dynamodb/table:Table", "-videos").id)["Items"]
    return {row["video"]["S"]: row["seconds"]["N"] for row in rows if row["video"]["S"].startswith("month#")}


def now(environment):
    return datetime.fromisoformat(environment.sandbox.admin("GET", "clock")["now"])
