"""What became of every event: the list behind `/_sandbox/deliveries`. AWS drops many of them without a word; here each has a line."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

KEPT = 5000
"""Deliveries that are remembered."""


class Outcome(StrEnum):
    """How a delivery ended."""

    DELIVERED = "delivered"
    FAILED = "failed"
    """The target refused it or is not there, and no dead-letter target took it: on AWS it would be lost."""
    DEAD_LETTERED = "dead-lettered"
    RETURNED = "returned"
    """The function failed on a message: it comes back to its queue, or goes to the queue's dead-letter queue."""
    SKIPPED = "skipped"
    """On purpose, e.g. schedule firings beyond the bound after a jump of the clock."""
    UNSUPPORTED = "unsupported"
    """AWS would deliver it; the sandbox cannot."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One event on its way to one target."""

    at: str
    """The sandbox's time, ISO-8601 UTC."""
    source: str
    """ARN of the rule, schedule, subscription, mapping or function that sent it on."""
    target: str
    """ARN of the target."""
    event: str
    """Id of the event or message."""
    outcome: Outcome
    """How it ended."""
    reason: str
    """Why it did not arrive; empty when it did."""


class Deliveries:
    """The latest deliveries, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[Delivery] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def note(self, source: str, target: str, event: str, outcome: Outcome = Outcome.DELIVERED, reason: str = "") -> None:
        """Adds a line."""
        at = datetime.now(UTC).isoformat()
        with self._lock:
            self._kept.append(Delivery(at=at, source=source, target=target, event=event, outcome=outcome, reason=reason))

    def listed(self, outcome: str = "") -> list[dict[str, str]]:
        """The lines as plain data, all of them or those with one outcome."""
        with self._lock:
            return [asdict(one) for one in self._kept if outcome in ("", one.outcome)]
