from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

ARN = "arn:aws:dynamodb:us-east-1:111111111111:table/t"


@pytest.fixture
def table(aws):
    dynamodb = aws.client("dynamodb")
    dynamodb.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return dynamodb


def counter(dynamodb):
    return int(dynamodb.get_item(TableName="t", Key={"id": {"S": "n"}})["Item"]["n"]["N"])


def add(dynamodb, table="t"):
    dynamodb.update_item(
        TableName=table, Key={"id": {"S": "n"}}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": {"N": "1"}}
    )


def test_concurrent_additions_are_all_counted(aws, table):
    clients = [aws.client("dynamodb") for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: add(clients[number % 16], ARN if number % 2 else "t"), range(400)))
    assert counter(table) == 400


def test_one_write_of_a_table_waits_for_the_other(aws, table):
    """The lock itself, so that this does not depend on luck: a second write enters moto only after the first has left it."""
    gate, inside, most = aws.running.aws.gate, 0, 0
    original = gate._moto

    def slow(environ, start_response):
        nonlocal inside, most
        import time

        if "UpdateItem" not in environ.get("HTTP_X_AMZ_TARGET", ""):
            return original(environ, start_response)
        inside += 1
        most = max(most, inside)
        time.sleep(0.02)
        try:
            return original(environ, start_response)
        finally:
            inside -= 1

    gate._moto = slow
    clients = [aws.client("dynamodb") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, clients, ["t", ARN, "t", ARN]))
    assert most == 1


def transact(dynamodb, token, amount="1"):
    update = {
        "TableName": "t",
        "Key": {"id": {"S": "n"}},
        "UpdateExpression": "ADD n :a",
        "ExpressionAttributeValues": {":a": {"N": amount}},
    }
    dynamodb.transact_write_items(TransactItems=[{"Update": update}], ClientRequestToken=token)


def test_a_transaction_happens_once_per_token(table):
    for _ in range(3):
        transact(table, "token-1")
    assert counter(table) == 1
    transact(table, "token-2")
    assert counter(table) == 2


def test_a_token_with_other_items_is_a_mismatch(table):
    transact(table, "token-1")
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        transact(table, "token-1", amount="2")


def test_a_token_is_forgotten_after_ten_minutes(aws, table):
    transact(table, "token-1")
    aws.admin("POST", "clock", {"forward_seconds": 599})
    transact(table, "token-1")
    assert counter(table) == 1
    aws.admin("POST", "clock", {"forward_seconds": 2})
    transact(table, "token-1")
    assert counter(table) == 2


def test_a_failed_transaction_is_tried_again(table):
    update = {
        "TableName": "t",
        "Key": {"id": {"S": "n"}},
        "UpdateExpression": "ADD n :a",
        "ConditionExpression": "attribute_exists(id)",
        "ExpressionAttributeValues": {":a": {"N": "5"}},
    }
    again = {"TransactItems": [{"Update": update}], "ClientRequestToken": "token-1"}
    with pytest.raises(ClientError, match="TransactionCanceled"):
        table.transact_write_items(**again)
    add(table)
    table.transact_write_items(**again)
    assert counter(table) == 6


def test_a_transaction_and_reads_beside_it_do_not_disturb_each_other(aws):
    dynamodb = aws.client("dynamodb")
    keys = [{"AttributeName": name, "KeyType": kind} for name, kind in (("pk", "HASH"), ("sk", "RANGE"))]
    types = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
    dynamodb.create_table(TableName="ledger", KeySchema=keys, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST")

    def item(number):
        return {"pk": {"S": f"p{number}"}, "sk": {"S": "s"}}

    def write(number):
        puts = [{"Put": {"TableName": "ledger", "Item": item(f"{number}-{place}")}} for place in range(20)]
        dynamodb.transact_write_items(TransactItems=puts)

    def read(number):
        dynamodb.get_item(TableName="ledger", Key=item(f"missing-{number}"))

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(step, number) for number in range(30) for step in (write, read, read)]:
            done.result()
    assert dynamodb.scan(TableName="ledger")["Count"] == 600
