"""A DynamoDB of a few lines, for tests that go through hundreds of ledgers; `test_rows.py` holds it against moto.

It knows what the ledger asks of DynamoDB and nothing else: anything more is a KeyError or an AssertionError.
"""

import re
from typing import Any

from botocore.exceptions import ClientError

PAGE = 3
"""Rows of a page: queries must turn pages."""


class Memory:
    """One table. Not safe for threads by itself: the tap in front of it lets one call in at a time."""

    def __init__(self) -> None:
        self.table: dict[tuple[str, str], dict[str, Any]] = {}

    def delete_item(self, *, TableName, Key):  # noqa: N803 - boto3's names
        """Only tests delete; the ledger never does."""
        del self.table[_key(Key)]

    def get_item(self, *, TableName, Key, ConsistentRead, ProjectionExpression=None):  # noqa: N803 - boto3's names
        assert ConsistentRead
        item = self.table.get(_key(Key))
        return {"Item": dict(item)} if item else {}

    def put_item(self, *, TableName, Item, **condition):  # noqa: N803 - boto3's names
        if not self._holds(_key(Item), condition):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}}, "PutItem")
        self.table[_key(Item)] = dict(Item)
        return {}

    def query(self, *, TableName, ConsistentRead, KeyConditionExpression, ExpressionAttributeValues, ExclusiveStartKey=None):  # noqa: N803 - boto3's names
        assert ConsistentRead
        assert KeyConditionExpression in ("pk = :pk", "pk = :pk AND begins_with(sk, :sk)")
        pk, prefix = ExpressionAttributeValues[":pk"]["S"], ExpressionAttributeValues.get(":sk", {"S": ""})["S"]
        after = ExclusiveStartKey["sk"]["S"] if ExclusiveStartKey else ""
        found = sorted(key for key in self.table if key[0] == pk and key[1].startswith(prefix) and key[1] > after)
        page = found[:PAGE]
        more = {"LastEvaluatedKey": {"pk": {"S": pk}, "sk": {"S": page[-1][1]}}} if len(found) > PAGE else {}
        return {"Items": [dict(self.table[key]) for key in page]} | more

    def transact_write_items(self, *, TransactItems):  # noqa: N803 - boto3's names
        writes = [(kind, request, _key(request.get("Item") or request["Key"])) for each in TransactItems for kind, request in each.items()]
        assert len({key for _, _, key in writes}) == len(writes) <= 100, "DynamoDB refuses two writes of one row, and more than 100"
        reasons = [{"Code": "None" if self._holds(key, request) else "ConditionalCheckFailed"} for _, request, key in writes]
        if any(reason["Code"] != "None" for reason in reasons):
            error = {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        for kind, request, key in writes:
            self.table[key] = dict(request["Item"]) if kind == "Put" else self._updated(key, request)
        return {}

    def _holds(self, key, request) -> bool:
        item, names = self.table.get(key, {}), request.get("ExpressionAttributeNames", {})
        values = request.get("ExpressionAttributeValues", {})
        choices = request.get("ConditionExpression", "").split(" OR ")
        return any(all(_true(term, item, names, values) for term in choice.split(" AND ")) for choice in choices)

    def _updated(self, key, request):
        name, value = re.fullmatch(r"SET (#\w+) = (:\w+)", request["UpdateExpression"]).groups()
        assignment = {request["ExpressionAttributeNames"][name]: request["ExpressionAttributeValues"][value]}
        return {"pk": {"S": key[0]}, "sk": {"S": key[1]}} | self.table.get(key, {}) | assignment


def _key(item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _true(term, item, names, values) -> bool:
    if not term:
        return True
    if asked := re.fullmatch(r"attribute_(not_)?exists\((#\w+)\)", term):
        return (names[asked[2]] in item) is not bool(asked[1])
    name, sign, value = re.fullmatch(r"(#\w+) (=|<) (:\w+)", term).groups()
    there, given = item.get(names[name]), values[value]
    return there is not None and (there == given if sign == "=" else there["S"] < given["S"])
