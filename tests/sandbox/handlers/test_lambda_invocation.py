"""Who may invoke a function, and where an invocation's outcome goes."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.client import BaseClient

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, handler_of
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract
from tests.sandbox.handlers.lambda_parts import function


def allows(cloud: Cloud, **more: object) -> Properties:
    return {"function": function(cloud), "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com", **more}


def by_function(it: Properties) -> str:
    return f"{it['function']}/{it['statementId']}"


def sent_elsewhere(aws: BaseClient, it: Mapping[str, Any]) -> None:
    failed = {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:111111111111:other"}}
    aws.put_function_event_invoke_config(
        FunctionName=it["id"], MaximumRetryAttempts=0, MaximumEventAgeInSeconds=60, DestinationConfig=failed
    )


class TestInvocation(HandlerContract):
    cases = (
        Case(
            "aws:lambda/permission:Permission",
            inputs=lambda cloud: allows(cloud, sourceArn="arn:aws:events:us-east-1:111111111111:rule/hourly", sourceAccount="111111111111"),
            imported_as=by_function,
        ),
        Case("aws:lambda/permission:Permission", inputs=allows, imported_as=by_function, note="without a source"),
        Case(
            "aws:lambda/permission:Permission",
            inputs=lambda cloud: allows(cloud, principal="222222222222"),
            imported_as=by_function,
            note="for an account",
        ),
        Case(
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
            inputs=lambda cloud: {
                "functionName": function(cloud),
                "maximumRetryAttempts": 1,
                "maximumEventAgeInSeconds": 3600,
                "destinationConfig": {
                    "onFailure": {"destination": cloud.queue_arn()},
                    "onSuccess": {"destination": cloud.topic()},
                },
            },
            drifts=(
                Drift("maximumRetryAttempts", 0, sent_elsewhere),
                Drift("maximumEventAgeInSeconds", 60, sent_elsewhere),
                Drift("destinationConfig.onFailure.destination", "arn:aws:sqs:us-east-1:111111111111:other", sent_elsewhere),
                Drift("destinationConfig.onSuccess.destination", GONE, sent_elsewhere),
            ),
        ),
    )

    def test_a_permission_is_not_imported_by_its_statement_alone(self, cloud: Cloud) -> None:
        with pytest.raises(LookupError, match="import it as <function>/hourly"):
            lifecycle.read(handler_of("aws:lambda/permission:Permission"), cloud.account, "hourly", {})

    def test_a_permission_goes_alone(self, cloud: Cloud) -> None:
        """Of two permissions on one function, deleting one leaves the other."""
        handler, given = handler_of("aws:lambda/permission:Permission"), allows(cloud)
        kept, state = lifecycle.create(handler, cloud.account, {**given, "statementId": "kept"})
        gone, other = lifecycle.create(handler, cloud.account, {**given, "statementId": "gone"})
        lifecycle.delete(handler, cloud.account, gone, other)
        assert lifecycle.read(handler, cloud.account, gone, other) is None
        assert lifecycle.read(handler, cloud.account, kept, state) is not None
