from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def put(aws):
    events = []
    aws.running.aws.put_events.on(events.append)
    return events


def entry(**more):
    return {"Source": "clientenv", "DetailType": "Note", "Detail": '{"a": 1}'} | more


def test_an_event_reaches_the_listener_with_the_id_that_the_caller_gets(aws, put):
    at = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    answer = aws.client("events", region="eu-west-1").put_events(Entries=[entry(Resources=["arn:x"], Time=at), entry(EventBusName="other")])
    assert answer["FailedEntryCount"] == 0
    assert [event.event_id for event in put] == [result["EventId"] for result in answer["Entries"]]
    assert (put[0].account, put[0].region, put[0].bus, put[0].at) == ("111111111111", "eu-west-1", "default", at)
    assert (put[0].source, put[0].detail_type, put[0].detail, put[0].resources) == ("clientenv", "Note", {"a": 1}, ("arn:x",))
    assert put[1].bus == "other"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"Source": ""}, "InvalidArgument"),
        ({"DetailType": ""}, "InvalidArgument"),
        ({"Detail": ""}, "InvalidArgument"),
        ({"Detail": "{"}, "MalformedDetail"),
        ({"Detail": json.dumps([1])}, "MalformedDetail"),
        ({"Source": "aws.s3"}, "NotAuthorizedForSourceException"),
    ],
)
def test_a_bad_entry_fails_alone(aws, put, bad, code):
    answer = aws.client("events").put_events(Entries=[entry(**bad), entry()])
    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][0]["ErrorCode"] == code
    assert len(put) == 1


def test_eleven_entries_are_too_many(aws, put):
    with pytest.raises(ClientError, match="ValidationException"):
        aws.client("events").put_events(Entries=[entry()] * 11)
    assert put == []


def test_events_that_nobody_would_deliver_are_refused(aws):
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        aws.client("events").put_events(Entries=[entry()])
