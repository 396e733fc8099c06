"""Queues, and the two policies that may be resources of their own."""

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written
from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.row import Row
from sandbox.handlers.tagging import Tagging

NUMBERS = {
    "delaySeconds": "DelaySeconds",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
}
DOCUMENTS = {"policy": "Policy", "redrivePolicy": "RedrivePolicy", "redriveAllowPolicy": "RedriveAllowPolicy"}
NOT_GIVEN_BACK = "moto takes it and does not give it back"

TAGS = Tagging(
    list_call="list_queue_tags {QueueUrl: of}",
    add_call="tag_queue {QueueUrl: of, Tags: map}",
    remove_call="untag_queue {QueueUrl: of, TagKeys: removed}",
)


class Queue(Handler):
    """A standard queue. A FIFO queue is refused: nothing here delivers in order."""

    type = "aws:sqs/queue:Queue"
    service = "sqs"
    name_input = "name"
    longest_name = 80
    supported = ("name", *NUMBERS, *DOCUMENTS, "kmsMasterKeyId", "sqsManagedSseEnabled", "tags.*")
    write_only = {"redriveAllowPolicy": NOT_GIVEN_BACK}
    replace_on = frozenset({"name"})
    defaults = {
        "delaySeconds": 0,
        "maxMessageSize": 262144,
        "messageRetentionSeconds": 345600,
        "receiveWaitTimeSeconds": 0,
        "visibilityTimeoutSeconds": 30,
    }

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        url = aws.create_queue(QueueName=inputs["name"], Attributes=attributes(inputs), tags=inputs.get("tags") or {})["QueueUrl"]
        return str(url)

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.get_queue_attributes(QueueUrl=id, AttributeNames=["All"])["Attributes"]
        return {
            "name": live["QueueArn"].split(":")[-1],
            "url": id,
            "arn": live["QueueArn"],
            **{name: int(live[attribute]) for name, attribute in NUMBERS.items() if attribute in live},
            "policy": document_as_written(live["Policy"], state.get("policy")) if live.get("Policy") else None,
            "redrivePolicy": document_as_written(live["RedrivePolicy"], state.get("redrivePolicy")) if live.get("RedrivePolicy") else None,
            "kmsMasterKeyId": live.get("KmsMasterKeyId"),
            "sqsManagedSseEnabled": live.get("SqsManagedSseEnabled") == "true",
            **TAGS.read(aws, id),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """An encryption key that the program no longer names goes; policies that it no longer names stay, as the provider has it."""
        set_attributes(aws, id, {"KmsMasterKeyId": "", **attributes(new)})
        TAGS.update(aws, id, old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_queue(QueueUrl=id)


def set_attributes(aws: BaseClient, url: str, values: dict[str, str]) -> None:
    """AWS leaves alone what is not named; moto drops the policy, so it is named each time."""
    policy = aws.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    aws.set_queue_attributes(QueueUrl=url, Attributes={**policy, **values})


def attributes(inputs: Properties) -> dict[str, str]:
    """Queue attributes as SQS takes them: text only."""
    plain = {**NUMBERS, **DOCUMENTS, "kmsMasterKeyId": "KmsMasterKeyId"}
    values = {attribute: str(inputs[name]) for name, attribute in plain.items() if inputs.get(name) is not None}
    if inputs.get("sqsManagedSseEnabled") is not None:
        values["SqsManagedSseEnabled"] = str(inputs["sqsManagedSseEnabled"]).lower()
    return values


class QueuePolicy(Row):
    type = "aws:sqs/queuePolicy:QueuePolicy"
    service = "sqs"
    supported = ("queueUrl", "policy")
    replace_on = frozenset({"queueUrl"})
    delete_first = True
    create_call = "set_queue_attributes {QueueUrl: queueUrl, Attributes: {Policy: policy}}"
    id_from = "queueUrl"
    read_call = "get_queue_attributes {QueueUrl: id, AttributeNames: ['Policy']}"
    outputs = "Attributes.Policy && {queueUrl: id, policy: Attributes.Policy}"
    documents = ("policy",)
    delete_call = "set_queue_attributes {QueueUrl: id, Attributes: {Policy: ''}}"


class RedriveAllowPolicy(Handler):
    """Which queues may use this one as their dead-letter queue. Read only tells whether the queue is there."""

    type = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
    service = "sqs"
    supported = ("queueUrl", "redriveAllowPolicy")
    write_only = {"redriveAllowPolicy": NOT_GIVEN_BACK}
    replace_on = frozenset({"queueUrl"})
    delete_first = True

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        set_attributes(aws, inputs["queueUrl"], {"RedriveAllowPolicy": inputs["redriveAllowPolicy"]})
        return str(inputs["queueUrl"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        aws.get_queue_attributes(QueueUrl=id, AttributeNames=["QueueArn"])
        return {"queueUrl": id}

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        set_attributes(aws, id, {"RedriveAllowPolicy": ""})
