import json

import pytest
from botocore.exceptions import ClientError

from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.invokes import invoke
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

ITEM = "aws:dynamodb/tableItem:TableItem"
KEY = {"pk": {"S": "register"}, "sk": {"S": "acme-prod"}}
ROW = {**KEY, "outputs": {"S": "{}"}, "seen": {"N": "1"}}


def table(cloud, *keys):
    """Name of a new table with these keys, all strings."""
    name = cloud.name("table")
    cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def row(cloud, **more):
    return {"tableName": table(cloud, "pk", "sk"), "hashKey": "pk", "rangeKey": "sk", "item": json.dumps({**ROW, **more})}


def otherwise(aws, it):
    aws.put_item(TableName=it["tableName"], Item={**KEY, "outputs": {"S": "other"}})


class TestItems(HandlerContract):
    cases = (
        Case(
            ITEM,
            inputs=row,
            drifts=(Drift("item", {**KEY, "outputs": {"S": "other"}}, otherwise),),
            required=("item",),
        ),
        Case(
            ITEM,
            inputs=lambda cloud: {"tableName": table(cloud, "job"), "hashKey": "job", "item": json.dumps({"job": {"S": "1"}})},
            note="of a table with one key",
        ),
    )


def test_a_row_that_is_there_is_not_written_over(cloud):
    made = Resource(TestItems.cases[0], cloud)
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        Resource(Case(ITEM, inputs=lambda cloud: made.inputs), cloud)


def test_attributes_that_others_add_are_neither_seen_nor_touched(cloud):
    made = Resource(TestItems.cases[0], cloud)
    dynamodb = cloud.client("dynamodb")
    dynamodb.put_item(TableName=made.state["tableName"], Item={**ROW, "noted": {"S": "by hand"}})
    assert json.loads(made.refresh()["item"]) == ROW
    made.update({**made.inputs, "item": json.dumps({**KEY, "outputs": {"S": "new"}})})
    assert dynamodb.get_item(TableName=made.state["tableName"], Key=KEY)["Item"] == {
        **KEY,
        "outputs": {"S": "new"},
        "noted": {"S": "by hand"},
    }


def test_a_row_does_not_get_another_key(cloud):
    made = Resource(TestItems.cases[0], cloud)
    with pytest.raises(UnsupportedInput, match="another key"):
        made.update({**made.inputs, "item": json.dumps({**ROW, "sk": {"S": "globex-prod"}})})


def test_a_program_can_ask_for_a_row_as_it_is_now(cloud):
    made = Resource(TestItems.cases[0], cloud)
    asked = {"tableName": made.state["tableName"], "key": json.dumps(KEY)}
    assert json.loads(invoke("aws:dynamodb/getTableItem:getTableItem", cloud.account, asked)["item"]) == ROW
    with pytest.raises(LookupError, match="has no item"):
        invoke("aws:dynamodb/getTableItem:getTableItem", cloud.account, {**asked, "key": json.dumps({**KEY, "sk": {"S": "nobody"}})})
