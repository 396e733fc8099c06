"""Without the wire, DynamoDB answers and refuses as with it."""

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.lambdas.direct_line import CALLS, shorten

KEY = {"video": {"S": "v"}}
ROW = KEY | {"state": {"S": "held"}, "updated": {"S": "2026"}, "weight": {"N": "7"}, "packed": {"B": b"\x00\xff"}}
OF_STATE = {
    "IndexName": "by_state",
    "KeyConditionExpression": "#state = :state",
    "ExpressionAttributeNames": {"#state": "state"},
    "ExpressionAttributeValues": {":state": {"S": "held"}},
}
UPDATE = {"Key": KEY, "UpdateExpression": "ADD weight :one SET note = :note", "ReturnValues": "ALL_NEW"}
VALUES = {":one": {"N": "1"}, ":note": {"S": "Müller"}}
TWO = [ROW | {"video": {"S": name}} for name in ("a", "b")]
REQUESTS = [
    ("put_item", {"Item": ROW}),
    ("put_item", {"Item": ROW, "ConditionExpression": "attribute_not_exists(video)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("put_item", {"Item": {"state": {"S": "no key"}}}),
    ("put_item", {"Item": ROW | {"state": {"S": ""}}}),
    ("get_item", {"Key": KEY, "ConsistentRead": True}),
    ("get_item", {"Key": {"video": {"S": "nobody"}}}),
    ("get_item", {"Key": KEY, "TableName": "nowhere"}),
    ("update_item", UPDATE | {"ExpressionAttributeValues": VALUES}),
    ("update_item", UPDATE | {"ExpressionAttributeValues": VALUES, "ConditionExpression": "weight < :one"}),
    ("update_item", UPDATE | {"ExpressionAttributeValues": VALUES | {":unused": {"S": "u"}}}),
    ("update_item", UPDATE | {"UpdateExpression": "SET nonsense", "ReturnConsumedCapacity": "TOTAL"}),
    ("batch_write_item", {"RequestItems": {"videos": [{"PutRequest": {"Item": row}} for row in TWO]}}),
    ("batch_get_item", {"RequestItems": {"videos": {"Keys": [KEY, {"video": {"S": "a"}}]}}}),
    ("query", OF_STATE),
    ("query", OF_STATE | {"Limit": 1}),
    ("query", OF_STATE | {"KeyConditionExpression": "updated = :state"}),
    ("scan", {}),
    ("scan", {"Select": "COUNT"}),
    ("scan", {"FilterExpression": "weight > :seven", "ExpressionAttributeValues": {":seven": {"N": "7"}}}),
    ("transact_write_items", {"TransactItems": [{"Delete": {"TableName": "videos", "Key": {"video": {"S": "a"}}}}]}),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "videos", "Item": KEY}},
                {"Delete": {"TableName": "videos", "Key": {"video": {"S": "b"}}, "ConditionExpression": "attribute_not_exists(video)"}},
            ]
        },
    ),
    ("delete_item", {"Key": KEY, "ReturnValues": "ALL_OLD"}),
    ("delete_item", {"Key": KEY, "ConditionExpression": "attribute_exists(video)"}),
    ("scan", {}),
    ("get_item", {"Key": KEY, "Misspelt": True}),
]


def made():
    return boto3.client("dynamodb", region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")


def told(call, request):
    try:
        return {name: value for name, value in call(**request).items() if name != "ResponseMetadata"}
    except ClientError as error:
        return type(error).__name__, {name: value for name, value in error.response.items() if name != "ResponseMetadata"}
    except ParamValidationError as error:
        return str(error)


def answers(client):
    whole = ("batch_write_item", "batch_get_item", "transact_write_items")
    return [told(getattr(client, call), request if call in whole else {"TableName": "videos"} | request) for call, request in REQUESTS]


def test_without_an_emulated_aws_no_call_is_answered():
    # the first test here: worlds share an emulated AWS until the end of the file
    dynamodb = made()
    shorten(dynamodb)
    sent = []
    dynamodb.meta.events.register("before-send.dynamodb", lambda **_: sent.append(1) or pytest.fail("sent"))
    with pytest.raises(pytest.fail.Exception):
        dynamodb.get_item(TableName="videos", Key=KEY)
    assert sent


def test_answers_and_refusals_are_the_same_without_the_wire_and_with_it(worlds):
    direct, wired = made(), made()
    on_the_wire = []
    direct.meta.events.register("before-send.dynamodb", lambda **_: on_the_wire.append(1))
    shorten(direct)
    with worlds():
        expected = answers(wired)
    with worlds():
        assert answers(direct) == expected
    refused = [answer for answer in expected if isinstance(answer, tuple)]
    assert len(refused) >= 8
    assert len(on_the_wire) == len(refused), "only what is refused is asked again"
    assert {call.replace("_", "") for call, _ in REQUESTS} == {name.lower() for name in CALLS}


def test_an_answer_is_a_copy_of_what_is_kept(world):
    dynamodb = made()
    shorten(dynamodb)
    dynamodb.put_item(TableName="videos", Item=ROW)
    dynamodb.get_item(TableName="videos", Key=KEY)["Item"]["state"]["S"] = "changed"
    assert dynamodb.get_item(TableName="videos", Key=KEY)["Item"] == ROW
