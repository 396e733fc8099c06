import json

import pytest
from botocore.exceptions import ClientError

from sandbox.handlers import lifecycle
from sandbox.handlers.events import TargetRefused, accepted
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

UPLOADS = json.dumps({"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"object": {"key": [{"prefix": "uploads/"}]}}})
ANOTHER_PATTERN = json.dumps({"source": ["another"]})
FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:sweep"
ANOTHER_ARN = "arn:aws:sqs:us-east-1:111111111111:another"
RULE, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"


def put_another_rule(aws, it):
    role = "arn:aws:iam::111111111111:role/another"
    aws.put_rule(Name=it["id"], EventPattern=ANOTHER_PATTERN, Description="another", State="DISABLED", RoleArn=role)


def rule(cloud, bus="default"):
    """Name of a new rule."""
    name = cloud.name("rule")
    cloud.client("events").put_rule(Name=name, EventPattern=UPLOADS, EventBusName=bus)
    return name


def bus(cloud):
    """Name of a new event bus."""
    name = cloud.name("bus")
    cloud.client("events").create_event_bus(Name=name)
    return name


def put_target(**target):
    return lambda aws, it: aws.put_targets(
        Rule=it["rule"], EventBusName=it["eventBusName"], Targets=[{"Id": it["targetId"], "Arn": ANOTHER_ARN, **target}]
    )


another_target = put_target(
    RoleArn="arn:aws:iam::111111111111:role/another",
    Input=json.dumps({"start": "another"}),
    DeadLetterConfig={"Arn": ANOTHER_ARN},
    RetryPolicy={"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 61},
)
another_transformer = put_target(InputTransformer={"InputPathsMap": {"another": "$.id"}, "InputTemplate": '"<another>"'})


def imported_target(it):
    bus = "" if it["eventBusName"] == "default" else f"{it['eventBusName']}/"
    return f"{bus}{it['rule']}/{it['targetId']}"


class TestRules(HandlerContract):
    cases = (
        Case(
            RULE,
            inputs=lambda cloud: {
                "description": "uploads of acme-prod",
                "eventPattern": UPLOADS,
                "state": "ENABLED",
                "roleArn": cloud.role("events.amazonaws.com"),
                "forceDestroy": True,
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("description", "another", put_another_rule),
                Drift("eventPattern", ANOTHER_PATTERN, put_another_rule),
                Drift("state", "DISABLED", put_another_rule),
                Drift("roleArn", "arn:aws:iam::111111111111:role/another", put_another_rule),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceARN=it["arn"], TagKeys=["Project"])),
            ),
            required=("eventPattern",),
        ),
        Case(
            RULE,
            inputs=lambda cloud: {"scheduleExpression": "rate(5 minutes)"},
            drifts=(
                Drift("scheduleExpression", "rate(1 hour)", lambda aws, it: aws.put_rule(Name=it["id"], ScheduleExpression="rate(1 hour)")),
            ),
            required=("scheduleExpression",),
            note="by the clock",
        ),
        Case(RULE, inputs=lambda cloud: {"eventPattern": UPLOADS, "eventBusName": bus(cloud)}, note="on another bus"),
    )


class TestTargets(HandlerContract):
    cases = (
        Case(
            TARGET,
            inputs=lambda cloud: {
                "rule": rule(cloud),
                "arn": FUNCTION,
                "roleArn": cloud.role("events.amazonaws.com"),
                "input": json.dumps({"start": "waiting"}),
                "deadLetterConfig": {"arn": cloud.queue_arn()},
                "retryPolicy": {"maximumRetryAttempts": 3, "maximumEventAgeInSeconds": 3600},
            },
            drifts=(
                Drift("arn", ANOTHER_ARN, another_target),
                Drift("roleArn", "arn:aws:iam::111111111111:role/another", another_target),
                Drift("input", json.dumps({"start": "another"}), another_target),
                Drift("deadLetterConfig.arn", ANOTHER_ARN, another_target),
                Drift("retryPolicy.maximumRetryAttempts", 1, another_target),
                Drift("retryPolicy.maximumEventAgeInSeconds", 61, another_target),
            ),
            required=("arn",),
            imported_as=imported_target,
        ),
        Case(
            TARGET,
            inputs=lambda cloud: {
                "rule": rule(cloud),
                "targetId": "uploads",
                "arn": cloud.queue_arn(),
                "inputTransformer": {"inputPaths": {"key": "$.detail.object.key"}, "inputTemplate": '"<key>"'},
            },
            drifts=(
                Drift("inputTransformer.inputPaths.*", {"another": "$.id"}, another_transformer),
                Drift("inputTransformer.inputTemplate", '"<another>"', another_transformer),
            ),
            imported_as=imported_target,
            note="of a queue, transformed",
        ),
        Case(
            TARGET,
            inputs=lambda cloud: {
                "eventBusName": (other := bus(cloud)),
                "rule": rule(cloud, other),
                "arn": cloud.topic(),
                "inputPath": "$.detail",
            },
            drifts=(Drift("inputPath", "$.another", put_target(InputPath="$.another")),),
            imported_as=imported_target,
            note="of a topic, on another bus",
        ),
    )


def test_a_rule_with_targets_is_not_deleted(cloud):
    made = Resource(TestRules.cases[1], cloud)
    cloud.client("events").put_targets(Rule=made.id, Targets=[{"Id": "a", "Arn": ANOTHER_ARN}])
    with pytest.raises(ClientError, match="has targets"):
        lifecycle.delete(made.handler, cloud.account, made.id, made.state)


def test_the_targets_of_a_rule_survive_its_update(cloud):
    target = Resource(TestTargets.cases[0], cloud)
    of_it = Case(RULE, inputs=lambda cloud: {"name": target.inputs["rule"], "eventPattern": ANOTHER_PATTERN})
    Resource(of_it, cloud).update({"name": target.inputs["rule"], "eventPattern": UPLOADS})
    assert target.read() is not None


def test_a_target_that_is_refused_is_an_error():
    refused = [{"TargetId": "uploads", "ErrorCode": "ManagedRuleException", "ErrorMessage": "not yours"}]
    with pytest.raises(TargetRefused, match="uploads: ManagedRuleException not yours"):
        accepted({"FailedEntryCount": 1, "FailedEntries": refused})
