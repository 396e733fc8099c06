"""The only door to the outside: AWS, the clock and chance. Tests put another one in its place."""

import random
import time
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, Protocol, cast

import boto3
from botocore.config import Config

RETRIES = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=20)
"""A call that hangs on every try is given up after a minute and a half, within any function's time limit."""
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=5, read_timeout=10)
"""For starts: the table tries them again, and one that hangs must not use up the time of the others in its batch."""

Reply = dict[str, Any]


class DynamoDb(Protocol):
    """Calls to DynamoDB, and no other."""

    def get_item(self, **request: Any) -> Reply: ...
    def put_item(self, **request: Any) -> Reply: ...
    def update_item(self, **request: Any) -> Reply: ...
    def query(self, **request: Any) -> Reply: ...
    def transact_write_items(self, **request: Any) -> Reply: ...


class S3(Protocol):
    """Calls to S3, and no other."""

    def upload_fileobj(self, Fileobj: Any, Bucket: str, Key: str, ExtraArgs: Any = None, Config: Any = None) -> None: ...  # noqa: N803 - boto3's names
    def head_object(self, **request: Any) -> Reply: ...
    def list_object_versions(self, **request: Any) -> Reply: ...
    def delete_objects(self, **request: Any) -> Reply: ...
    def delete_object(self, **request: Any) -> Reply: ...
    def list_multipart_uploads(self, **request: Any) -> Reply: ...
    def abort_multipart_upload(self, **request: Any) -> Reply: ...


class Rekognition(Protocol):
    """Calls to Rekognition Video, and no other."""

    def start_label_detection(self, **request: Any) -> Reply: ...
    def get_label_detection(self, **request: Any) -> Reply: ...


class Boundary:
    """Clients are made on first use and kept as long as the process: making one takes longer than most calls."""

    @cached_property
    def dynamodb(self) -> DynamoDb:
        return cast(DynamoDb, boto3.client("dynamodb", config=RETRIES))

    @cached_property
    def s3(self) -> S3:
        return cast(S3, boto3.client("s3", config=RETRIES))

    @cached_property
    def rekognition(self) -> Rekognition:
        return cast(Rekognition, boto3.client("rekognition", config=RETRIES))

    @cached_property
    def rekognition_once(self) -> Rekognition:
        return cast(Rekognition, boto3.client("rekognition", config=ONCE))

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)

    def chance(self, ceiling: float) -> float:
        """Any number from 0 to the ceiling, each as likely."""
        return random.uniform(0, ceiling)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


@cache
def current() -> Boundary:
    """The boundary of this process. Handlers ask for it on every invocation."""
    return Boundary()
