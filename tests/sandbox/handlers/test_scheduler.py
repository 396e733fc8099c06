import json
from datetime import datetime, timedelta, timezone

from sandbox.handlers.scheduler import Moment
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract

QUEUE = "arn:aws:sqs:us-east-1:111111111111:another"
ROLE = "arn:aws:iam::111111111111:role/another"


def update(aws, it):
    aws.update_schedule(
        Name=it["name"],
        GroupName=it["groupName"],
        Description="another",
        ScheduleExpression="rate(2 hours)",
        ScheduleExpressionTimezone="Asia/Tokyo",
        StartDate="2031-01-01T00:00:00Z",
        EndDate="2032-01-01T00:00:00Z",
        State="ENABLED",
        KmsKeyArn="arn:aws:kms:us-east-1:111111111111:key/another",
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 9},
        Target={
            "Arn": QUEUE,
            "RoleArn": ROLE,
            "Input": "another",
            "DeadLetterConfig": {"Arn": QUEUE},
            "RetryPolicy": {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 61},
        },
    )


def at_the_minute(aws, it):
    aws.update_schedule(
        Name=it["name"],
        GroupName=it["groupName"],
        ScheduleExpression="rate(2 hours)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": QUEUE, "RoleArn": ROLE},
    )


def stay_when_done(aws, it):
    aws.update_schedule(
        Name=it["name"],
        GroupName=it["groupName"],
        ScheduleExpression="rate(2 hours)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": QUEUE, "RoleArn": ROLE},
        ActionAfterCompletion="NONE",
    )


def group(cloud):
    """Name of a new group of schedules."""
    name = cloud.name("group")
    cloud.client("scheduler").create_schedule_group(Name=name)
    return name


class TestSchedules(HandlerContract):
    cases = (
        Case(
            "aws:scheduler/schedule:Schedule",
            inputs=lambda cloud: {
                "groupName": group(cloud),
                "description": "invoices of the month",
                "scheduleExpression": "cron(0 6 1 * ? *)",
                "scheduleExpressionTimezone": "Europe/Berlin",
                "startDate": "2030-01-01T00:00:00Z",
                "endDate": "2030-12-31T22:30:00Z",
                "state": "DISABLED",
                "kmsKeyArn": cloud.key(),
                "actionAfterCompletion": "DELETE",
                "flexibleTimeWindow": {"mode": "FLEXIBLE", "maximumWindowInMinutes": 15},
                "target": {
                    "arn": cloud.queue_arn(),
                    "roleArn": cloud.role("scheduler.amazonaws.com"),
                    "input": json.dumps({"month": "last"}),
                    "deadLetterConfig": {"arn": cloud.queue_arn()},
                    "retryPolicy": {"maximumRetryAttempts": 5, "maximumEventAgeInSeconds": 3600},
                },
            },
            drifts=(
                Drift("description", "another", update),
                Drift("scheduleExpression", "rate(2 hours)", update),
                Drift("scheduleExpressionTimezone", "Asia/Tokyo", update),
                Drift("startDate", "2031-01-01T00:00:00Z", update),
                Drift("endDate", "2032-01-01T00:00:00Z", update),
                Drift("state", "ENABLED", update),
                Drift("kmsKeyArn", "arn:aws:kms:us-east-1:111111111111:key/another", update),
                Drift("actionAfterCompletion", "NONE", stay_when_done),
                Drift("flexibleTimeWindow.maximumWindowInMinutes", 9, update),
                Drift("target.arn", QUEUE, update),
                Drift("target.roleArn", ROLE, update),
                Drift("target.input", "another", update),
                Drift("target.deadLetterConfig.arn", QUEUE, update),
                Drift("target.retryPolicy.maximumRetryAttempts", 1, update),
                Drift("target.retryPolicy.maximumEventAgeInSeconds", 61, update),
                Drift("flexibleTimeWindow.mode", "OFF", at_the_minute),
            ),
            required=("scheduleExpression", "flexibleTimeWindow", "target"),
        ),
    )


def test_a_moment_is_said_in_utc_wherever_the_machine_stands():
    in_tokyo = datetime(2030, 1, 1, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    assert Moment().inward(in_tokyo) == "2030-01-01T00:30:00Z"
    assert Moment().outward("2030-01-01T00:30:00Z") == in_tokyo
