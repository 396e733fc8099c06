"""The timetables that are deployed: EventBridge rules with a schedule, and EventBridge Scheduler."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients
from sandbox.pump import moto_state
from sandbox.pump.buses import Buses
from sandbox.pump.envelopes import Origin, scheduled_event
from sandbox.pump.moto_state import Rule
from sandbox.pump.queue_access import NO_PERMISSIONS, NotDelivered, Sender
from sandbox.pump.schedules import Timetable
from sandbox.pump.targets import Parcel, Targets

SCHEDULER = "scheduler.amazonaws.com"


class Timetables:
    """Reads them, and knows what one firing does."""

    def __init__(self, clients: InsideClients, buses: Buses, targets: Targets) -> None:
        self._clients = clients
        self._buses = buses
        self._targets = targets

    def read(self) -> Iterator[Timetable]:
        """All that are switched on, in all accounts and regions."""
        for rule in moto_state.scheduled_rules():
            yield Timetable(arn=rule.arn, expression=rule.schedule, zone="UTC", starts=None, ends=None, fire=partial(self._fire_rule, rule))
        for schedule in moto_state.schedules():
            yield Timetable(
                arn=schedule["Arn"],
                expression=schedule["ScheduleExpression"],
                zone=schedule["ScheduleExpressionTimezone"],
                starts=_moment(schedule["StartDate"]),
                ends=_moment(schedule["EndDate"]),
                fire=partial(self._fire_schedule, schedule),
            )

    def _fire_rule(self, rule: Rule, at: datetime) -> None:
        origin = Origin(source="aws.events", account=rule.account, region=rule.region, resources=(rule.arn,))
        self._buses.fire(rule, scheduled_event(origin, at, {}))

    def _fire_schedule(self, schedule: dict[str, Any], at: datetime) -> None:
        """A flexible time window is not used: it fires at its start."""
        origin = Origin(source="aws.scheduler", account=schedule["account"], region=schedule["region"], resources=(schedule["Arn"],))
        event = scheduled_event(origin, at, "{}")
        target = schedule["Target"]
        text = _filled(target["Input"], schedule["Arn"], at, event["id"]) if target.get("Input") else json.dumps(event)
        parcel = Parcel(
            event_id=event["id"],
            text=text,
            target=target["Arn"],
            original=text,
            dead_letter_arn=(target.get("DeadLetterConfig") or {}).get("Arn", ""),
            group=(target.get("SqsParameters") or {}).get("MessageGroupId", ""),
        )
        sender = Sender(service=SCHEDULER, arn=schedule["Arn"], account=schedule["account"], with_role=True)
        try:
            self._assume(target["RoleArn"], schedule)
        except NotDelivered as error:
            self._targets.bury(sender, parcel, error)
        else:
            self._targets.deliver(sender, parcel)
        if schedule["ActionAfterCompletion"] == "DELETE" and schedule["ScheduleExpression"].startswith("at("):
            scheduler = self._clients.client("scheduler", schedule["account"], schedule["region"])
            scheduler.delete_schedule(Name=schedule["Name"], GroupName=schedule["GroupName"])

    def _assume(self, role: str, schedule: dict[str, Any]) -> None:
        """EventBridge Scheduler acts with the schedule's role: it must trust it. What the role may do is not checked."""
        sts = self._clients.client("sts", schedule["account"], schedule["region"], SCHEDULER)
        try:
            sts.assume_role(RoleArn=role, RoleSessionName="scheduler")
        except ClientError as error:
            raise NotDelivered(NO_PERMISSIONS, error.response["Error"]["Message"]) from error


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None


def _filled(text: str, arn: str, at: datetime, execution: str) -> str:
    """Scheduler's context attributes (docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html)."""
    time = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    known = {"scheduled-time": time, "schedule-arn": arn, "execution-id": execution, "attempt-number": "1"}
    for name, value in known.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text
