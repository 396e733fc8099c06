"""What is in an audit record, and the places where one can be kept."""

import json
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from automation.audit import Audit, commit, shown
from automation.aws.audit_place import BucketPlace, audit_place
from billing.delivery.report_bucket import ReportBucket

NAME = "2026/11/20261108T090000000000Z-0a1b2c3d.json"


def reports(s3):
    return BucketPlace(bucket=ReportBucket(s3, "reports"))


@pytest.fixture(scope="module")
def s3():
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        client = boto3.client("s3", region_name="us-east-1")
        for bucket in ("reports", "trail"):
            client.create_bucket(Bucket=bucket)
        yield client


@pytest.mark.parametrize(
    ("named", "bucket", "key"),
    [
        (None, "reports", f"audit/{NAME}"),
        ("s3://trail/clientenv", "trail", f"clientenv/{NAME}"),
        ("s3://trail/clientenv/", "trail", f"clientenv/{NAME}"),
        ("s3://trail", "trail", NAME),
    ],
)
def test_records_lie_in_the_report_bucket_or_in_the_one_that_is_named(s3, named, bucket, key):
    audit_place(named, reports(s3), lambda: s3).keep(NAME, b'{"exit":0}')
    assert json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read()) == {"exit": 0}


def test_a_record_in_a_folder_is_never_written_over(s3, tmp_path):
    place = audit_place(str(tmp_path / "trail"), reports(s3), lambda: s3)
    place.keep(NAME, b"{}")
    with pytest.raises(FileExistsError):
        place.keep(NAME, b"[]")
    assert (tmp_path / "trail" / NAME).read_bytes() == b"{}"


def test_sorted_by_name_records_are_in_the_order_of_their_moments(s3, tmp_path):
    place = audit_place(str(tmp_path), reports(s3), lambda: s3)
    began = [datetime(2026, 11, 8, 9, 0, 0, microsecond, tzinfo=UTC) for microsecond in (0, 1, 20, 300, 999_999)]
    for at in began:
        Audit(place, by="arn:aws:iam::111111111111:user/kim", stack="dev", at=at).write(0, None)
    found = [json.loads(path.read_text())["at"] for path in sorted(tmp_path.rglob("*.json"))]
    assert found == [at.isoformat() for at in began]


def test_a_bucket_that_is_not_there_is_an_error_that_names_it(s3):
    place = audit_place("s3://nowhere-to-be-found/x", reports(s3), lambda: s3)
    assert place.text == "s3://nowhere-to-be-found/x/"
    with pytest.raises(ClientError):
        place.keep(NAME, b"{}")


def test_words_are_shown_without_secrets():
    words = (
        "bill",
        "send",
        "INV-2026-000001",
        "--api-token",
        "t0ps",
        "--password=hush",
        "--external-id",
        "e",
        "--to",
        "AKIAIOSFODNN7EXAMPLE",
    )
    assert list(shown(words)) == [
        *("bill", "send", "INV-2026-000001", "--api-token", "***", "--password=***", "--external-id", "***", "--to", "***")
    ]


def test_the_commit_is_left_out_where_there_is_no_repository(tmp_path):
    assert commit(tmp_path) is None
