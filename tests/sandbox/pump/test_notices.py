"""What alarms and budgets tell topics: the topic's policy and its key's policy are asked, as for every other service."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.pump.events import SNS

ALARMS, BUDGETS = "cloudwatch.amazonaws.com", "budgets.amazonaws.com"


def alarm(cloud, *actions):
    """Name of a new alarm in state ALARM."""
    name = cloud.new_name("alarm")
    cloudwatch = cloud.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Tests",
        MetricName=name,
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=list(actions),
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")
    return name


def watch(cloud, topic, metric, dimensions):
    """Name of a new alarm on any value of a service's metric."""
    name = cloud.new_name("alarm")
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace=metric.partition(":")[0],
        MetricName=metric.partition(":")[2],
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        Statistic="Maximum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[topic],
    )
    return name


def heard(cloud, topic):
    """A queue that hears a topic."""
    queue = cloud.queue(SNS)
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return queue


@pytest.mark.parametrize("lets_in", [ALARMS, ""], ids=["that names CloudWatch", "by default"])
def test_an_alarm_reaches_a_topic_whose_policy_lets_it_in(cloud, lets_in):
    topic = cloud.topic(lets_in)
    queue = heard(cloud, topic)
    name = alarm(cloud, topic)
    [told] = cloud.bodies(queue)
    assert told["Subject"] == f'ALARM: "{name}" in us-east-1'
    assert json.loads(told["Message"])["AlarmName"] == name


def test_an_alarm_does_not_reach_a_topic_for_others(cloud):
    topic = cloud.topic(BUDGETS)
    queue = heard(cloud, topic)
    name = alarm(cloud, topic)
    assert cloud.messages(queue) == []
    [lost] = cloud.deliveries(topic, "failed")
    assert lost["source"] == f"arn:aws:cloudwatch:us-east-1:111111111111:alarm:{name}"
    assert "no statement allows sns:Publish to cloudwatch.amazonaws.com" in lost["reason"]


def test_an_alarm_does_not_reach_a_topic_whose_key_lets_it_not_in(cloud):
    topic = cloud.topic(ALARMS)
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    cloud.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key)
    alarm(cloud, topic)
    [lost] = cloud.deliveries(topic, "failed")
    assert "kms:GenerateDataKey" in lost["reason"]


def test_a_budget_is_let_in_only_where_it_is_named(cloud):
    named, by_default = cloud.topic(BUDGETS), cloud.topic()
    queues = [heard(cloud, each) for each in (named, by_default)]
    budgets, account, name = cloud.client("budgets"), "111111111111", cloud.new_name("budget")
    limit = {"Amount": "50", "Unit": "USD"}
    budgets.create_budget(
        AccountId=account,
        Budget={"BudgetName": name, "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit},
        NotificationsWithSubscribers=[
            {
                "Notification": {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": 80},
                "Subscribers": [{"SubscriptionType": "SNS", "Address": topic}],
            }
            for kind, topic in (("ACTUAL", named), ("FORECASTED", by_default))
        ],
    )
    cloud.admin("POST", f"budgets/{account}/{name}/spend", {"actual": "41", "forecast": "41"})
    assert [len(cloud.messages(queue)) for queue in queues] == [1, 0]


def test_a_function_that_fails_and_its_message_in_the_dead_letter_queue_are_heard_of(cloud):
    topic = cloud.topic(ALARMS)
    queue = heard(cloud, topic)
    dead = cloud.queue("")
    redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 1})
    work = cloud.queue("", RedrivePolicy=redrive, VisibilityTimeout="30")
    function = cloud.deploy("def handler(event, context): raise ValueError('poison')")
    expected = {
        watch(cloud, topic, "AWS/Lambda:Errors", {"FunctionName": function.rpartition(":")[2]}),
        watch(cloud, topic, "AWS/SQS:ApproximateNumberOfMessagesVisible", {"QueueName": dead.rpartition(":")[2]}),
    }
    cloud.client("lambda").create_event_source_mapping(FunctionName=function, EventSourceArn=work)
    cloud.send(work, "poison")
    told = {json.loads(each["Message"])["AlarmName"] for each in cloud.bodies(queue)}
    assert told == expected
