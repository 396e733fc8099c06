import json

from sandbox.handlers import lifecycle
from tests.sandbox.handlers.cloud import policy
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract, Resource

ANOTHER_POLICY = policy("sns:Publish", resource="arn:aws:sns:us-east-1:111111111111:another")
SLOWLY = {"http": {"defaultHealthyRetryPolicy": {"minDelayTarget": 5, "maxDelayTarget": 5, "numRetries": 1}}}
QUICKLY = {"http": {"defaultHealthyRetryPolicy": {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 2}}}
BY_MONTH = json.dumps({"detail": {"month": ["2026-07"]}})
BY_CLIENT = json.dumps({"client": ["acme"]})


def set_topic(attribute, value):
    return lambda aws, it: aws.set_topic_attributes(TopicArn=it["id"], AttributeName=attribute, AttributeValue=value)


def set_subscription(attribute, value):
    given = {} if value is None else {"AttributeValue": value}
    return lambda aws, it: aws.set_subscription_attributes(SubscriptionArn=it["id"], AttributeName=attribute, **given)


class TestTopics(HandlerContract):
    cases = (
        Case(
            "aws:sns/topic:Topic",
            inputs=lambda cloud: {
                "displayName": "Costs of Acme",
                "kmsMasterKeyId": cloud.key(),
                "policy": policy("sns:Publish"),
                "deliveryPolicy": json.dumps(SLOWLY),
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("displayName", "Another", set_topic("DisplayName", "Another")),
                Drift("kmsMasterKeyId", GONE, set_topic("KmsMasterKeyId", "")),
                Drift("policy", ANOTHER_POLICY, set_topic("Policy", ANOTHER_POLICY)),
                Drift("deliveryPolicy", QUICKLY, set_topic("DeliveryPolicy", json.dumps(QUICKLY))),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceArn=it["arn"], TagKeys=["Project"])),
            ),
            computed=("policy",),
        ),
        Case(
            "aws:sns/topicPolicy:TopicPolicy",
            inputs=lambda cloud: {"arn": cloud.topic(), "policy": policy("sns:Publish")},
            drifts=(Drift("policy", ANOTHER_POLICY, set_topic("Policy", ANOTHER_POLICY)),),
            required=("policy",),
            remains={},
        ),
    )


class TestSubscriptions(HandlerContract):
    cases = (
        Case(
            "aws:sns/topicSubscription:TopicSubscription",
            inputs=lambda cloud: {
                "topic": cloud.topic(),
                "protocol": "sqs",
                "endpoint": cloud.queue_arn(),
                "rawMessageDelivery": True,
                "filterPolicyScope": "MessageBody",
                "filterPolicy": BY_MONTH,
                "redrivePolicy": json.dumps({"deadLetterTargetArn": cloud.queue_arn()}),
            },
            drifts=(
                Drift("rawMessageDelivery", False, set_subscription("RawMessageDelivery", "false")),
                Drift("filterPolicyScope", "MessageAttributes", set_subscription("FilterPolicyScope", "MessageAttributes")),
                Drift("filterPolicy", BY_CLIENT, set_subscription("FilterPolicy", BY_CLIENT)),
                Drift("redrivePolicy", GONE, set_subscription("RedrivePolicy", None)),
            ),
            computed=("filterPolicyScope",),
            note="of a queue",
        ),
        Case(
            "aws:sns/topicSubscription:TopicSubscription",
            inputs=lambda cloud: {"topic": cloud.topic(), "protocol": "email", "endpoint": "ops@acme.example"},
            note="by e-mail",
        ),
    )


def test_deleting_a_topic_policy_puts_back_the_one_of_a_new_topic(cloud):
    made = Resource(TestTopics.cases[1], cloud)
    lifecycle.delete(made.handler, cloud.account, made.id, made.state)
    [statement] = json.loads(made.refresh()["policy"])["Statement"]
    assert statement["Resource"] == made.id
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceOwner": "111111111111"}}
    assert "SNS:Publish" in statement["Action"]
