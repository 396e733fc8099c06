from __future__ import annotations

import json
import urllib.request
import zipfile
from io import BytesIO

import pytest
from botocore.exceptions import ClientError
from moto.events.models import events_backends
from moto.s3.models import s3_backends

OWN, CLIENT_ACCOUNT = "111111111111", "222222222222"
BUCKET = "films"
EVENTBRIDGE = {"EventBridgeConfiguration": {}}


@pytest.fixture
def s3(aws):
    client = aws.client("s3", region="eu-west-1")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


@pytest.fixture
def created(aws):
    events = []
    aws.running.aws.s3_objects.on_created(events.append)
    return events


@pytest.fixture
def deleted(aws):
    events = []
    aws.running.aws.s3_objects.on_deleted(events.append)
    return events


def test_the_eventbridge_flag_is_kept_and_read_back(aws, s3):
    enabled = aws.running.aws.s3_notifications.eventbridge_enabled
    assert not enabled(BUCKET)
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=EVENTBRIDGE)
    assert enabled(BUCKET)
    assert s3_backends[OWN]["aws"].get_bucket(BUCKET).notification_configuration is None
    assert s3.get_bucket_notification_configuration(Bucket=BUCKET)["EventBridgeConfiguration"] == {}
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={})
    assert not enabled(BUCKET)
    assert "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(Bucket=BUCKET)


def test_the_flag_goes_with_its_bucket(aws, s3):
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=EVENTBRIDGE)
    s3.delete_bucket(Bucket=BUCKET)
    assert not aws.running.aws.s3_notifications.eventbridge_enabled(BUCKET)


def test_a_queue_beside_the_flag_still_gets_its_message(aws, s3):
    sqs = aws.client("sqs", region="eu-west-1")
    url = sqs.create_queue(QueueName="direct")["QueueUrl"]
    queue = {"QueueArn": f"arn:aws:sqs:eu-west-1:{OWN}:direct", "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=EVENTBRIDGE | {"QueueConfigurations": [queue]})
    answer = s3.get_bucket_notification_configuration(Bucket=BUCKET)
    assert answer["QueueConfigurations"][0]["QueueArn"] == queue["QueueArn"]
    assert "EventBridgeConfiguration" in answer
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")
    bodies = [json.loads(message["Body"]) for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert [body["Records"][0]["eventName"] for body in bodies if "Records" in body] == ["ObjectCreated:Put"]


def test_a_function_as_direct_target_is_refused(s3):
    function = {"LambdaFunctionArn": f"arn:aws:lambda:eu-west-1:{OWN}:function:f", "Events": ["s3:ObjectCreated:*"]}
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={"LambdaFunctionConfigurations": [function]})


def test_each_way_of_making_an_object_tells_one_event(s3, created):
    key = "uploads/Ä b+c/1.mp4"
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"12345")
    s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": key})
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="parts")["UploadId"]
    part = s3.upload_part(Bucket=BUCKET, Key="parts", UploadId=upload, PartNumber=1, Body=b"123")
    s3.complete_multipart_upload(
        Bucket=BUCKET, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    )
    assert [(event.key, event.size, event.reason) for event in created] == [
        (key, 5, "PutObject"),
        ("copy", 5, "CopyObject"),
        ("parts", 3, "CompleteMultipartUpload"),
    ]
    first = created[0]
    assert (first.account, first.region, first.bucket, first.version_id, first.requester) == (OWN, "eu-west-1", BUCKET, "", OWN)
    assert first.etag == "827ccb0eea8a706c4c34a16891f84e7b"


def test_presigned_uploads_tell_an_event_too(s3, created):
    url = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "uploads/a"}, ExpiresIn=60)
    urllib.request.urlopen(urllib.request.Request(url, data=b"1234", method="PUT"))
    form = s3.generate_presigned_post(BUCKET, "uploads/b")
    body, kind = multipart(form["fields"], b"12")
    urllib.request.urlopen(urllib.request.Request(form["url"], data=body, headers={"Content-Type": kind}))
    assert [(event.key, event.size, event.reason) for event in created] == [("uploads/a", 4, "PutObject"), ("uploads/b", 2, "POST Object")]


def multipart(fields, content):
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    return b"".join(parts) + head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"


def test_versions_are_told(s3, created, deleted):
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")["VersionId"]
    assert created[0].version_id == version
    marker = s3.delete_object(Bucket=BUCKET, Key="a")["VersionId"]
    s3.delete_object(Bucket=BUCKET, Key="a", VersionId=version)
    assert [(event.version_id, event.marker) for event in deleted] == [(marker, True), (version, False)]


def test_deleting_many_tells_each(s3, deleted):
    for key in "abc":
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"1")
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})
    assert sorted(event.key for event in deleted) == ["a", "b"]


def test_a_refused_put_tells_nothing(aws, s3, created):
    with pytest.raises(ClientError):
        aws.client("s3", CLIENT_ACCOUNT).put_object(Bucket=BUCKET, Key="a", Body=b"1")
    assert created == []


def test_an_upload_from_another_account_belongs_to_the_buckets_owner(aws, s3, created):
    grant = {"Effect": "Allow", "Principal": {"AWS": CLIENT_ACCOUNT}, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [grant]}))
    aws.client("s3", CLIENT_ACCOUNT).put_object(Bucket=BUCKET, Key="a", Body=b"1")
    assert [(event.account, event.requester, event.region) for event in created] == [(OWN, CLIENT_ACCOUNT, "eu-west-1")]


def test_moto_sends_nothing_to_rules_by_itself(aws, s3):
    events, sqs = aws.client("events", region="eu-west-1"), aws.client("sqs", region="eu-west-1")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    for name, rule in {"timer": {"ScheduleExpression": "rate(1 hour)"}, "s3": {"EventPattern": '{"source":["aws.s3"]}'}}.items():
        events.put_rule(Name=name, **rule)
        events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:eu-west-1:{OWN}:q"}])
    s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=EVENTBRIDGE)
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"1")
    event = {"Source": "x", "DetailType": "y", "Detail": "{}"}
    events_backends[OWN]["eu-west-1"].put_events([event])  # as a replay or another bus would, past the gate
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


def test_a_message_stays_in_its_queue_although_a_function_is_mapped_to_it(aws):
    sqs, functions = aws.client("sqs"), aws.client("lambda")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    aws.client("iam").create_role(RoleName="R", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    functions.create_function(
        FunctionName="f", Role=f"arn:aws:iam::{OWN}:role/R", Runtime="python3.13", Handler="a.b", Code={"ZipFile": empty_zip()}
    )
    mapping = functions.create_event_source_mapping(FunctionName="f", EventSourceArn=f"arn:aws:sqs:us-east-1:{OWN}:q", BatchSize=7)
    sqs.send_message(QueueUrl=url, MessageBody="stay")
    message = sqs.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"])["Messages"][0]
    assert (message["Body"], message["Attributes"]["ApproximateReceiveCount"]) == ("stay", "1")
    (listed,) = functions.list_event_source_mappings(FunctionName="f")["EventSourceMappings"]
    assert (listed["UUID"], listed["BatchSize"]) == (mapping["UUID"], 7)


def empty_zip():
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.py", "def b(event, context): pass")
    return data.getvalue()


def test_moto_delivers_again_when_the_server_has_stopped(aws):
    from moto.events.models import Rule
    from moto.sqs.models import Queue

    assert isinstance(Queue.__dict__.get("lambda_event_source_mappings"), property)
    aws.running.stop()
    assert "lambda_event_source_mappings" not in Queue.__dict__
    assert Rule.send_to_targets.__name__ == "send_to_targets"
