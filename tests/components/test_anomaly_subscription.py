import pulumi

from components.anomaly_subscription import anomaly_subscription
from components.cost_topic import CostTopic, CostTopicArgs
from tests.components.environments import settings

SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
MONITOR = "arn:aws:ce::222222222222:anomalymonitor/1"


def made(deployment, **more):
    around = settings(**more)

    def program():
        topic = CostTopic("acme-prod-costs", CostTopicArgs(settings=around))
        return anomaly_subscription("acme-prod-anomalies", around, topic, pulumi.ResourceOptions())

    return deployment.deploy(program)


def test_a_stack_without_a_monitor_follows_none(deployment):
    assert made(deployment) is None
    assert deployment.of(SUBSCRIPTION) == []


def test_findings_of_the_monitor_go_to_the_cost_topic_at_once(deployment):
    made(deployment, anomaly_monitor_arn=MONITOR)
    subscription = deployment.one(SUBSCRIPTION).inputs
    assert (subscription["monitorArnLists"], subscription["frequency"]) == ([MONITOR], "IMMEDIATE")
    assert subscription["subscribers"] == [{"type": "SNS", "address": deployment.one("aws:sns/topic:Topic").arn}]


def test_an_anomaly_below_a_tenth_of_the_months_budget_is_not_worth_a_mail(deployment):
    made(deployment, anomaly_monitor_arn=MONITOR, monthly_budget_usd=75)
    assert deployment.one(SUBSCRIPTION).inputs["thresholdExpression"] == {
        "dimension": {"key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "matchOptions": ["GREATER_THAN_OR_EQUAL"], "values": ["7.5"]}
    }


def test_it_waits_until_the_topic_takes_its_messages(deployment):
    made(deployment, anomaly_monitor_arn=MONITOR)
    assert deployment.one("aws:sns/topicPolicy:TopicPolicy").urn in deployment.one(SUBSCRIPTION).dependencies
