"""A function that runs by the clock of a place, and a dead-letter queue for the runs that could not be begun."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import SCHEDULED_RUN
from components.bounded_role import BoundedRole, BoundedRoleArgs
from components.encryption_key import EncryptionKey
from components.function import Function
from components.permissions import allow, policy, trust

SCHEDULER = "scheduler.amazonaws.com"
TIME = '{"time": "<aws.scheduler.scheduled-time>"}'
"""What a run is told: when it was due, in UTC. Tried again an hour later it still knows its month."""
ATTEMPTS = 5
OLDEST_SECONDS = 6 * 3_600
"""Tries, and the time after which EventBridge Scheduler gives a run up; then its event is in the dead-letter queue."""


@dataclass(frozen=True, kw_only=True)
class ScheduledRunArgs:
    """What a scheduled run is told."""

    function: Function
    """What runs; it keeps dead letters."""
    key: EncryptionKey
    """Key of the dead-letter queue."""
    account_id: str
    """Account of the schedule: the role trusts Scheduler on its behalf alone."""
    expression: str
    """When, such as `cron(0 9 1 * ? *)`. Changing it replaces nothing."""
    time_zone: str
    """Whose clock that is (IANA). Changing it replaces nothing."""
    says: str
    """What it is for, in one sentence."""


class ScheduledRun(pulumi.ComponentResource):
    """A schedule of EventBridge Scheduler, which knows time zones and summer time, and the role with which it invokes."""

    role: BoundedRole
    schedule: aws.scheduler.Schedule

    def __init__(self, name: str, args: ScheduledRunArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(SCHEDULED_RUN, name, {}, opts)
        self.role = self._role(name, args)
        self.schedule = self._schedule(name, args)
        self.register_outputs({"schedule": self.schedule.name})

    def _role(self, name: str, args: ScheduledRunArgs) -> BoundedRole:
        assert args.function.dead_letters is not None
        permissions = policy(
            allow("Invoke", "lambda:InvokeFunction", on=[args.function.function.arn]),
            allow("BuryEvents", "sqs:SendMessage", on=[args.function.dead_letters.arn]),
            args.key.may_be_used(),
        )
        return BoundedRole(
            f"{name}-schedule",
            BoundedRoleArgs(trust=trust(SCHEDULER, args.account_id), policy=permissions, boundary_arn=None),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _schedule(self, name: str, args: ScheduledRunArgs) -> aws.scheduler.Schedule:
        assert args.function.dead_letters is not None
        target = aws.scheduler.ScheduleTargetArgs(
            arn=args.function.function.arn,
            role_arn=self.role.arn,
            input=TIME,
            dead_letter_config=aws.scheduler.ScheduleTargetDeadLetterConfigArgs(arn=args.function.dead_letters.arn),
            retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                maximum_retry_attempts=ATTEMPTS, maximum_event_age_in_seconds=OLDEST_SECONDS
            ),
        )
        return aws.scheduler.Schedule(
            name,
            description=args.says,
            schedule_expression=args.expression,
            schedule_expression_timezone=args.time_zone,
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=target,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.role.policy]),
        )
