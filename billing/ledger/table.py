"""The only door to DynamoDB: one table, keys `pk` and `sk`, writes on condition, several of them together or not at all."""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from botocore.exceptions import ClientError

from billing.ledger.refusals import Busy, TooLarge

Value = str | int | bytes
Item = dict[str, Any]
"""Values by attribute; no floats."""
Action = dict[str, dict[str, Any]]
"""One write of a transaction, still without the table's name."""
Done = TypeVar("Done")

LARGEST = 400 * 1024
"""Bytes of the largest item that DynamoDB takes, names of attributes included."""
ATTEMPTS = 24
"""Tries of a write that others get in the way of: with the pauses in between up to half a minute."""
UNMET = "ConditionalCheckFailed"
PASSING = frozenset({"None", UNMET, "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons after which it makes sense to look again: what was read has changed, or others are writing the same rows."""


class Cancelled(Exception):
    """The transaction was not carried out, because others wrote first or at the same time; nothing of it is stored."""


class DynamoDb(Protocol):
    """Calls to DynamoDB, and no other."""

    def get_item(self, **request: Any) -> dict[str, Any]: ...
    def put_item(self, **request: Any) -> dict[str, Any]: ...
    def query(self, **request: Any) -> dict[str, Any]: ...
    def transact_write_items(self, **request: Any) -> dict[str, Any]: ...


class LedgerTable:
    """Reads are consistent. `chance` gives a number from 0 to a ceiling; tests hand in their own `pause` and `chance`."""

    def __init__(
        self,
        dynamodb: DynamoDb,
        name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        chance: Callable[[float], float] = lambda ceiling: random.uniform(0, ceiling),
    ) -> None:
        self._dynamodb, self.name, self._pause, self._chance = dynamodb, name, pause, chance

    def get(self, pk: str, sk: str) -> Item | None:
        """The row, or None."""
        reply = self._dynamodb.get_item(TableName=self.name, Key=_typed({"pk": pk, "sk": sk}), ConsistentRead=True)
        return _plain(reply["Item"]) if "Item" in reply else None

    def has(self, pk: str, sk: str) -> bool:
        """Whether there is such a row, without reading what is in it."""
        key = _typed({"pk": pk, "sk": sk})
        return "Item" in self._dynamodb.get_item(TableName=self.name, Key=key, ConsistentRead=True, ProjectionExpression="pk")

    def query(self, pk: str, prefix: str = "") -> Iterator[Item]:
        """All rows of a partition whose `sk` begins with the prefix, in the order of `sk`, page by page."""
        expression, values = ("pk = :pk AND begins_with(sk, :sk)", {"pk": pk, "sk": prefix}) if prefix else ("pk = :pk", {"pk": pk})
        request = {"TableName": self.name, "ConsistentRead": True, "KeyConditionExpression": expression} | _values(values)
        while True:
            reply = self._dynamodb.query(**request)
            yield from map(_plain, reply["Items"])
            if "LastEvaluatedKey" not in reply:
                return
            request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]

    def put_new(self, item: Item) -> bool:
        """One row, unless there is one already: then False, and nothing is written. Raises TooLarge."""
        request = put_new(item)["Put"]
        try:
            self._dynamodb.put_item(TableName=self.name, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def write(self, *actions: Action) -> None:
        """All of them or none. Raises Cancelled where a condition does not hold or others write the same rows, TooLarge before anything."""
        requests = [{kind: {"TableName": self.name, **request}} for action in actions for kind, request in action.items()]
        try:
            self._dynamodb.transact_write_items(TransactItems=requests)
        except ClientError as error:
            if _may_pass(error):
                raise Cancelled(str(error)) from error
            raise

    def persistently(self, step: Callable[[], Done]) -> Done:
        """Reads, decides and writes again for as long as others write first. Raises Busy after `ATTEMPTS` tries; nothing is stored then."""
        for attempt in range(ATTEMPTS):
            try:
                return step()
            except Cancelled as cancelled:
                last = cancelled
                self._pause(self._chance(min(2.0, 0.02 * 2**attempt)))
        raise Busy(f"Others kept writing the same rows of {self.name} ({last}). Nothing was stored by this try. Run the command again.")


def key(*parts: str) -> str:
    """The parts of a key, joined by `#`. Raises ValueError for an empty part and for one that holds a `#`: keys of two would be one."""
    if wrong := [part for part in parts if not part or "#" in part]:
        raise ValueError(f"{wrong[0]!r} cannot be part of a key of the ledger: it is empty or holds a #")
    return "#".join(parts)


def put(item: Item, condition: str = "", **values: Value) -> Action:
    """A row. In conditions and changes `#name` is an attribute, `:name` a value. Raises TooLarge, naming the size."""
    size = sum(len(name.encode()) + _size(value) for name, value in item.items())
    if size > LARGEST:
        raise TooLarge(f"The row {item['pk']} {item['sk']} has {size} bytes, DynamoDB takes {LARGEST}. Nothing was stored.")
    return {"Put": {"Item": _typed(item)} | _expressions({"ConditionExpression": condition}, values)}


def put_new(item: Item) -> Action:
    """A row that must not be there yet."""
    return put(item, "attribute_not_exists(#pk)")


def update(pk: str, sk: str, change: str, condition: str, **values: Value) -> Action:
    """A change of one row, on condition."""
    written = _expressions({"UpdateExpression": change, "ConditionExpression": condition}, values)
    return {"Update": {"Key": _typed({"pk": pk, "sk": sk})} | written}


def _expressions(expressions: Mapping[str, str], values: Mapping[str, Value]) -> dict[str, Any]:
    given = {kind: text for kind, text in expressions.items() if text}
    names = {f"#{name}": name for text in given.values() for name in re.findall(r"#(\w+)", text)}
    return given | ({"ExpressionAttributeNames": names} if names else {}) | _values(values)


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {"ExpressionAttributeValues": {f":{name}": _typed_value(value) for name, value in values.items()}} if values else {}


def _may_pass(error: ClientError) -> bool:
    response: dict[str, Any] = dict(error.response)
    if response["Error"]["Code"] == "TransactionCanceledException":
        return {str(reason.get("Code")) for reason in response.get("CancellationReasons", [{}])} <= PASSING
    return bool(response["Error"]["Code"] == "TransactionInProgressException")


def _typed(item: Mapping[str, Value]) -> dict[str, Any]:
    return {name: _typed_value(value) for name, value in item.items()}


def _typed_value(value: Value) -> dict[str, Any]:
    match value:
        case bool() | float():
            raise TypeError(f"{value!r} is neither text, bytes nor a whole number")
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
    return {"S": value}


def _size(value: Value) -> int:
    return len(value if isinstance(value, bytes) else str(value).encode())


def _plain(item: Mapping[str, Mapping[str, Any]]) -> Item:
    return {name: int(value["N"]) if "N" in value else bytes(value["B"]) if "B" in value else value["S"] for name, value in item.items()}
