"""From an upload to a queue: one truthful event for each object."""

from __future__ import annotations

import io
import re
import urllib.request

import pytest

CREATED = {"source": ["aws.s3"], "detail-type": ["Object Created"]}


@pytest.fixture
def bucket(cloud):
    """Makes a bucket that sends its events, with a rule that carries them into a queue."""

    def make(pattern=None, account="111111111111", region="us-east-1", told=True, versioned=False):
        s3 = cloud.client("s3", account)
        name = cloud.new_name("bucket")
        s3.create_bucket(Bucket=name)
        if told:
            s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}})
        if versioned:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        queue = cloud.queue(account=account)
        cloud.rule(queue, pattern={**(pattern or {"source": ["aws.s3"]}), "resources": [f"arn:aws:s3:::{name}"]}, account=account)
        return name, queue

    return make


def test_an_upload_arrives_as_the_event_that_aws_documents(cloud, bucket):
    name, queue = bucket(CREATED)
    cloud.client("s3").put_object(Bucket=name, Key="uploads/Ein Auto é.mp4", Body=b"video")
    [event] = cloud.bodies(queue)
    detail = event.pop("detail")
    assert re.fullmatch(r"[0-9a-f-]{36}", event.pop("id"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event.pop("time"))
    assert event == {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "111111111111",
        "region": "us-east-1",
        "resources": [f"arn:aws:s3:::{name}"],
    }
    assert re.fullmatch(r"[0-9A-F]{16,}", detail["object"].pop("sequencer"))
    assert re.fullmatch(r"[0-9A-Z]{16}", detail.pop("request-id"))
    assert detail == {
        "version": "0",
        "bucket": {"name": name},
        "object": {"key": "uploads/Ein Auto é.mp4", "size": 5, "etag": "421b47ffd946ca083b65cd668c6b17e6"},
        "requester": "111111111111",
        "source-ip-address": "127.0.0.1",
        "reason": "PutObject",
    }


def test_the_client_account_gets_its_own_events(cloud, bucket):
    name, queue = bucket(CREATED, account="222222222222")
    cloud.client("s3", "222222222222").put_object(Bucket=name, Key="k", Body=b"")
    [event] = cloud.bodies(queue)
    assert event["account"] == "222222222222"


def test_each_way_to_make_an_object_is_one_event_with_its_reason_and_ids_of_its_own(cloud, bucket):
    name, queue = bucket(CREATED)
    s3 = cloud.client("s3")
    s3.put_object(Bucket=name, Key="a", Body=b"a")
    s3.copy_object(Bucket=name, Key="b", CopySource={"Bucket": name, "Key": "a"})
    s3.upload_fileobj(io.BytesIO(b"x" * (9 * 1024 * 1024)), name, "c")
    url = s3.generate_presigned_url("put_object", Params={"Bucket": name, "Key": "d"})
    urllib.request.urlopen(urllib.request.Request(url, data=b"d", method="PUT"))
    form = s3.generate_presigned_post(name, "e")
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form["fields"].items())
    body = (parts + '--x\r\nContent-Disposition: form-data; name="file"; filename="e"\r\n\r\ne\r\n--x--\r\n').encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    urllib.request.urlopen(urllib.request.Request(form["url"], data=body, headers=headers))
    events = cloud.bodies(queue)
    told = [(event["detail"]["object"]["key"], event["detail"]["reason"]) for event in events]
    assert told == [("a", "PutObject"), ("b", "CopyObject"), ("c", "CompleteMultipartUpload"), ("d", "PutObject"), ("e", "POST Object")]
    for unique in (lambda e: e["id"], lambda e: e["detail"]["request-id"], lambda e: e["detail"]["object"]["sequencer"]):
        assert len({unique(event) for event in events}) == 5
    sequence = [event["detail"]["object"]["sequencer"] for event in events]
    assert sequence == sorted(sequence)
    assert events[2]["detail"]["object"]["size"] == 9 * 1024 * 1024


def test_deletions_say_whether_the_data_is_still_there(cloud, bucket):
    name, queue = bucket({"source": ["aws.s3"], "detail-type": ["Object Deleted"]}, versioned=True)
    s3 = cloud.client("s3")
    version = s3.put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
    s3.delete_object(Bucket=name, Key="k")
    s3.delete_object(Bucket=name, Key="k", VersionId=version)
    marked, gone = (event["detail"] for event in cloud.bodies(queue))
    assert (marked["deletion-type"], marked["reason"]) == ("Delete Marker Created", "DeleteObject")
    assert (gone["deletion-type"], gone["object"]["version-id"]) == ("Permanently Deleted", version)
    assert "size" not in gone["object"]


def test_a_versioned_bucket_tells_the_version(cloud, bucket):
    name, queue = bucket(CREATED, versioned=True)
    version = cloud.client("s3").put_object(Bucket=name, Key="k", Body=b"1")["VersionId"]
    [event] = cloud.bodies(queue)
    assert event["detail"]["object"]["version-id"] == version


def test_a_prefix_in_the_pattern_decides_by_the_key(cloud, bucket):
    name, queue = bucket({**CREATED, "detail": {"object": {"key": [{"prefix": "uploads/"}]}}})
    for key in ("uploads/a", "elsewhere/b", "Uploads/c", "uploads/d"):
        cloud.client("s3").put_object(Bucket=name, Key=key, Body=b"")
    assert [event["detail"]["object"]["key"] for event in cloud.bodies(queue)] == ["uploads/a", "uploads/d"]


def test_a_bucket_that_does_not_send_events_sends_none(cloud, bucket):
    name, queue = bucket(told=False)
    cloud.client("s3").put_object(Bucket=name, Key="k", Body=b"")
    assert cloud.bodies(queue) == []
