"""events:PutEvents: checked and answered here, delivered by whoever listens (the pump). moto's own delivery is off."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

MOST_ENTRIES = 10
"""Entries of one call (EventBridge API Reference, PutEvents)."""


@dataclass(frozen=True, kw_only=True)
class PutEvent:
    """One event that somebody put on a bus."""

    account: str
    """Account that put it."""
    region: str
    """Region it was put in."""
    bus: str
    """Bus, by name or ARN; `default` when none was named."""
    event_id: str
    """Id that the caller got back."""
    source: str
    """Event's source."""
    detail_type: str
    """Event's detail-type."""
    detail: dict[str, Any]
    """Event's detail."""
    resources: tuple[str, ...]
    """ARNs that the event is about."""
    at: datetime
    """Event's time, UTC: as given, else the sandbox's."""


class PutEvents:
    """The stand-in for PutEvents."""

    def __init__(self, gate: Gate) -> None:
        self._listeners: list[Callable[[PutEvent], None]] = []
        gate.stand_in("events", "PutEvents", self._put)

    def on(self, listener: Callable[[PutEvent], None]) -> None:
        """Hand every good event to `listener`, in the thread of the call."""
        self._listeners.append(listener)

    def _put(self, request: AwsRequest, _: Forward) -> Response:
        if not self._listeners:
            raise SandboxUnsupported("The sandbox refuses events:PutEvents: no part that delivers events is attached to this server.")
        entries = request.json().get("Entries", [])
        if not 1 <= len(entries) <= MOST_ENTRIES:
            raise AwsError("ValidationException", f"PutEvents takes 1 to {MOST_ENTRIES} entries, not {len(entries)}.")
        results = [self._one(request, entry) for entry in entries]
        failed = sum("ErrorCode" in result for result in results)
        body = json.dumps({"FailedEntryCount": failed, "Entries": results})
        return Response(body, mimetype="application/x-amz-json-1.1")

    def _one(self, request: AwsRequest, entry: dict[str, Any]) -> dict[str, str]:
        refused = _fault(entry)
        if refused:
            return refused
        event = PutEvent(
            account=request.account,
            region=request.region,
            bus=entry.get("EventBusName", "default"),
            event_id=str(uuid.uuid4()),
            source=entry["Source"],
            detail_type=entry["DetailType"],
            detail=json.loads(entry["Detail"]),
            resources=tuple(entry.get("Resources", [])),
            at=datetime.fromtimestamp(entry["Time"], UTC) if "Time" in entry else request.at,
        )
        for listener in self._listeners:
            listener(event)
        return {"EventId": event.event_id}


def _fault(entry: dict[str, Any]) -> dict[str, str] | None:
    """What AWS answers for an entry that it does not take."""
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            message = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": message}
    if entry["Source"].startswith("aws."):
        return {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return None
