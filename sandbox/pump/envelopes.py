"""Events in EventBridge's envelope, each with an id of its own.

Shapes: docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html and, for S3,
docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html.
"""

from __future__ import annotations

import itertools
import secrets
import string
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.put_events import PutEvent
from sandbox.aws.s3_objects import ObjectCreated, ObjectDeleted

Event = dict[str, Any]

_sequence = itertools.count()
_ETAG_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an event comes from."""

    source: str
    """`aws.s3`, `aws.events`, ..., or a name of one's own."""
    account: str
    """Account in which it happened."""
    region: str
    """Region in which it happened."""
    resources: tuple[str, ...]
    """ARNs that it is about."""


def envelope(origin: Origin, kind: str, detail: Any, at: datetime, event_id: str = "") -> Event:
    """The envelope around `detail`, with a new id if none is given; times have whole seconds."""
    return {
        "version": "0",
        "id": event_id or str(uuid.uuid4()),
        "detail-type": kind,
        "source": origin.source,
        "account": origin.account,
        "time": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": origin.region,
        "resources": list(origin.resources),
        "detail": detail,
    }


def put_event(put: PutEvent) -> Event:
    """An event of one's own, as PutEvents took it."""
    origin = Origin(source=put.source, account=put.account, region=put.region, resources=put.resources)
    return envelope(origin, put.detail_type, put.detail, put.at, put.event_id)


def created_event(made: ObjectCreated) -> Event:
    """`Object Created` of S3."""
    return _object_event("Object Created", made, {"size": made.size, "etag": made.etag}, {"reason": made.reason})


def deleted_event(gone: ObjectDeleted) -> Event:
    """`Object Deleted` of S3: a delete marker has the ETag of nothing, a version that is really gone has none."""
    about = {"reason": "DeleteObject", "deletion-type": "Delete Marker Created" if gone.marker else "Permanently Deleted"}
    return _object_event("Object Deleted", gone, {"etag": _ETAG_OF_NOTHING} if gone.marker else {}, about)


def _object_event(kind: str, change: ObjectCreated | ObjectDeleted, told: dict[str, Any], about: dict[str, Any]) -> Event:
    version = {"version-id": change.version_id} if change.version_id else {}
    detail = {
        "version": "0",
        "bucket": {"name": change.bucket},
        "object": {"key": change.key, **told, **version, "sequencer": _sequencer(change.at)},
        "request-id": "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16)),
        "requester": change.requester,
        "source-ip-address": "127.0.0.1",
        **about,
    }
    bucket = f"arn:aws:s3:::{change.bucket}"
    return envelope(Origin(source="aws.s3", account=change.account, region=change.region, resources=(bucket,)), kind, detail, change.at)


def scheduled_event(origin: Origin, at: datetime, detail: Any) -> Event:
    """`Scheduled Event`: `at` is the time for which it was scheduled, not the time at which it is carried out."""
    return envelope(origin, "Scheduled Event", detail, at)


def _sequencer(at: datetime) -> str:
    """Hexadecimal, later ones are greater: the order of events of one key."""
    return f"{int(at.timestamp() * 1000):012X}{next(_sequence) % 0x1000000:06X}"
