"""Topics: what is published reaches those who subscribed, if filters and policies let it."""

from __future__ import annotations

import json

from tests.sandbox.pump.events import SNS


def subscribe(cloud, topic, endpoint, protocol="sqs", **attributes):
    answer = cloud.client("sns").subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint, Attributes=attributes)
    return answer["SubscriptionArn"]


def test_a_queue_gets_the_notification_and_with_raw_delivery_the_bare_text(cloud):
    topic, wrapped, raw, not_raw = cloud.topic(), cloud.queue(SNS), cloud.queue(SNS), cloud.queue(SNS)
    subscribe(cloud, topic, wrapped)
    subscribe(cloud, topic, raw, RawMessageDelivery="true")
    no_longer = subscribe(cloud, topic, not_raw, RawMessageDelivery="true")
    cloud.client("sns").set_subscription_attributes(SubscriptionArn=no_longer, AttributeName="RawMessageDelivery", AttributeValue="false")
    kind = {"kind": {"DataType": "String", "StringValue": "test"}}
    message_id = cloud.client("sns").publish(TopicArn=topic, Message="héllo", Subject="About", MessageAttributes=kind)["MessageId"]
    [notice] = cloud.bodies(wrapped)
    told = {name: notice[name] for name in ("Type", "MessageId", "TopicArn", "Subject", "Message", "MessageAttributes")}
    assert told == {
        "Type": "Notification",
        "MessageId": message_id,
        "TopicArn": topic,
        "Subject": "About",
        "Message": "héllo",
        "MessageAttributes": {"kind": {"Type": "String", "Value": "test"}},
    }
    [bare] = cloud.messages(raw)
    assert bare["Body"] == "héllo"
    assert bare["MessageAttributes"]["kind"]["StringValue"] == "test"
    assert cloud.bodies(not_raw)[0]["Message"] == "héllo"


def test_a_function_is_invoked_when_its_policy_names_the_topic(cloud):
    topic, function = cloud.topic(), cloud.echo()
    subscription = subscribe(cloud, topic, function, "lambda")
    cloud.may_invoke(SNS, function, topic)
    cloud.client("sns").publish(TopicArn=topic, Message="hello")
    [event] = cloud.got(function)
    [record] = event["Records"]
    assert (record["EventSource"], record["EventSubscriptionArn"]) == ("aws:sns", subscription)
    assert (record["Sns"]["Message"], record["Sns"]["TopicArn"], record["Sns"]["Subject"]) == ("hello", topic, None)


def test_a_filter_on_attributes_or_body_lets_only_its_messages_through(cloud):
    topic, by_attribute, by_body = cloud.topic(), cloud.queue(SNS), cloud.queue(SNS)
    subscribe(cloud, topic, by_attribute, FilterPolicy='{"kind": ["a"]}', RawMessageDelivery="true")
    subscribe(cloud, topic, by_body, FilterPolicy='{"n": [1]}', FilterPolicyScope="MessageBody", RawMessageDelivery="true")
    for kind, n in (("a", 2), ("b", 1)):
        attributes = {"kind": {"DataType": "String", "StringValue": kind}}
        cloud.client("sns").publish(TopicArn=topic, Message=json.dumps({"n": n}), MessageAttributes=attributes)
    assert cloud.bodies(by_attribute) == [{"n": 2}]
    assert cloud.bodies(by_body) == [{"n": 1}]


def test_a_queue_whose_policy_does_not_let_sns_in_gets_nothing_and_the_loss_is_listed(cloud):
    topic, closed, closed_too, dead = cloud.topic(), cloud.queue(""), cloud.queue(""), cloud.queue(SNS)
    subscribe(cloud, topic, closed)
    subscribe(cloud, topic, closed_too, RedrivePolicy=json.dumps({"deadLetterTargetArn": dead}))
    cloud.client("sns").publish(TopicArn=topic, Message="lost?")
    assert cloud.messages(closed) == cloud.messages(closed_too) == []
    [lost] = cloud.deliveries(closed)
    assert lost["outcome"] == "failed"
    assert "no statement allows sqs:SendMessage to sns.amazonaws.com" in lost["reason"]
    assert [notice["Message"] for notice in cloud.bodies(dead)] == ["lost?"]


def test_a_batch_is_published_message_by_message(cloud):
    topic, queue = cloud.topic(), cloud.queue(SNS)
    subscribe(cloud, topic, queue, RawMessageDelivery="true")
    entries = [{"Id": str(n), "Message": f"m{n}"} for n in range(3)]
    cloud.client("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [message["Body"] for message in cloud.messages(queue)] == ["m0", "m1", "m2"]


def test_mail_is_not_sent_and_says_so(cloud):
    topic = cloud.topic()
    subscribe(cloud, topic, "someone@acme.example", "email")
    cloud.client("sns").publish(TopicArn=topic, Message="hello")
    [delivery] = cloud.deliveries("someone@acme.example")
    assert delivery["outcome"] == "unsupported"
    assert "email" in delivery["reason"]


def test_a_topic_reaches_a_queue_of_another_account_whose_policy_lets_it_in(cloud):
    topic, queue = cloud.topic(), cloud.queue(SNS, account="222222222222")
    subscribe(cloud, topic, queue, RawMessageDelivery="true")
    cloud.client("sns").publish(TopicArn=topic, Message="over there")
    assert [message["Body"] for message in cloud.messages(queue)] == ["over there"]
