from __future__ import annotations

import pytest

from tests.sandbox.aws.alarms.watched import Watched


@pytest.fixture
def watched(aws):
    return Watched(aws)


def of_queue(metric, **more):
    dimensions = [{"Name": "QueueName", "Value": "dead"}]
    return {"Namespace": "AWS/SQS", "MetricName": metric, "Dimensions": dimensions, "Statistic": "Maximum", **more}


VISIBLE = of_queue("ApproximateNumberOfMessagesVisible")
AGE = of_queue("ApproximateAgeOfOldestMessage", Threshold=3600)


def test_a_message_in_a_watched_queue_raises_its_alarm_and_an_empty_one_ends_it(watched):
    dead = watched.queue("dead")
    watched.alarm("dead-letters", **VISIBLE)
    watched.sqs.send_message(QueueUrl=dead, MessageBody="lost")
    assert watched.state("dead-letters") == "ALARM"
    assert len(watched.told()) == 1
    watched.sqs.purge_queue(QueueUrl=dead)
    watched.later(minutes=6)
    assert watched.state("dead-letters") == "OK"


def test_a_message_that_is_redriven_raises_the_alarm_of_the_dead_letter_queue(watched):
    dead = watched.arn(watched.queue("dead"))
    redrive = f'{{"deadLetterTargetArn": "{dead}", "maxReceiveCount": "1"}}'
    work = watched.sqs.create_queue(QueueName="work", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"})["QueueUrl"]
    watched.alarm("dead-letters", **VISIBLE)
    watched.sqs.send_message(QueueUrl=work, MessageBody="poison")
    watched.sqs.receive_message(QueueUrl=work)
    assert watched.state("dead-letters") != "ALARM"
    watched.sqs.receive_message(QueueUrl=work)
    assert watched.state("dead-letters") == "ALARM"


def test_messages_that_somebody_works_on_are_not_visible(watched):
    dead = watched.queue("dead")
    watched.alarm("many", **{**VISIBLE, "Threshold": 2})
    watched.sqs.send_message(QueueUrl=dead, MessageBody="one")
    watched.sqs.receive_message(QueueUrl=dead, VisibilityTimeout=600)
    watched.sqs.send_message(QueueUrl=dead, MessageBody="two")
    assert watched.state("many") == "OK"
    watched.sqs.send_message(QueueUrl=dead, MessageBody="three")
    assert watched.state("many") == "ALARM"


def test_a_message_grows_old_with_the_clock(watched):
    dead = watched.queue("dead")
    watched.alarm("age", **AGE)
    watched.sqs.send_message(QueueUrl=dead, MessageBody="old")
    assert watched.state("age") == "OK"
    watched.later(minutes=59)
    assert watched.state("age") == "OK"
    watched.later(minutes=2)
    assert watched.state("age") == "ALARM"


def test_queues_that_no_alarm_watches_have_no_metrics(watched):
    watched.alarm("dead-letters", **VISIBLE)
    watched.sqs.send_message(QueueUrl=watched.queue("other"), MessageBody="x")
    watched.later(minutes=5)
    assert watched.cloudwatch.list_metrics(Namespace="AWS/SQS")["Metrics"] == []


def test_a_watched_queue_that_is_gone_stops_nothing(watched):
    watched.alarm("dead-letters", **VISIBLE)
    watched.sqs.send_message(QueueUrl=watched.queue("other"), MessageBody="x")
    assert watched.state("dead-letters") == "INSUFFICIENT_DATA"


def test_what_has_not_changed_is_not_written_again_within_a_minute(watched, aws):
    dead = watched.queue("dead")
    watched.alarm("dead-letters", **VISIBLE)
    watched.sqs.send_message(QueueUrl=dead, MessageBody="one")
    writes = []
    aws.running.aws.gate.on(lambda request, _: writes.append(request.action) if request.action == "PutMetricData" else None)
    watched.sqs.receive_message(QueueUrl=dead, VisibilityTimeout=0)
    watched.sqs.receive_message(QueueUrl=dead, VisibilityTimeout=0)
    assert writes == []
    watched.sqs.send_message(QueueUrl=dead, MessageBody="two")
    assert len(writes) == 1
