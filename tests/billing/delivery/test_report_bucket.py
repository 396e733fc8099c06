"""The report bucket, as a run opens it: the same bytes are stored once, and links are ones that S3 honours."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from billing.runs.opening import Place, open_run
from billing.settings_record import as_record
from tests.billing.runs.office import OPERATOR, SETTINGS

PLACE = Place(region="us-east-1", ledger_table="ledger", report_bucket="reports", settings_key="settings/billing.json")
FILES = {"documents/2026/INV-2026-000001.json": b"{}", "documents/2026/INV-2026-000001.pdf": b"%PDF"}


@pytest.fixture(scope="module")
def opened():
    """One bucket for all tests here: each writes under names of its own."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        session = boto3.Session(region_name="us-east-1")
        s3 = session.client("s3")
        s3.create_bucket(Bucket="reports")
        s3.put_bucket_versioning(Bucket="reports", VersioningConfiguration={"Status": "Enabled"})
        s3.put_object(Bucket="reports", Key=PLACE.settings_key, Body=json.dumps(as_record(SETTINGS)))
        yield open_run(session, PLACE, by="mara", at=datetime(2026, 11, 8, 9, tzinfo=UTC))


def test_a_run_works_with_the_settings_that_lie_in_the_bucket(opened):
    assert (opened.run.settings, opened.run.settings.payer_account_id) == (SETTINGS, OPERATOR)


def test_the_same_bytes_are_stored_once_and_others_under_the_same_name(opened):
    assert opened.bucket.put(FILES) == list(FILES)
    assert opened.bucket.put(FILES) == []
    changed = FILES | {"documents/2026/INV-2026-000001.json": b"{} "}
    assert opened.bucket.put(changed) == ["documents/2026/INV-2026-000001.json"]
    assert opened.bucket.get("documents/2026/INV-2026-000001.json") == b"{} "
    assert list(opened.bucket.names("documents/2026/")) == sorted(FILES)


def test_what_is_not_there_is_a_key_error(opened):
    with pytest.raises(KeyError, match="INV-2026-000099"):
        opened.bucket.get("documents/2026/INV-2026-000099.pdf")


def test_a_link_is_signed_by_version_4_which_alone_opens_what_a_key_encrypts_and_lives_a_week(opened):
    signed = parse_qs(urlsplit(opened.bucket.link("documents/2026/INV-2026-000001.pdf")).query)
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert signed["X-Amz-Expires"] == ["604800"]
