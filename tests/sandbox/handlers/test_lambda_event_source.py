"""Event sources of functions."""

from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient

from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract
from tests.sandbox.handlers.lambda_parts import PROGRAM, Ending, function, zipped


def move_to_another(aws: BaseClient, it: Mapping[str, Any]) -> None:
    """The event source calls a function named `other` instead."""
    role = aws.get_function_configuration(FunctionName=it["functionName"])["Role"]
    if not any(each["FunctionName"] == "other" for each in aws.list_functions()["Functions"]):
        code = {"ZipFile": zipped(PROGRAM)}
        aws.create_function(FunctionName="other", Runtime="python3.12", Role=role, Handler="main.handler", Code=code)
    aws.update_event_source_mapping(UUID=it["id"], FunctionName="other")


def remapped(path: str, value: object, **settings: object) -> Drift:
    return Drift(path, value, lambda aws, it: aws.update_event_source_mapping(UUID=it["id"], **settings))


class TestEventSourceMappings(HandlerContract):
    cases = (
        Case(
            "aws:lambda/eventSourceMapping:EventSourceMapping",
            inputs=lambda cloud: {
                "functionName": function(cloud),
                "eventSourceArn": cloud.queue_arn(),
                "batchSize": 20,
                "maximumBatchingWindowInSeconds": 3,
                "enabled": False,
                "functionResponseTypes": ["ReportBatchItemFailures"],
                "scalingConfig": {"maximumConcurrency": 2},
                "filterCriteria": {"filters": [{"pattern": '{"body": {"detail-type": ["Object Created"]}}'}]},
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                remapped("batchSize", 7, BatchSize=7),
                remapped("maximumBatchingWindowInSeconds", 9, MaximumBatchingWindowInSeconds=9),
                remapped("enabled", True, Enabled=True),
                remapped("functionResponseTypes", GONE, FunctionResponseTypes=[]),
                remapped("scalingConfig.maximumConcurrency", 9, ScalingConfig={"MaximumConcurrency": 9}),
                remapped("filterCriteria.filters[].pattern", GONE, FilterCriteria={}),
                Drift("functionName", Ending(":function:other"), move_to_another),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(Resource=it["arn"], TagKeys=["Project"])),
            ),
            required=("functionName",),
            computed=("batchSize",),
        ),
    )
