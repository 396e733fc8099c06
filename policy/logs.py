"""Logs end one day, and nobody writes them where nobody ends them."""

from collections.abc import Iterator

from policy.resources import Resource, Stack
from policy.rules import ResourceRule, StackRule

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
FUNCTION = "aws:lambda/function:Function"


def endless(resource: Resource) -> Iterator[str]:
    if resource.type == LOG_GROUP and not resource.inputs.get("retentionInDays"):
        yield "keeps its logs for ever"


def made_by_lambda(resource: Resource, stack: Stack) -> Iterator[str]:
    if resource.type != FUNCTION:
        return
    groups = list(stack.of(LOG_GROUP))
    if not {each.urn for each in groups} & resource.links.get("loggingConfig", frozenset()):
        named = resource.part("loggingConfig").get("logGroup") or f"/aws/lambda/{resource.inputs.get('name')}"
        if named not in [each.known("name") for each in groups]:
            yield f"writes to {named}, which Lambda would make by itself, without tags and without an end"


LOG_RETENTION = ResourceRule(
    name="log-retention",
    sentence="Every log group says how long it keeps its logs.",
    remedy="Set its retention: `settings.log_retention_days`.",
    broken_by=endless,
)
KNOWN_LOG_GROUPS = StackRule(
    name="known-log-groups",
    sentence="Every function writes to a log group of the same stack.",
    remedy="Use `Function` of `components/function.py`, or give it a `logging_config` with a log group of the program.",
    broken_by=made_by_lambda,
)
