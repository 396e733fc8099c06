"""What the pump needs of moto that no API gives at an acceptable price: it looks ten times a second, over all accounts and regions.

Read only. What changes anything goes through boto3 and the gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.events.models import events_backends
from moto.scheduler.models import scheduler_backends
from moto.sqs.models import sqs_backends


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An EventBridge rule with its targets."""

    arn: str
    """ARN."""
    account: str
    """Account that owns it."""
    region: str
    """Region."""
    pattern: Mapping[str, Any] | None
    """Event pattern; None = only scheduled."""
    schedule: str
    """Schedule expression; empty = none."""
    targets: tuple[Mapping[str, Any], ...]
    """Its targets, as PutTargets got them."""


def rules(account: str, region: str, bus: str) -> list[Rule]:
    """The enabled rules of a bus; none where there is no such bus."""
    found = events_backends[account][region].event_buses.get(bus)
    return [_rule(stored) for stored in list(found.rules.values()) if stored.state == "ENABLED"] if found else []


def has_bus(account: str, region: str, bus: str) -> bool:
    """Whether there is an event bus of that name."""
    return bus in events_backends[account][region].event_buses


def scheduled_rules() -> Iterator[Rule]:
    """All enabled rules with a schedule, everywhere. AWS allows them on the default bus only."""
    for backend in _existing(events_backends):
        for rule in rules(backend.account_id, backend.region_name, "default"):
            if rule.schedule:
                yield rule


def _rule(stored: Any) -> Rule:
    return Rule(
        arn=stored.arn,
        account=stored.account_id,
        region=stored.region_name,
        pattern=stored.event_pattern.get_pattern() or None,
        schedule=stored.scheduled_expression or "",
        targets=tuple(dict(target) for target in stored.targets),
    )


def schedules() -> Iterator[dict[str, Any]]:
    """All enabled schedules of EventBridge Scheduler, as GetSchedule describes them, with `account` and `region`."""
    for backend in _existing(scheduler_backends):
        for group in list(backend.schedule_groups.values()):
            for stored in list(group.schedules.values()):
                if stored.state == "ENABLED":
                    yield {**stored.to_dict(), "account": backend.account_id, "region": backend.region_name}


def mappings() -> Iterator[dict[str, Any]]:
    """All event source mappings, as GetEventSourceMapping describes them."""
    for backend in _existing(lambda_backends):
        for stored in list(backend._event_source_mappings.values()):
            yield stored.get_configuration()


@dataclass(frozen=True, kw_only=True)
class QueueDepth:
    """How many messages a queue holds."""

    visible: int
    """Could be received now; expired ones included until somebody receives."""
    hidden: int
    """Received and not yet deleted, or delayed."""


def queue_depth(arn: str) -> QueueDepth | None:
    """How full a queue is; None when there is no such queue."""
    _, _, _, region, account, name = arn.split(":")
    queue = sqs_backends[account][region].queues.get(name)
    if queue is None:
        return None
    messages = list(queue._messages)
    visible = sum(message.visible and not message.delayed for message in messages)
    return QueueDepth(visible=visible, hidden=len(messages) - visible)


def _existing(backends: Any) -> Iterator[Any]:
    for account in list(backends):
        yield from list(backends[account].values())
