"""The videos table. Whoever finds a video in another state than expected changes nothing: that is all the locking there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lambdas.videos.boundary import DynamoDb
from lambdas.videos.items import Plain, plain_item, typed, typed_item
from lambdas.videos.moments import end_of_keeping, stamp
from lambdas.videos.settings import Settings
from lambdas.videos.states import SETTLED, State, Video

BY_STATE = "by_state"


@dataclass(frozen=True, kw_only=True)
class MonthTotal:
    """What has been metered in a UTC month so far."""

    seconds: int
    """Metered seconds."""
    videos: int
    """Videos that they are of."""


class VideosTable:
    """Rows of videos, and one row a month with what was metered in it."""

    def __init__(self, dynamodb: DynamoDb, settings: Settings) -> None:
        self._dynamodb = dynamodb
        self._settings = settings

    def record(self, video: Video, now: datetime) -> bool:
        """Writes a row that is not there yet. False: it was there, and nothing changed."""
        row = typed_item(video.as_row() | {"expires": self._expiry(video.state, now)})
        request = {"TableName": self._settings.videos_table, "Item": row, "ConditionExpression": "attribute_not_exists(video)"}
        return _held_true(self._dynamodb.put_item, request)

    def get(self, video: str) -> Video | None:
        """The row as it is now (consistent read)."""
        row = self._row(video)
        return Video.from_row(row) if row else None

    def move(self, video: str, to: State, *, of: Iterable[State], now: datetime, **changes: Plain | None) -> bool:
        """Moves a video that is in one of these states; None removes an attribute. False: it was in none, and nothing changed."""
        request = self.change(video, to, now=now, **changes)
        allowed = {f":of{number}": typed(str(state)) for number, state in enumerate(sorted(of))}
        request["ExpressionAttributeValues"] |= allowed
        request["ConditionExpression"] = f"#state IN ({', '.join(allowed)})"
        return _held_true(self._dynamodb.update_item, request)

    def change(self, video: str, to: State, *, now: datetime, **changes: Plain | None) -> dict[str, Any]:
        """The same without its condition, as a request that can stand in a transaction."""
        values = changes | {"state": str(to), "updated": stamp(now), "expires": self._expiry(to, now)}
        setting = [name for name, value in values.items() if value is not None]
        removing = [name for name, value in values.items() if value is None]
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in setting)
        if removing:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in removing)
        return {
            "TableName": self._settings.videos_table,
            "Key": {"video": typed(video)},
            "UpdateExpression": expression,
            "ExpressionAttributeNames": {f"#{name}": name for name in values},
            "ExpressionAttributeValues": {f":{name}": typed(value) for name, value in values.items() if value is not None},
        }

    def in_state(self, state: State, *, until: datetime) -> Iterator[Video]:
        """Videos that have been in this state since `until` or longer, the longest first. May be a moment behind."""
        for row in self._query(state, "AND updated <= :until", {":until": typed(stamp(until))}):
            yield Video.from_row(row)

    def all_in(self, state: State, *, after: tuple[str, str] | None = None) -> Iterator[Video]:
        """Videos in this state, the longest first; `after` this id and moment, which need not be there any more. May be a moment behind."""
        start = {"video": after[0], "state": str(state), "updated": after[1]} if after else None
        for row in self._query(state, "", {}, **({"ExclusiveStartKey": typed_item(start)} if start else {})):
            yield Video.from_row(row)

    def ids_in(self, state: State) -> Iterator[str]:
        """Ids of the videos in this state. May be a moment behind."""
        for row in self._query(state, "", {}, ProjectionExpression="video"):
            yield str(row["video"])

    def overdue(self, state: State, now: datetime) -> Iterator[str]:
        """Ids of the videos that have been in this state for longer than the retention. May be a moment behind."""
        until = stamp(now - self._settings.retention)
        for row in self._query(state, "AND updated < :until", {":until": typed(until)}, ProjectionExpression="video"):
            yield str(row["video"])

    def expired(self, state: State, now: datetime) -> Iterator[str]:
        """Ids of the videos in this settled state whose retention is over. May be a moment behind."""
        request = {"FilterExpression": "expires < :now", "ProjectionExpression": "video"}
        for row in self._query(state, "", {":now": typed(int(now.timestamp()))}, **request):
            yield str(row["video"])

    def removal(self, video: str, state: State, now: datetime) -> dict[str, Any]:
        """Deletes a row if it still is in this state and its retention is over; a request for a transaction."""
        return {
            "TableName": self._settings.videos_table,
            "Key": {"video": typed(video)},
            "ConditionExpression": "#state = :state AND expires < :now",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":state": typed(str(state)), ":now": typed(int(now.timestamp()))},
        }

    def unmetered(self) -> Iterator[str]:
        """Ids of the videos whose analysis has ended and that are not metered yet. May be a moment behind."""
        request = {"FilterExpression": "attribute_not_exists(seconds)", "ProjectionExpression": "video"}
        for row in self._query(State.FINISHING, "", {}, **request):
            yield str(row["video"])

    def month_total(self, month: str) -> MonthTotal:
        """What has been metered in this month (consistent read)."""
        row = self._row(month_row(month))
        return MonthTotal(seconds=int(row.get("seconds", 0)), videos=int(row.get("videos", 0)))

    def month_addition(self, month: str, seconds: int) -> dict[str, Any]:
        """Adds one video to the month; a request for a transaction."""
        return {
            "TableName": self._settings.videos_table,
            "Key": {"video": typed(month_row(month))},
            "UpdateExpression": "ADD #seconds :seconds, #videos :one SET #expires = :expires",
            "ExpressionAttributeNames": {"#seconds": "seconds", "#videos": "videos", "#expires": "expires"},
            "ExpressionAttributeValues": {":seconds": typed(seconds), ":one": typed(1), ":expires": typed(end_of_keeping(month))},
        }

    def _row(self, key: str) -> dict[str, Plain]:
        reply = self._dynamodb.get_item(TableName=self._settings.videos_table, Key={"video": typed(key)}, ConsistentRead=True)
        return plain_item(reply.get("Item", {}))

    def _query(self, state: State, condition: str, values: dict[str, Any], **more: Any) -> Iterator[dict[str, Plain]]:
        request: dict[str, Any] = {
            "TableName": self._settings.videos_table,
            "IndexName": BY_STATE,
            "KeyConditionExpression": f"#state = :state {condition}".strip(),
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":state": typed(str(state))} | values,
        } | more
        while True:
            page = self._dynamodb.query(**request)
            yield from map(plain_item, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _expiry(self, state: State, now: datetime) -> int | None:
        """DynamoDB may forget a settled video; any other would be lost with its row."""
        return int((now + self._settings.retention).timestamp()) if state in SETTLED else None


def month_row(month: str) -> str:
    """Key of the row that counts a month."""
    return f"month#{month}"


def _held_true(call: Any, request: dict[str, Any]) -> bool:
    """Whether the request's condition held."""
    try:
        call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
