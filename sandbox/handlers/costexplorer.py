"""Cost Anomaly Detection: monitors, and subscriptions to what they find."""

import json

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written, set_as_written
from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceArn: of}",
    found="ResourceTags",
    add_call="tag_resource {ResourceArn: of, ResourceTags: list}",
    remove_call="untag_resource {ResourceArn: of, ResourceTagKeys: removed}",
)
SUBSCRIPTION = Spelling(
    "frequency",
    name="SubscriptionName",
    monitorArnLists="MonitorArnList",
    subscribers=("Subscribers", Spelling("type", "address")),
    thresholdExpression=("ThresholdExpression", Spelling(dimension=("Dimensions", Spelling("key", "matchOptions", "values")))),
)


MONITOR = Spelling(name="MonitorName", monitorType="MonitorType", monitorDimension="MonitorDimension")


class AnomalyMonitor(Handler):
    """What a monitor looks at stays for its life."""

    type = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
    service = "ce"
    name_input = "name"
    longest_name = 1024
    supported = ("name", "monitorType", "monitorDimension", "monitorSpecification", "tags.*")
    replace_on = frozenset({"monitorType", "monitorDimension", "monitorSpecification"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        text = inputs.get("monitorSpecification")
        chosen = {"MonitorSpecification": json.loads(text)} if text else {}
        made = aws.create_anomaly_monitor(AnomalyMonitor={**MONITOR.to_aws(inputs), **chosen}, ResourceTags=tag_list(inputs))
        return str(made["MonitorArn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        try:
            (live,) = aws.get_anomaly_monitors(MonitorArnList=[id])["AnomalyMonitors"]
        except aws.exceptions.UnknownMonitorException:
            return None
        chosen = live.get("MonitorSpecification")
        text = document_as_written(chosen, state.get("monitorSpecification")) if chosen else None
        return {**MONITOR.to_pulumi(live), "monitorSpecification": text, "arn": id, **TAGS.read(aws, id)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        aws.update_anomaly_monitor(MonitorArn=id, MonitorName=new["name"])
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        try:
            aws.delete_anomaly_monitor(MonitorArn=id)
        except aws.exceptions.UnknownMonitorException:
            return  # somebody was faster


class AnomalySubscription(Handler):
    """A threshold of one impact; several, joined by `and` or `or`, are refused."""

    type = "aws:costexplorer/anomalySubscription:AnomalySubscription"
    service = "ce"
    name_input = "name"
    longest_name = 1024
    supported = (
        "name",
        "frequency",
        "monitorArnLists",
        "subscribers[].type",
        "subscribers[].address",
        "thresholdExpression.dimension.key",
        "thresholdExpression.dimension.matchOptions",
        "thresholdExpression.dimension.values",
        "tags.*",
    )
    replace_on = frozenset({"name"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        made = aws.create_anomaly_subscription(AnomalySubscription=SUBSCRIPTION.to_aws(inputs), ResourceTags=tag_list(inputs))
        return str(made["SubscriptionArn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        try:
            (live,) = aws.get_anomaly_subscriptions(SubscriptionArnList=[id])["AnomalySubscriptions"]
        except aws.exceptions.UnknownSubscriptionException:
            return None
        found = SUBSCRIPTION.to_pulumi(live)
        sets = {name: set_as_written(found[name] or [], state.get(name)) for name in ("monitorArnLists", "subscribers")}
        return {**found, **sets, "arn": id, "accountId": live["AccountId"], **TAGS.read(aws, id)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """The threshold stays when the program no longer gives one: AWS has none without."""
        changes = SUBSCRIPTION.to_aws({key: value for key, value in new.items() if key != "name"})
        aws.update_anomaly_subscription(SubscriptionArn=id, **changes)
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        try:
            aws.delete_anomaly_subscription(SubscriptionArn=id)
        except aws.exceptions.UnknownSubscriptionException:
            return  # somebody was faster
