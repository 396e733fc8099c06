import json
from datetime import UTC, datetime

import pytest

from lambdas.complete_analysis.notices import MalformedNotice, Notice, read_notice
from tests.lambdas.rekognition import Footage, Job, notice

AT = datetime(2026, 3, 31, 23, 59, 59, 999000, tzinfo=UTC)
REQUEST = {"Video": {"S3Object": {"Name": "uploads/anna.mp4", "Bucket": "uploads-bucket"}}}


def job(status="SUCCEEDED"):
    return Job("job-1", "f" * 64, REQUEST, Footage(), status)


@pytest.mark.parametrize("raw", [True, False])
def test_a_notice_is_read_with_and_without_its_envelope(raw):
    assert read_notice(notice(job(), AT, raw=raw)) == Notice(job="job-1", video="f" * 64, succeeded=True, at=AT)


@pytest.mark.parametrize("status", ["FAILED", "ERROR"])
def test_a_failed_analysis_has_not_succeeded(status):
    assert not read_notice(notice(job(status), AT)).succeeded


CHANGES = [
    {"JobId": None},
    {"JobId": ""},
    {"JobTag": None},
    {"JobTag": 7},
    {"Status": "PERHAPS"},
    {"Status": None},
    {"Timestamp": None},
    {"Timestamp": "1774994399999"},
    {"Timestamp": 0},
    {"Timestamp": -1},
    {"Timestamp": True},
    {"Timestamp": 10**18},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_notice_that_lacks_what_is_needed_is_malformed(changes):
    with pytest.raises(MalformedNotice) as raised:
        read_notice(notice(job(), AT, **changes))
    assert "anna" not in str(raised.value)


@pytest.mark.parametrize(
    "body", ["", "text", "[]", "null", "5", '{"Type": "Notification"}', '{"Type": "Notification", "Message": "hello"}', json.dumps({})]
)
def test_what_is_no_notice_is_malformed(body):
    with pytest.raises(MalformedNotice):
        read_notice(body)
