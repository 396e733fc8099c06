"""Who counts slots and starts videos: one invocation at a time.

Two that counted at once would each fill the same room. The lease is a row of the videos table without a state; it also hands on what was
started lately, since the index of states may be a moment behind.
"""

import json
from datetime import datetime, timedelta
from uuid import uuid4

from botocore.exceptions import ClientError

from lambdas.videos.boundary import Boundary
from lambdas.videos.items import typed_item
from lambdas.videos.moments import moment, stamp
from lambdas.videos.settings import Settings

ROW = "lease#starting"
LENGTH = timedelta(minutes=2)
"""After which a lease whose holder was cut off is anybody's; the index has long caught up by then."""
MARGIN = timedelta(seconds=20)
"""Before its end, a lease is not relied on any more: a start that was begun must end within it."""
RECENT = timedelta(minutes=1)
"""How long a start is handed on; the index is usually behind by less than a second."""


class Lease:
    """The right to start videos, for one invocation."""

    def __init__(self, boundary: Boundary, settings: Settings) -> None:
        self._boundary = boundary
        self._settings = settings
        self._holder = uuid4().hex
        self._until: datetime | None = None
        self._recent: dict[str, str] = {}

    @property
    def is_held(self) -> bool:
        """Whether it was taken and has not run out."""
        return self._until is not None and self._boundary.now() < self._until - MARGIN

    @property
    def recent(self) -> tuple[str, ...]:
        """Videos that were started lately, by whomever."""
        return tuple(self._recent)

    def take(self) -> bool:
        """Whether this invocation holds the lease now. One that has run out is not taken a second time."""
        if self._until is None:
            now = self._boundary.now()
            free = "attribute_not_exists(#holder) OR #until < :now"
            changes = {":holder": self._holder, ":until": stamp(now + LENGTH), ":now": stamp(now)}
            if (row := self._change("SET #holder = :holder, #until = :until", free, changes)) is not None:
                started: dict[str, str] = json.loads(row.get("recent", {}).get("S", "{}"))
                self._until = now + LENGTH
                self._recent = {video: at for video, at in started.items() if moment(at) > now - RECENT}
        return self.is_held

    def note(self, video: str) -> None:
        """This video is being started."""
        self._recent[video] = stamp(self._boundary.now())

    def release(self) -> None:
        """Lets others start videos, and tells them what was started. Nothing happens when the lease is not, or no longer, held."""
        if self._until is not None:
            handing_on = {":holder": self._holder, ":recent": json.dumps(self._recent)}
            self._change("SET #recent = :recent REMOVE #holder, #until", "#holder = :holder", handing_on)
            self._until = None

    def _change(self, expression: str, condition: str, values: dict[str, str]) -> dict[str, dict[str, str]] | None:
        names = {f"#{name}": name for name in ("holder", "until", "recent") if f"#{name}" in expression + condition}
        try:
            reply = self._boundary.dynamodb.update_item(
                TableName=self._settings.videos_table,
                Key=typed_item({"video": ROW}),
                UpdateExpression=expression,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=typed_item(values),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        row: dict[str, dict[str, str]] = reply["Attributes"]
        return row
