"""Schedules of EventBridge Scheduler."""

from datetime import UTC, datetime

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling


class Moment:
    """A point in time: RFC 3339 text in Pulumi, a datetime in boto3."""

    def outward(self, value: str) -> datetime:
        return datetime.fromisoformat(value)

    def inward(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


TARGET = Spelling(
    "arn",
    "roleArn",
    "input",
    deadLetterConfig=("DeadLetterConfig", Spelling("arn")),
    retryPolicy=("RetryPolicy", Spelling("maximumRetryAttempts", "maximumEventAgeInSeconds")),
)
SCHEDULE = Spelling(
    "name",
    "groupName",
    "description",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "state",
    "kmsKeyArn",
    "actionAfterCompletion",
    startDate=("StartDate", Moment()),
    endDate=("EndDate", Moment()),
    flexibleTimeWindow=("FlexibleTimeWindow", Spelling("mode", "maximumWindowInMinutes")),
    target=("Target", TARGET),
)


class Schedule(Handler):
    """A schedule goes by `group/name`. Schedules carry no tags; their groups would."""

    type = "aws:scheduler/schedule:Schedule"
    service = "scheduler"
    name_input = "name"
    supported = (
        "name",
        "groupName",
        "description",
        "scheduleExpression",
        "scheduleExpressionTimezone",
        "startDate",
        "endDate",
        "state",
        "kmsKeyArn",
        "actionAfterCompletion",
        "flexibleTimeWindow.mode",
        "flexibleTimeWindow.maximumWindowInMinutes",
        "target.arn",
        "target.roleArn",
        "target.input",
        "target.deadLetterConfig.arn",
        "target.retryPolicy.maximumRetryAttempts",
        "target.retryPolicy.maximumEventAgeInSeconds",
    )
    computed = ("target.retryPolicy",)
    replace_on = frozenset({"name", "groupName"})
    defaults = {"groupName": "default", "state": "ENABLED", "scheduleExpressionTimezone": "UTC", "actionAfterCompletion": "NONE"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_schedule(**SCHEDULE.to_aws(inputs))
        return f"{inputs['groupName']}/{inputs['name']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        group, name = id.split("/", 1)
        live = aws.get_schedule(GroupName=group, Name=name)
        return {**SCHEDULE.to_pulumi(live), "arn": live["Arn"]}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """What is not named goes back to its default."""
        aws.update_schedule(**SCHEDULE.to_aws(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        group, name = id.split("/", 1)
        aws.delete_schedule(GroupName=group, Name=name)
