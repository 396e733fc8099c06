"""Protected data is let go: every version of every object, and DynamoDB's own protection."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from automation.aws.letting_go import allow_deletion, empty_bucket
from automation.exits import Exit, Stop
from tests.automation.aws.leftovers import HOME


def made(session, name):
    s3 = session.client("s3", region_name=HOME)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    return s3


def test_old_versions_and_delete_markers_go_too_and_the_bucket_can_be_deleted(session, monkeypatch):
    monkeypatch.setattr("automation.aws.letting_go.TOGETHER", 4)
    s3, said = made(session, "acme-prod-uploads"), []
    s3.put_bucket_versioning(Bucket="acme-prod-uploads", VersioningConfiguration={"Status": "Enabled"})
    for name in "abcab":
        s3.put_object(Bucket="acme-prod-uploads", Key=name, Body=b"x")
    s3.delete_object(Bucket="acme-prod-uploads", Key="a")
    assert empty_bucket(session, "acme-prod-uploads", HOME, said.append) == 6
    assert said[-1] == "acme-prod-uploads: 6 versions erased"
    s3.delete_bucket(Bucket="acme-prod-uploads")


def test_a_bucket_without_versions_is_emptied(session):
    s3 = made(session, "acme-prod-plain")
    s3.put_object(Bucket="acme-prod-plain", Key="a", Body=b"x")
    assert empty_bucket(session, "acme-prod-plain", HOME, lambda text: None) == 1
    s3.delete_bucket(Bucket="acme-prod-plain")


def test_what_is_gone_already_needs_nothing(session):
    assert empty_bucket(session, "acme-prod-gone", HOME, lambda text: None) == 0
    allow_deletion(session, "acme-prod-gone", HOME)


def test_a_protected_table_can_be_deleted_afterwards(session):
    dynamodb = session.client("dynamodb", region_name=HOME)
    dynamodb.create_table(
        TableName="acme-prod-usage",
        KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
    )
    with pytest.raises(ClientError):
        dynamodb.delete_table(TableName="acme-prod-usage")
    allow_deletion(session, "acme-prod-usage", HOME)
    dynamodb.delete_table(TableName="acme-prod-usage")


def refusing(code):
    def refuse(**_):
        raise ClientError({"Error": {"Code": code, "Message": "not you"}}, "Any")

    aws = SimpleNamespace(list_object_versions=refuse, describe_table=refuse)
    return SimpleNamespace(client=lambda service, region_name: aws)


@pytest.mark.parametrize("work", [lambda s: empty_bucket(s, "b", HOME, print), lambda s: allow_deletion(s, "t", HOME)])
def test_what_aws_refuses_stops_the_destruction(work):
    with pytest.raises(Stop, match="not you") as stop:
        work(refusing("AccessDenied"))
    assert stop.value.code is Exit.PARTLY_DONE


def test_a_version_that_stays_stops_the_destruction(session):
    listed = {"Versions": [{"Key": "a", "VersionId": "1"}]}
    locked = {"Errors": [{"Key": "a", "Code": "AccessDenied", "Message": "object lock"}]}
    s3 = SimpleNamespace(list_object_versions=lambda **_: listed, delete_objects=lambda **_: locked)
    with pytest.raises(Stop, match="b keeps 1 versions, a first: AccessDenied object lock"):
        empty_bucket(SimpleNamespace(client=lambda service, region_name: s3), "b", HOME, print)
