"""EventBridge rules and where they send what they match."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging

DEFAULT_BUS = "default"
TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceARN: of}",
    add_call="tag_resource {ResourceARN: of, Tags: list}",
    remove_call="untag_resource {ResourceARN: of, TagKeys: removed}",
)
RULE = Spelling("name", "description", "eventPattern", "scheduleExpression", "state", "roleArn", "eventBusName")


class EventRule(Handler):
    """A rule on the default bus goes by its name, one on another bus by `bus/name`."""

    type = "aws:cloudwatch/eventRule:EventRule"
    service = "events"
    name_input = "name"
    supported = ("name", "description", "eventPattern", "scheduleExpression", "state", "roleArn", "eventBusName", "forceDestroy", "tags.*")
    write_only = {"forceDestroy": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"name", "eventBusName"})
    defaults = {"state": "ENABLED", "eventBusName": DEFAULT_BUS}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        arn = aws.put_rule(**RULE.to_aws(inputs))["RuleArn"]
        TAGS.update(aws, arn, {}, inputs)
        return str(inputs["name"] if inputs["eventBusName"] == DEFAULT_BUS else f"{inputs['eventBusName']}/{inputs['name']}")

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        rule = aws.describe_rule(**bus_and_rule(id))
        pattern = rule.get("EventPattern")
        return {
            **RULE.to_pulumi(rule),
            "eventPattern": document_as_written(pattern, state.get("eventPattern")) if pattern else None,
            "arn": rule["Arn"],
            **TAGS.read(aws, rule["Arn"]),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Putting a rule again replaces it whole, but for its tags and targets."""
        TAGS.update(aws, aws.put_rule(**RULE.to_aws(new))["RuleArn"], old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_rule(**bus_and_rule(id), Force=bool(state.get("forceDestroy")))


def bus_and_rule(id: str) -> dict[str, str]:
    bus, _, name = id.rpartition("/")
    return {"Name": name, "EventBusName": bus or DEFAULT_BUS}


TARGET = Spelling(
    "arn",
    "roleArn",
    "input",
    "inputPath",
    targetId="Id",
    inputTransformer=("InputTransformer", Spelling("inputTemplate", inputPaths="InputPathsMap")),
    deadLetterConfig=("DeadLetterConfig", Spelling("arn")),
    retryPolicy=("RetryPolicy", Spelling("maximumRetryAttempts", "maximumEventAgeInSeconds")),
)


class TargetRefused(Exception):
    """EventBridge answers PutTargets and RemoveTargets with success and a list of what it refused."""


class EventTarget(Handler):
    """A function, queue, topic or bus behind a rule. Its id is `rule-target`; it is imported as `rule/target` or `bus/rule/target`."""

    type = "aws:cloudwatch/eventTarget:EventTarget"
    service = "events"
    name_input = "targetId"
    supported = (
        "rule",
        "eventBusName",
        "targetId",
        "arn",
        "roleArn",
        "input",
        "inputPath",
        "inputTransformer.inputTemplate",
        "inputTransformer.inputPaths.*",
        "deadLetterConfig.arn",
        "retryPolicy.maximumRetryAttempts",
        "retryPolicy.maximumEventAgeInSeconds",
    )
    replace_on = frozenset({"rule", "eventBusName", "targetId"})
    defaults = {"eventBusName": DEFAULT_BUS}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        answer = aws.put_targets(Rule=inputs["rule"], EventBusName=inputs["eventBusName"], Targets=[TARGET.to_aws(inputs)])
        accepted(answer)
        bus = "" if inputs["eventBusName"] == DEFAULT_BUS else f"{inputs['eventBusName']}-"
        return f"{bus}{inputs['rule']}-{inputs['targetId']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        bus, rule, target = whereabouts(id, state)
        targets = pages(aws, "list_targets_by_rule", "Targets", Rule=rule, EventBusName=bus)
        live = next((each for each in targets if each["Id"] == target), None)
        return {"rule": rule, "eventBusName": bus, **TARGET.to_pulumi(live)} if live else None

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        bus, rule, target = whereabouts(id, state)
        accepted(aws.remove_targets(Rule=rule, EventBusName=bus, Ids=[target]))


def whereabouts(id: str, state: Properties) -> tuple[str, str, str]:
    """Bus, rule and target: from the state, or on import from `rule/target` or `bus/rule/target`."""
    if state.get("targetId"):
        return state.get("eventBusName") or DEFAULT_BUS, state["rule"], state["targetId"]
    bus_and_rule, _, target = id.rpartition("/")
    bus, _, rule = bus_and_rule.rpartition("/")
    return bus or DEFAULT_BUS, rule, target


def accepted(answer: dict[str, Any]) -> None:
    """Raises TargetRefused, naming every target that EventBridge refused."""
    if answer.get("FailedEntryCount"):
        refused = (f"{each['TargetId']}: {each['ErrorCode']} {each.get('ErrorMessage', '')}" for each in answer["FailedEntries"])
        raise TargetRefused("; ".join(refused))
