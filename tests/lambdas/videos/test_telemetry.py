"""What leaves the functions: names of clients and jobs, never of files."""

import json

import pytest

from lambdas.videos.telemetry import Metric, describe
from tests.lambdas.rekognition import Footage, refused

SECRET = "anna-mueller-crash"
KEY = f"uploads/{SECRET}.mp4"


def test_every_line_of_a_log_names_client_stack_and_request(world, log):
    world.upload(KEY)
    world.settle()
    lines = log()
    assert {"analysis started", "video metered", "swept"} <= {line["message"] for line in lines}
    for line in lines:
        assert (line["client"], line["stack"], line["function_request_id"]) == ("Müller & Söhne", "acme-prod", "request-1")
    assert [line["job"] for line in lines if line["message"] == "video metered"] == ["job-0001"]


def everything_goes_wrong(world):
    """Every kind of message that an upload can cause."""
    quoting = [
        refused(code, message=f"cannot read {KEY}") for code in ("LimitExceededException", "InvalidS3ObjectException", "AccessDenied")
    ]
    for number, error in enumerate([None, *quoting, ValueError(KEY), KeyError(KEY)]):
        world.rekognition.errors = [error] * 6 if error else []
        world.upload(f"uploads/{SECRET}-{number}.mp4", Footage(fails=number == 0))
        world.uploads.drain()
        world.outside.later(hours=1)
        world.every_five_minutes()
    world.rekognition.errors.clear()
    world.upload(f"other/{SECRET}.mp4")
    world.uploads.put(f'{{"detail-type": "Object Created", "detail": "{SECRET}"}}')
    world.completions.put(f'{{"JobId": "{SECRET}"}}')
    world.uploads.drain()
    for job in world.rekognition.running()[:1]:
        world.finish(job, at=None)
    world.outside.before = fail_reads
    world.completions.drain()
    world.outside.later(hours=30)
    world.every_hour()
    world.outside.quiet()
    world.settle()


def fail_reads(name):
    if name == "get_label_detection":
        raise refused("InternalServerError", "GetLabelDetection", message=KEY)


def test_neither_logs_nor_metrics_hold_a_key_or_a_file_name(world, log, capfd):
    everything_goes_wrong(world)
    lines = log()
    assert len({line["message"] for line in lines}) >= 10, "too little happened"
    assert SECRET not in json.dumps(lines)
    out, err = capfd.readouterr()
    assert "_aws" in out
    assert SECRET not in out + err


def test_an_error_is_described_by_its_kind_and_place(world):
    try:
        raise ValueError(KEY)
    except ValueError as error:
        said = describe(error)
    assert said["error"] == "ValueError"
    assert said["at"].startswith("test_an_error_is_described_by_its_kind_and_place:")


def test_an_error_of_aws_is_described_by_its_code_and_operation():
    assert describe(refused("AccessDenied", "PutItem", message=KEY)) == {
        "error": "ClientError",
        "at": "",
        "code": "AccessDenied",
        "operation": "PutItem",
    }


@pytest.mark.parametrize("metric", Metric)
def test_a_metric_has_a_name_that_cloudwatch_takes(metric):
    assert metric.value.isalnum()
    assert metric.value.isascii()
