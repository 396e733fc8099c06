from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


@pytest.fixture
def s3(aws):
    client = aws.client("s3")
    client.create_bucket(Bucket="parts")
    return client


def begin(s3, *keys):
    return [s3.create_multipart_upload(Bucket="parts", Key=key)["UploadId"] for key in keys]


def test_an_upload_was_begun_when_it_was_begun_by_the_sandboxs_clock(aws, s3):
    before = datetime.now(UTC).replace(microsecond=0)
    aws.admin("POST", "clock", {"forward_seconds": 86_400})
    begin(s3, "a")
    (upload,) = s3.list_multipart_uploads(Bucket="parts")["Uploads"]
    assert timedelta(days=1) <= upload["Initiated"] - before < timedelta(days=1, minutes=5)


def test_uploads_are_listed_by_key_and_page_by_page(s3):
    ids = begin(s3, "b", "a", "b", "c")
    pages = list(s3.get_paginator("list_multipart_uploads").paginate(Bucket="parts", PaginationConfig={"PageSize": 1}))
    listed = [(upload["Key"], upload["UploadId"]) for page in pages for upload in page["Uploads"]]
    assert listed == sorted(zip("babc", ids, strict=True))
    assert [page["IsTruncated"] for page in pages] == [True, True, True, False]


def test_after_a_key_alone_all_its_uploads_are_passed(s3):
    begin(s3, "a", "a", "b")
    page = s3.list_multipart_uploads(Bucket="parts", KeyMarker="a")
    assert [upload["Key"] for upload in page["Uploads"]] == ["b"]


def test_only_those_below_the_prefix_are_listed(s3):
    begin(s3, "uploads/a", "other/b")
    page = s3.list_multipart_uploads(Bucket="parts", Prefix="uploads/")
    assert [upload["Key"] for upload in page["Uploads"]] == ["uploads/a"]


def test_a_page_goes_on_after_an_upload_that_was_aborted_meanwhile(s3):
    begin(s3, "a", "b", "c")
    first = s3.list_multipart_uploads(Bucket="parts", MaxUploads=1)
    s3.abort_multipart_upload(Bucket="parts", Key="a", UploadId=first["NextUploadIdMarker"])
    second = s3.list_multipart_uploads(
        Bucket="parts", KeyMarker=first["NextKeyMarker"], UploadIdMarker=first["NextUploadIdMarker"], MaxUploads=1
    )
    assert [upload["Key"] for upload in second["Uploads"]] == ["b"]


def test_without_uploads_there_are_none(s3):
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="parts")
