"""Topics and who listens to them."""

import json
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.row import Row
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceArn: of}",
    add_call="tag_resource {ResourceArn: of, Tags: list}",
    remove_call="untag_resource {ResourceArn: of, TagKeys: removed}",
)
TOPIC = {"displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId", "deliveryPolicy": "DeliveryPolicy", "policy": "Policy"}


class Topic(Handler):
    """A standard topic; a FIFO topic is refused."""

    type = "aws:sns/topic:Topic"
    service = "sns"
    name_input = "name"
    longest_name = 256
    supported = ("name", *TOPIC, "tags.*")
    replace_on = frozenset({"name"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        values = {attribute: inputs[name] for name, attribute in TOPIC.items() if inputs.get(name)}
        return str(aws.create_topic(Name=inputs["name"], Attributes=values, Tags=tag_list(inputs))["TopicArn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_topic_attributes(TopicArn=id)["Attributes"]
        documents = {
            name: document_as_written(live[TOPIC[name]], state.get(name)) if live.get(TOPIC[name]) else None
            for name in ("policy", "deliveryPolicy")
        }
        return {
            "name": id.split(":")[-1],
            "arn": id,
            "owner": live["Owner"],
            "displayName": live.get("DisplayName") or None,
            "kmsMasterKeyId": live.get("KmsMasterKeyId"),
            **documents,
            **TAGS.read(aws, id),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """What the program no longer gives is emptied; only the policy stays, as the provider has it."""
        for name, attribute in TOPIC.items():
            if old.get(name) != new.get(name) and (new.get(name) or name != "policy"):
                aws.set_topic_attributes(TopicArn=id, AttributeName=attribute, AttributeValue=new.get(name) or "")
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_topic(TopicArn=id)


class TopicPolicy(Row):
    """A topic always has a policy; deleting this one puts back the one that AWS starts with."""

    type = "aws:sns/topicPolicy:TopicPolicy"
    service = "sns"
    supported = ("arn", "policy")
    replace_on = frozenset({"arn"})
    delete_first = True
    create_call = "set_topic_attributes {TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy}"
    id_from = "arn"
    read_call = "get_topic_attributes {TopicArn: id}"
    outputs = "Attributes.{arn: TopicArn, owner: Owner, policy: Policy}"
    documents = ("policy",)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.set_topic_attributes(TopicArn=id, AttributeName="Policy", AttributeValue=first_policy(id))


def first_policy(topic: str) -> str:
    """The policy of a new topic: its own account may do everything (Amazon SNS developer guide, 'Example cases')."""
    verbs = ("Publish", "Subscribe", "ListSubscriptionsByTopic", "GetTopicAttributes", "SetTopicAttributes", "AddPermission")
    statement: dict[str, Any] = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{verb}" for verb in (*verbs, "RemovePermission", "DeleteTopic")],
        "Resource": topic,
        "Condition": {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


SUBSCRIPTION = {
    "filterPolicyScope": "FilterPolicyScope",
    "filterPolicy": "FilterPolicy",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
}


class TopicSubscription(Handler):
    """E-mail subscriptions stay pending until somebody confirms them."""

    type = "aws:sns/topicSubscription:TopicSubscription"
    service = "sns"
    supported = ("topic", "protocol", "endpoint", *SUBSCRIPTION)
    replace_on = frozenset({"topic", "protocol", "endpoint"})
    defaults = {"rawMessageDelivery": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        values = {attribute: spelled(inputs[name]) for name, attribute in SUBSCRIPTION.items() if inputs.get(name) is not None}
        subscribed = aws.subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes=values,
            ReturnSubscriptionArn=True,
        )
        return str(subscribed["SubscriptionArn"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_subscription_attributes(SubscriptionArn=id)["Attributes"]
        filters = live.get("FilterPolicy") if live.get("FilterPolicy") != "{}" else None
        return {
            "arn": id,
            "topic": live["TopicArn"],
            "protocol": live["Protocol"],
            "endpoint": live["Endpoint"],
            "ownerId": live["Owner"],
            "pendingConfirmation": live["PendingConfirmation"] == "true",
            "confirmationWasAuthenticated": live.get("ConfirmationWasAuthenticated") == "true",
            "rawMessageDelivery": live.get("RawMessageDelivery") == "true",
            "filterPolicy": document_as_written(filters, state.get("filterPolicy")) if filters else None,
            "filterPolicyScope": live.get("FilterPolicyScope"),
            "redrivePolicy": document_as_written(live["RedrivePolicy"], state.get("redrivePolicy")) if live.get("RedrivePolicy") else None,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        for name, attribute in SUBSCRIPTION.items():
            if old.get(name) != new.get(name) and (new.get(name) is not None or name != "filterPolicyScope"):
                aws.set_subscription_attributes(SubscriptionArn=id, AttributeName=attribute, **value_or_empty(name, new.get(name)))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        """One that is still pending cannot be unsubscribed: AWS forgets it by itself after some days."""
        try:
            aws.unsubscribe(SubscriptionArn=id)
        except ClientError as error:
            if "pending confirmation" not in error.response["Error"]["Message"]:
                raise


def value_or_empty(name: str, value: Any) -> dict[str, str]:
    """How an attribute is set, or emptied: no filter is `{}`, and no redrive policy is no value at all."""
    if value is not None:
        return {"AttributeValue": spelled(value)}
    return {"AttributeValue": "{}"} if name == "filterPolicy" else {}


def spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
