"""Event source mappings: Lambda polls a queue or a stream and calls a function with what it finds."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.tags import removed_tags


class EventSourceMapping(Handler):
    type = "aws:lambda/eventSourceMapping:EventSourceMapping"
    service = "lambda"
    supported = (
        "functionName",
        "eventSourceArn",
        "batchSize",
        "maximumBatchingWindowInSeconds",
        "enabled",
        "functionResponseTypes",
        "scalingConfig.maximumConcurrency",
        "filterCriteria.filters[].pattern",
        "tags.*",
    )
    replace_on = frozenset({"eventSourceArn"})
    defaults = {"enabled": True}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        made = aws.create_event_source_mapping(
            EventSourceArn=inputs["eventSourceArn"], Tags=inputs.get("tags") or {}, **polling(inputs, clear=False)
        )
        return str(made["UUID"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_event_source_mapping(UUID=id)
        tags = aws.list_tags(Resource=live["EventSourceMappingArn"])["Tags"]
        concurrency = live.get("ScalingConfig", {}).get("MaximumConcurrency")
        filters = live.get("FilterCriteria", {}).get("Filters")
        return {
            "uuid": id,
            "arn": live["EventSourceMappingArn"],
            "functionArn": live["FunctionArn"],
            "functionName": name_as_written(live["FunctionArn"], state.get("functionName")),
            "eventSourceArn": live["EventSourceArn"],
            "state": live["State"],
            "lastModified": live["LastModified"].isoformat(),
            "batchSize": live["BatchSize"],
            "maximumBatchingWindowInSeconds": live.get("MaximumBatchingWindowInSeconds", 0),
            "enabled": live["State"] in {"Creating", "Enabling", "Enabled", "Updating"},
            "functionResponseTypes": live.get("FunctionResponseTypes", []),
            "scalingConfig": {"maximumConcurrency": concurrency} if concurrency else None,
            "filterCriteria": {"filters": [{"pattern": each["Pattern"]} for each in filters]} if filters else None,
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        arn = aws.update_event_source_mapping(UUID=id, **polling(new, clear=True))["EventSourceMappingArn"]
        if removed := removed_tags(old, new):
            aws.untag_resource(Resource=arn, TagKeys=removed)
        if new.get("tags"):
            aws.tag_resource(Resource=arn, Tags=new["tags"])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_event_source_mapping(UUID=id)


def polling(inputs: Properties, clear: bool) -> dict[str, Any]:
    """How the source is polled. Where `clear`, what the program does not give is taken away; the batch size stays as it was."""
    concurrency = (inputs.get("scalingConfig") or {}).get("maximumConcurrency")
    filters = [{"Pattern": each["pattern"]} for each in (inputs.get("filterCriteria") or {}).get("filters") or []]
    settings: dict[str, Any] = {
        "MaximumBatchingWindowInSeconds": inputs.get("maximumBatchingWindowInSeconds", 0),
        "FunctionResponseTypes": inputs.get("functionResponseTypes") or [],
        "ScalingConfig": {"MaximumConcurrency": concurrency} if concurrency else {},
        "FilterCriteria": {"Filters": filters} if filters else {},
    }
    given = {key: value for key, value in settings.items() if value or clear}
    size = {"BatchSize": inputs["batchSize"]} if inputs.get("batchSize") else {}
    return {"FunctionName": inputs["functionName"], "Enabled": inputs["enabled"], **size, **given}


def name_as_written(arn: str, known: Any) -> str:
    """Programs name a function by its name or its ARN; AWS answers with the ARN."""
    return known if isinstance(known, str) and arn.endswith(f":function:{known}") else arn
