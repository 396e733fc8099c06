from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

OWN = "111111111111"


@pytest.fixture
def sns(aws):
    return aws.client("sns")


@pytest.fixture
def topic(sns):
    return sns.create_topic(Name="t")["TopicArn"]


def subscribe_mail(sns, topic, **more):
    return sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@b.example", **more)["SubscriptionArn"]


def listed(sns, topic):
    return [one["SubscriptionArn"] for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]]


def test_an_e_mail_subscription_is_pending_until_it_is_confirmed(aws, sns, topic):
    assert subscribe_mail(sns, topic) == "pending confirmation"
    arn = subscribe_mail(sns, topic, ReturnSubscriptionArn=True)
    assert arn.startswith(topic)
    assert listed(sns, topic) == ["PendingConfirmation"]
    assert [one["SubscriptionArn"] for one in sns.list_subscriptions()["Subscriptions"]] == ["PendingConfirmation"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    aws.admin("POST", "subscriptions/confirm", {"endpoint": "a@b.example"})
    assert listed(sns, topic) == [arn]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "false"
    assert subscribe_mail(sns, topic) == arn


def test_the_token_of_the_mail_confirms_it(aws, sns, topic):
    arn = subscribe_mail(sns, topic, ReturnSubscriptionArn=True)
    (pending,) = aws.admin("GET", "subscriptions/pending")["pending"]
    with pytest.raises(ClientError, match="Invalid token"):
        sns.confirm_subscription(TopicArn=topic, Token="wrong")
    assert sns.confirm_subscription(TopicArn=topic, Token=pending["token"])["SubscriptionArn"] == arn
    assert listed(sns, topic) == [arn]


def test_confirming_an_address_that_nobody_subscribed_is_an_error(aws):
    assert aws.admin("POST", "subscriptions/confirm", {"endpoint": "x@y.example"})["error"] == "ValidationError"


def test_a_deleted_topic_has_nothing_pending(aws, sns, topic):
    subscribe_mail(sns, topic)
    sns.delete_topic(TopicArn=topic)
    assert aws.admin("GET", "subscriptions/pending") == {"pending": []}


def test_an_address_without_at_is_refused(sns, topic):
    with pytest.raises(ClientError, match="InvalidParameter"):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="nobody")


@pytest.mark.parametrize("protocol", ["http", "https", "lambda", "sms", "application", "firehose"])
def test_a_protocol_that_nothing_delivers_to_is_refused(sns, topic, protocol):
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint="https://example.com")


@pytest.mark.parametrize("raw", [True, False])
def test_a_queue_gets_what_is_published(aws, sns, topic, raw):
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    attributes = {"RawMessageDelivery": "true"} if raw else {}
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:{OWN}:q", Attributes=attributes)["SubscriptionArn"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "false"
    sns.publish(TopicArn=topic, Message="hello", Subject="s")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    if raw:
        assert message["Body"] == "hello"
    else:
        envelope = json.loads(message["Body"])
        assert (envelope["Type"], envelope["Message"], envelope["Subject"], envelope["TopicArn"]) == ("Notification", "hello", "s", topic)
