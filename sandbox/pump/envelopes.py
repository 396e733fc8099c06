"""Events in EventBridge's envelope, each with an id of its own.

Shapes: docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html and, for S3,
docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html.
"""

from __future__ import annotations

import itertools
import secrets
import string
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]

_sequence = itertools.count()


@dataclass(frozen=True, kw_only=True)
class ObjectChange:
    """An S3 object that came or went."""

    account: str
    """Account that owns the bucket."""
    region: str
    """The bucket's region."""
    bucket: str
    """Bucket name."""
    key: str
    """Key, not encoded."""
    version: str = ""
    """Version id; empty in a bucket that never had versioning."""
    size: int = 0
    """Bytes; only told of objects that came."""
    etag: str = ""
    """ETag without quotes."""
    requester: str
    """Account of the caller."""
    reason: str
    """`PutObject`, `POST Object`, `CopyObject`, `CompleteMultipartUpload` or `DeleteObject`."""
    deletion: str = ""
    """Of objects that went: `Permanently Deleted` or `Delete Marker Created`."""


def envelope(*, kind: str, source: str, account: str, region: str, resources: list[str], detail: Any, at: datetime | None = None) -> Event:
    """The envelope around `detail`; `at` defaults to now, times have whole seconds."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": account,
        "time": f"{(at or datetime.now(UTC)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": resources,
        "detail": detail,
    }


def object_event(change: ObjectChange) -> Event:
    """`Object Created` or `Object Deleted`."""
    told: dict[str, Any] = {"key": change.key}
    if not change.deletion:
        told["size"] = change.size
    if change.etag:
        told["etag"] = change.etag
    if change.version:
        told["version-id"] = change.version
    detail = {
        "version": "0",
        "bucket": {"name": change.bucket},
        "object": {**told, "sequencer": _sequencer()},
        "request-id": "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16)),
        "requester": change.requester,
        "source-ip-address": "127.0.0.1",
        "reason": change.reason,
        **({"deletion-type": change.deletion} if change.deletion else {}),
    }
    kind = "Object Deleted" if change.deletion else "Object Created"
    resources = [f"arn:aws:s3:::{change.bucket}"]
    return envelope(kind=kind, source="aws.s3", account=change.account, region=change.region, resources=resources, detail=detail)


def scheduled_event(*, source: str, account: str, region: str, arn: str, at: datetime, detail: Any) -> Event:
    """`Scheduled Event`: `at` is the time for which it was scheduled, not the time at which it is carried out."""
    return envelope(kind="Scheduled Event", source=source, account=account, region=region, resources=[arn], detail=detail, at=at)


def _sequencer() -> str:
    """Hexadecimal, later ones are greater: the order of events of one key."""
    return f"{int(time.time() * 1000):012X}{next(_sequence) % 0x1000000:06X}"
