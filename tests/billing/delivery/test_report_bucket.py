"""The report bucket, as a run opens it: the same bytes are stored once, what is final is locked, and links are ones that S3 honours."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from billing.runs.opening import Place, open_run
from billing.settings_record import as_record
from tests.billing.runs.office import OPERATOR, SETTINGS

PLACE = Place(region="us-east-1", ledger_table="ledger", report_bucket="reports", settings_key="settings/billing.json")
FILES = {"documents/2026/INV-2026-000001.json": b"{}", "documents/2026/INV-2026-000001.pdf": b"%PDF"}
FINAL = ("documents/2026/INV-2026-000002.pdf", "certificates/2026-10/111111111111.json")
PASSING = ("drafts/2026-10/acme.json", "reports/2026-10/operator.html", "statements/2026-11/acme.json")
AT = datetime(2026, 11, 8, 9, 30, 15, 123, tzinfo=UTC)


@pytest.fixture(scope="module")
def session():
    """Two buckets, with Object Lock and without, for all tests here: each writes under names of its own."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        session = boto3.Session(region_name="us-east-1")
        s3 = session.client("s3")
        for name, protected in (("reports", True), ("unprotected", False)):
            s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=protected)
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            s3.put_object(Bucket=name, Key=PLACE.settings_key, Body=json.dumps(as_record(replace(SETTINGS, protect_data=protected))))
        yield session


@pytest.fixture(scope="module")
def opened(session):
    return open_run(session, PLACE, by="mara", at=AT)


@pytest.fixture(scope="module")
def s3(session):
    return session.client("s3")


def versions(s3, name):
    return s3.list_object_versions(Bucket="reports", Prefix=name).get("Versions", [])


def test_a_run_works_with_the_settings_that_lie_in_the_bucket(opened):
    assert (opened.run.settings, opened.run.settings.payer_account_id) == (SETTINGS, OPERATOR)


def test_the_same_bytes_are_stored_once_and_others_under_the_same_name(opened):
    assert opened.bucket.put(FILES) == list(FILES)
    assert opened.bucket.put(FILES) == []
    changed = FILES | {"documents/2026/INV-2026-000001.json": b"{} "}
    assert opened.bucket.put(changed) == ["documents/2026/INV-2026-000001.json"]
    assert opened.bucket.get("documents/2026/INV-2026-000001.json") == b"{} "
    assert list(opened.bucket.names("documents/2026/")) == sorted(FILES)


@pytest.mark.parametrize("name", FINAL)
def test_what_is_final_cannot_be_deleted_for_ten_years_from_the_run(opened, s3, name):
    opened.bucket.put({name: b"final"})

    (version,) = versions(s3, name)
    found = s3.head_object(Bucket="reports", Key=name)
    assert (found["ObjectLockMode"], found["ObjectLockRetainUntilDate"]) == ("GOVERNANCE", datetime(2036, 11, 8, 9, 30, 15, tzinfo=UTC))
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket="reports", Key=name, VersionId=version["VersionId"])


@pytest.mark.parametrize("name", PASSING)
def test_what_is_written_over_is_not_locked(opened, s3, name):
    opened.bucket.put({name: b"today"})

    assert "ObjectLockMode" not in s3.head_object(Bucket="reports", Key=name)
    (version,) = versions(s3, name)
    s3.delete_object(Bucket="reports", Key=name, VersionId=version["VersionId"])
    assert versions(s3, name) == []


@pytest.mark.parametrize(
    "name", ["documents/2026/INV-2026-000003.json", "certificates/2026-11/111111111111.json", "drafts/2026-11/acme.json"]
)
def test_a_later_run_with_the_same_bytes_makes_no_new_version_and_moves_no_lock(opened, session, s3, name):
    opened.bucket.put({name: b"same"})
    before = (versions(s3, name), s3.head_object(Bucket="reports", Key=name).get("ObjectLockRetainUntilDate"))

    later = open_run(session, PLACE, by="mara", at=AT.replace(year=2027))

    assert later.bucket.put({name: b"same"}) == []
    assert (versions(s3, name), s3.head_object(Bucket="reports", Key=name).get("ObjectLockRetainUntilDate")) == before


def test_where_data_is_not_protected_nothing_is_locked(session, s3):
    open_run(session, replace(PLACE, report_bucket="unprotected"), by="mara", at=AT).bucket.put(dict.fromkeys(FINAL, b"final"))

    assert [name for name in FINAL if "ObjectLockMode" in s3.head_object(Bucket="unprotected", Key=name)] == []


def test_what_is_not_there_is_a_key_error(opened):
    with pytest.raises(KeyError, match="INV-2026-000099"):
        opened.bucket.get("documents/2026/INV-2026-000099.pdf")


def test_a_link_is_signed_by_version_4_which_alone_opens_what_a_key_encrypts_and_lives_a_week(opened):
    signed = parse_qs(urlsplit(opened.bucket.link("documents/2026/INV-2026-000001.pdf")).query)
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert signed["X-Amz-Expires"] == ["604800"]
