from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

VIEW = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
OFF = {"StreamEnabled": False}


@pytest.fixture
def dynamodb(aws):
    """Client of an account with the table `videos`."""
    client = aws.client("dynamodb")
    client.create_table(
        TableName="videos",
        KeySchema=[{"AttributeName": "video", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "video", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def told(dynamodb, part):
    return dynamodb.describe_table(TableName="videos")["Table"].get(part)


def test_encryption_with_a_key_is_switched_on_changed_and_off(dynamodb):
    for key in ("alias/one", "alias/two"):
        dynamodb.update_table(TableName="videos", SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key})
        assert told(dynamodb, "SSEDescription") == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key}
    dynamodb.update_table(TableName="videos", SSESpecification={"Enabled": False})
    assert told(dynamodb, "SSEDescription") is None


def test_encryption_without_a_key_takes_dynamodbs_own(dynamodb):
    dynamodb.update_table(TableName="videos", SSESpecification={"Enabled": True})
    assert told(dynamodb, "SSEDescription")["KMSMasterKeyArn"].startswith("arn:aws:kms:us-east-1:111111111111:key/")


def test_a_table_that_is_not_there_is_said_to_be_missing(dynamodb):
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        dynamodb.update_table(TableName="none", SSESpecification={"Enabled": False})


def test_a_stream_is_switched_off_and_on_again(dynamodb):
    dynamodb.update_table(TableName="videos", StreamSpecification=VIEW)
    first = told(dynamodb, "LatestStreamArn")
    dynamodb.update_table(TableName="videos", StreamSpecification=OFF)
    assert told(dynamodb, "StreamSpecification") is None
    dynamodb.update_table(TableName="videos", StreamSpecification=VIEW)
    assert told(dynamodb, "StreamSpecification") == VIEW
    assert told(dynamodb, "LatestStreamArn") != first


def test_a_stream_that_is_on_cannot_be_switched_on(dynamodb):
    dynamodb.update_table(TableName="videos", StreamSpecification=VIEW)
    with pytest.raises(ClientError, match="Cannot enable stream"):
        dynamodb.update_table(TableName="videos", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})


def test_an_item_comes_back_with_all_ten_types(aws):
    dynamodb = aws.client("dynamodb")
    dynamodb.create_table(
        TableName="types",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    inner = {"L": [{"S": ""}, {"N": "2"}, {"M": {"deep": {"B": b"q"}}}, {"L": []}, {"M": {}}]}
    sets = {"strings": {"SS": ["x"]}, "numbers": {"NS": ["1"]}, "bytes": {"BS": [b"1"]}}
    item = {
        "id": {"S": "1"},
        "price": {"N": "1.50"},
        "raw": {"B": b"\0x"},
        "none": {"NULL": True},
        "no": {"BOOL": False},
        "in": inner,
    } | sets
    dynamodb.put_item(TableName="types", Item=item | {"map": {"M": item}})
    assert dynamodb.scan(TableName="types")["Items"] == [item | {"map": {"M": item}}]
