import json

import pytest

from lambdas.start_analysis.uploads import MalformedEvent, read_upload
from lambdas.videos.identity import Upload
from tests.lambdas.world import upload_event


def test_a_key_is_taken_as_it_is():
    upload = read_upload(upload_event("uploads/50%25 +ä b.mp4", version="v9", size=12))
    assert upload == Upload(bucket="uploads-bucket", key="uploads/50%25 +ä b.mp4", version="v9", size=12)


def test_an_object_without_versions_has_the_version_null():
    assert read_upload(upload_event("uploads/a", version=None)).version == "null"


def event(**changes):
    return json.loads(upload_event("uploads/a")) | changes


def without(*path):
    made = event()
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return made


def with_object(**changes):
    made = event()
    made["detail"]["object"] |= changes
    return made


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        '"text"',
        json.dumps(event(**{"detail-type": "Object Deleted"})),
        json.dumps(event(detail=None)),
        json.dumps(event(detail=[])),
        json.dumps(without("detail-type")),
        json.dumps(without("detail")),
        json.dumps(without("detail", "bucket")),
        json.dumps(without("detail", "bucket", "name")),
        json.dumps(without("detail", "object")),
        json.dumps(without("detail", "object", "key")),
        json.dumps(without("detail", "object", "size")),
        json.dumps(with_object(key="")),
        json.dumps(with_object(key=5)),
        json.dumps(with_object(size="5")),
        json.dumps(with_object(size=-1)),
        json.dumps(with_object(size=True)),
        json.dumps(with_object(size=1.5)),
        json.dumps(with_object(**{"version-id": 3})),
    ],
)
def test_anything_else_is_malformed(body):
    with pytest.raises(MalformedEvent):
        read_upload(body)


def test_a_malformed_events_error_does_not_quote_it():
    with pytest.raises(MalformedEvent) as raised:
        read_upload(json.dumps(with_object(key="uploads/anna-mueller.mp4", size="5")))
    assert "anna" not in str(raised.value)
