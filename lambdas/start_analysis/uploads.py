"""EventBridge's account of an upload."""

import json
from typing import Any

from lambdas.videos.identity import UNVERSIONED, Upload


class MalformedEvent(ValueError):
    """The message is no upload; the text says what is missing, not what is there."""


def read_upload(body: str) -> Upload:
    """The upload in an `Object Created` event of S3. The key in it is not URL-encoded. Raises MalformedEvent."""
    try:
        event = json.loads(body)
    except ValueError:
        raise MalformedEvent("the message is not JSON") from None
    if not isinstance(event, dict) or event.get("detail-type") != "Object Created":
        raise MalformedEvent("the message is no Object Created event")
    bucket, size = _field(event, "detail", "bucket", "name"), _field(event, "detail", "object", "size")
    key, version = _field(event, "detail", "object", "key"), event["detail"]["object"].get("version-id") or UNVERSIONED
    if not all(isinstance(text, str) and text for text in (bucket, key, version)):
        raise MalformedEvent("bucket name, key and version-id must be text")
    if type(size) is not int or size < 0:
        raise MalformedEvent("size must be a whole number of bytes")
    return Upload(bucket=bucket, key=key, version=version, size=size)


def _field(event: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(event, dict) or name not in event:
            raise MalformedEvent(f"{'.'.join(path)} is missing")
        event = event[name]
    return event
