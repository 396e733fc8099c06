import json

import pytest

from components.alert_topic import AlertTopic, AlertTopicArgs

TOPIC, POLICY, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "aws:sns/topicSubscription:TopicSubscription"
KEY = "arn:aws:kms:eu-west-1:222222222222:key/1"
OPS, CLIENT = "ops@example.com", "billing@acme.example"


def deployed(deployment, **args):
    given = {"key_arn": KEY, "account_id": "222222222222", "publishers": ("cloudwatch",), **args}
    deployment.deploy(lambda: AlertTopic("acme-prod-alerts", AlertTopicArgs(**given)))
    return deployment


def test_messages_are_encrypted(deployment):
    assert deployed(deployment).one(TOPIC).inputs["kmsMasterKeyId"] == KEY


def test_the_services_that_are_named_may_publish_on_behalf_of_this_account_and_nobody_else_may(deployment):
    deployed(deployment, publishers=("cloudwatch", "budgets"))
    statements = json.loads(deployment.one(POLICY).inputs["policy"])["Statement"]
    assert [each["Principal"] for each in statements] == [{"Service": [f"{name}.amazonaws.com"]} for name in ("cloudwatch", "budgets")]
    for each in statements:
        assert (each["Effect"], each["Action"], each["Resource"]) == ("Allow", ["sns:Publish"], [deployment.one(TOPIC).arn])
        assert each["Condition"] == {"StringEquals": {"aws:SourceAccount": "222222222222"}}


def test_every_address_is_subscribed_by_e_mail(deployment):
    deployed(deployment, addresses=(OPS, CLIENT))
    topic = deployment.one(TOPIC).arn
    told = [(each.inputs["protocol"], each.inputs["endpoint"], each.inputs["topic"]) for each in deployment.of(SUBSCRIPTION)]
    assert sorted(told) == sorted(("email", address, topic) for address in (OPS, CLIENT))


def test_taking_one_address_out_leaves_the_subscriptions_of_the_others(deployment):
    deployed(deployment, addresses=(OPS, CLIENT))
    assert {each.inputs["endpoint"]: each.name for each in deployment.of(SUBSCRIPTION)} == {
        OPS: f"acme-prod-alerts-{OPS}",
        CLIENT: f"acme-prod-alerts-{CLIENT}",
    }


@pytest.mark.parametrize("region", ["us-east-1", None])
def test_topic_policy_and_subscriptions_are_in_the_same_region(deployment, region):
    deployed(deployment, addresses=(OPS,), region=region)
    assert [each.inputs.get("region") for kind in (TOPIC, POLICY, SUBSCRIPTION) for each in deployment.of(kind)] == [region] * 3
