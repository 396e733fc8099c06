import json

import pytest

from sandbox.handlers.handler import UnsupportedInput
from tests.sandbox.handlers.cloud import policy
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract, Resource

ANOTHER_POLICY = policy("sqs:DeleteMessage")


def redrive(dead_letters: str, times: int) -> str:
    return json.dumps({"deadLetterTargetArn": dead_letters, "maxReceiveCount": times})


def redrive_later(it):
    return redrive(json.loads(it["redrivePolicy"])["deadLetterTargetArn"], 9)


def give_other_numbers(aws, it):
    numbers = {
        "DelaySeconds": "1",
        "MaximumMessageSize": "2048",
        "MessageRetentionPeriod": "3600",
        "ReceiveMessageWaitTimeSeconds": "2",
        "VisibilityTimeout": "3",
        "KmsDataKeyReusePeriodSeconds": "60",
        "KmsMasterKeyId": "alias/another",
    }
    aws.set_queue_attributes(QueueUrl=it["id"], Attributes=numbers)


def set_attribute(attribute, value):
    return lambda aws, it: aws.set_queue_attributes(QueueUrl=it["url"], Attributes={attribute: value(it) if callable(value) else value})


def set_another_policy(aws, it):
    aws.set_queue_attributes(QueueUrl=it["id"], Attributes={"Policy": ANOTHER_POLICY})


class TestQueues(HandlerContract):
    cases = (
        Case(
            "aws:sqs/queue:Queue",
            inputs=lambda cloud: {
                "delaySeconds": 5,
                "maxMessageSize": 65536,
                "messageRetentionSeconds": 86400,
                "receiveWaitTimeSeconds": 20,
                "visibilityTimeoutSeconds": 360,
                "kmsMasterKeyId": cloud.key(),
                "kmsDataKeyReusePeriodSeconds": 600,
                "policy": policy("sqs:SendMessage"),
                "redrivePolicy": redrive(cloud.queue_arn(), 5),
                "redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"}),
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("delaySeconds", 1, give_other_numbers),
                Drift("maxMessageSize", 2048, give_other_numbers),
                Drift("messageRetentionSeconds", 3600, give_other_numbers),
                Drift("receiveWaitTimeSeconds", 2, give_other_numbers),
                Drift("visibilityTimeoutSeconds", 3, give_other_numbers),
                Drift("kmsDataKeyReusePeriodSeconds", 60, give_other_numbers),
                Drift("kmsMasterKeyId", "alias/another", give_other_numbers),
                Drift("policy", ANOTHER_POLICY, set_another_policy),
                Drift("redrivePolicy", redrive_later, set_attribute("RedrivePolicy", redrive_later)),
                Drift(
                    "tags.*",
                    {"Client": "Globex", "Project": "Vehicle", "Added": "by hand"},
                    lambda aws, it: aws.tag_queue(QueueUrl=it["url"], Tags={"Client": "Globex", "Added": "by hand"}),
                ),
            ),
            computed=("policy", "redrivePolicy"),
        ),
        Case(
            "aws:sqs/queue:Queue",
            inputs=lambda cloud: {"sqsManagedSseEnabled": False},
            drifts=(Drift("sqsManagedSseEnabled", True, set_attribute("SqsManagedSseEnabled", "true")),),
            computed=("sqsManagedSseEnabled",),
            note="without a key",
        ),
        Case(
            "aws:sqs/queuePolicy:QueuePolicy",
            inputs=lambda cloud: {"queueUrl": cloud.queue(), "policy": policy("sqs:SendMessage")},
            drifts=(Drift("policy", ANOTHER_POLICY, set_another_policy),),
            required=("policy",),
        ),
        Case(
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
            inputs=lambda cloud: {"queueUrl": cloud.queue(), "redriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"})},
            remains={},
        ),
    )


def test_a_fifo_queue_is_refused_by_name(cloud):
    fifo = Case("aws:sqs/queue:Queue", inputs=lambda cloud: {"fifoQueue": True})
    with pytest.raises(UnsupportedInput, match="does not support fifoQueue"):
        Resource(fifo, cloud)


def test_a_change_of_the_queue_leaves_a_policy_of_its_own_resource_alone(cloud):
    queue = Resource(Case("aws:sqs/queue:Queue", inputs=lambda cloud: {"delaySeconds": 5}), cloud)
    separate = Case("aws:sqs/queuePolicy:QueuePolicy", inputs=lambda cloud: {"queueUrl": queue.id, "policy": policy("sqs:SendMessage")})
    of_it = Resource(separate, cloud)
    queue.update({**queue.inputs, "delaySeconds": 6})
    assert of_it.refresh()["policy"] == of_it.inputs["policy"]
