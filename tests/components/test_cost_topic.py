import json

from components.cost_topic import CostTopic, CostTopicArgs
from tests.components.environments import settings

KEY, TOPIC, POLICY = "aws:kms/key:Key", "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
WHO_TELLS_OF_COSTS = {"cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"}


def deployed(deployment, **more):
    around = settings(**more)
    deployment.deploy(lambda: CostTopic("acme-prod-costs", CostTopicArgs(settings=around)))
    return deployment


def services(policy):
    return {each["Principal"]["Service"][0] for each in json.loads(policy)["Statement"] if "Service" in each["Principal"]}


def test_topic_and_key_are_where_aws_publishes_its_billing_metric(deployment):
    deployed(deployment)
    assert [deployment.one(each).inputs["region"] for each in (KEY, TOPIC, POLICY)] == ["us-east-1"] * 3


def test_it_is_encrypted_with_a_key_of_its_own(deployment):
    deployed(deployment)
    assert deployment.one(TOPIC).inputs["kmsMasterKeyId"] == deployment.one(KEY).arn


def test_what_tells_of_costs_may_publish_and_encrypt_and_nothing_else_may(deployment):
    deployed(deployment)
    assert services(deployment.one(POLICY).inputs["policy"]) == WHO_TELLS_OF_COSTS
    assert services(deployment.one(KEY).inputs["policy"]) == WHO_TELLS_OF_COSTS


def test_the_addresses_of_the_stack_hear_it(deployment):
    deployed(deployment, notify=("ops@example.com",))
    assert deployment.one("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"] == "ops@example.com"


def test_the_key_goes_with_the_topic_though_data_is_protected(deployment):
    deployed(deployment, protect_data=True)
    assert deployment.one(KEY).protect is False
