from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.errors import AwsError
from sandbox.aws.presigned import check_end
from sandbox.aws.signature import Signature, read_signature
from sandbox.clock import Clock


def status(url, method="GET", data=None):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, method=method, data=data)).status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_presigned_url_lets_a_stranger_do_one_thing_until_it_ends(aws, version):
    keys = aws.admin("POST", "accounts/111111111111")
    s3 = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        config=Config(signature_version=version, s3={"addressing_style": "path"}),
    )
    aws.client("s3").create_bucket(Bucket="films")
    place = {"Bucket": "films", "Key": "uploads/ä b"}
    assert status(s3.generate_presigned_url("put_object", Params=place, ExpiresIn=60), "PUT", b"1") == 200
    assert status(s3.generate_presigned_url("get_object", Params=place, ExpiresIn=60)) == 200
    assert status(s3.generate_presigned_url("get_object", Params=place, ExpiresIn=-1)) == 403


def signature(made, seconds):
    return Signature(key_id="k", region="us-east-1", service="s3", signed_at=made, expires=made + timedelta(seconds=seconds))


def test_a_url_is_judged_by_the_clock_that_its_maker_looked_at():
    clock = Clock()
    try:
        clock.forward(timedelta(days=30))
        check_end(signature(clock.real(), 60), clock)
        check_end(signature(clock.now(), 60), clock)
        with pytest.raises(AwsError, match="expired"):
            check_end(signature(clock.real() - timedelta(seconds=61), 60), clock)
        with pytest.raises(AwsError, match="expired"):
            check_end(signature(clock.now() - timedelta(seconds=61), 60), clock)
    finally:
        clock.stop()


def test_a_url_lives_a_week_at_most():
    with pytest.raises(AwsError, match="week"):
        check_end(signature(datetime.now(UTC), 8 * 86400), Clock())


@pytest.mark.parametrize(
    ("headers", "query", "form"),
    [
        ({"authorization": "AWS4-HMAC-SHA256 Credential=K/20250101/eu-west-1/s3/aws4_request, SignedHeaders=h, Signature=s"}, {}, {}),
        ({}, {"X-Amz-Credential": "K/20250101/eu-west-1/s3/aws4_request", "X-Amz-Date": "20250101T000000Z", "X-Amz-Expires": "9"}, {}),
        ({}, {}, {"x-amz-credential": "K/20250101/eu-west-1/s3/aws4_request"}),
    ],
)
def test_key_region_and_service_are_read_wherever_the_signature_is(headers, query, form):
    found = read_signature(headers, query, form)
    assert (found.key_id, found.region, found.service) == ("K", "eu-west-1", "s3")


@pytest.mark.parametrize("header", ["", "Basic abc", "AWS4-HMAC-SHA256 nonsense", "AWS4-HMAC-SHA256 Credential=K/1/2"])
def test_what_is_no_signature_is_none(header):
    assert read_signature({"authorization": header}, {}, {}) is None


@pytest.mark.parametrize("bucket", ["moto-api", "moto-api-films"])
def test_motos_own_paths_are_shut(aws, bucket):
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="stays")
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        s3.get_object(Bucket=bucket, Key="reset")
    assert status(f"{aws.endpoint}/moto-api/reset", "POST", b"") == 400
    assert status(f"{aws.endpoint}/latest/meta-data/iam/security-credentials/") == 400
    assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == ["stays"]
