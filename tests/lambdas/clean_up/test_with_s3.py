"""The requests are such as boto3 sends and an S3 that others have written answers."""

from datetime import UTC, datetime, timedelta

import pytest

from lambdas.clean_up import eraser, objects
from tests.lambdas.clean_up.nights import NOTHING
from tests.lambdas.outside import client

NAMES = ("a", "b c", "ä&<>\"'\n", "%2F+")


@pytest.fixture
def in_s3(world, monkeypatch):
    """Both buckets keep versions, and small pages show whether each follows the one before."""
    monkeypatch.setattr(objects, "PAGE", 2)
    monkeypatch.setattr(eraser, "BATCH", 1)
    world.outside.clock = datetime.now(UTC)
    world.s3 = client("s3")
    for bucket in ("uploads-bucket", "results-bucket"):
        world.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return world


def left(world, bucket):
    page = world.s3.list_object_versions(Bucket=bucket)
    return sorted(row["Key"] for kind in ("Versions", "DeleteMarkers") for row in page.get(kind, []))


def test_versions_markers_and_uploads_go_from_both_buckets(in_s3):
    for bucket, prefix in (("uploads-bucket", "uploads/"), ("results-bucket", "results/")):
        for name in NAMES:
            in_s3.s3.put_object(Bucket=bucket, Key=prefix + name, Body=b"old")
            in_s3.s3.put_object(Bucket=bucket, Key=prefix + name, Body=b"new")
        in_s3.s3.delete_object(Bucket=bucket, Key=prefix + NAMES[0])
        in_s3.s3.put_object(Bucket=bucket, Key="outside/" + prefix, Body=b"x")
        in_s3.s3.create_multipart_upload(Bucket=bucket, Key=prefix + "abandoned")
    assert in_s3.every_night()["objects"] == 0

    in_s3.outside.later(days=31)
    answer = in_s3.every_night()

    assert answer | {"uploads": 0} == NOTHING | {"objects": 16, "bytes": 48, "markers": 2}
    assert (left(in_s3, "uploads-bucket"), left(in_s3, "results-bucket")) == (["outside/uploads/"], ["outside/results/"])
    assert not in_s3.s3.list_multipart_uploads(Bucket="uploads-bucket").get("Uploads")
    assert in_s3.every_night() == NOTHING


def test_objects_from_before_versions_were_kept_go_too(in_s3):
    in_s3.s3.put_bucket_versioning(Bucket="results-bucket", VersioningConfiguration={"Status": "Suspended"})
    in_s3.s3.put_object(Bucket="results-bucket", Key="results/a.json", Body=b"x")
    in_s3.s3.put_bucket_versioning(Bucket="results-bucket", VersioningConfiguration={"Status": "Enabled"})
    in_s3.outside.clock += timedelta(days=31)
    assert in_s3.every_night() == NOTHING | {"objects": 1, "bytes": 1}
