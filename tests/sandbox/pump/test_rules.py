"""Rules and their targets: who gets an event, in which form, and where it goes when nobody may have it."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.pump.events import EVENTS, SNS, allows

RULE = "arn:aws:events:us-east-1:111111111111:rule/{}"


def kind(name):
    return {"source": ["tests"], "detail-type": [name]}


def test_an_event_of_ones_own_arrives_with_envelope_and_the_id_that_the_caller_got(cloud):
    queue = cloud.queue()
    cloud.rule(queue, pattern=kind("own"))
    event_id = cloud.put_event("own", {"n": 1}, Resources=["arn:x"])
    [event] = cloud.bodies(queue)
    assert event.pop("time").endswith("Z")
    assert event == {
        "version": "0",
        "id": event_id,
        "detail-type": "own",
        "source": "tests",
        "account": "111111111111",
        "region": "us-east-1",
        "resources": ["arn:x"],
        "detail": {"n": 1},
    }


def test_every_rule_that_matches_fires_and_no_other(cloud):
    wanted, also, other = cloud.queue(), cloud.queue(), cloud.queue()
    cloud.rule(wanted, also, pattern=kind("several"))
    cloud.rule(wanted, pattern={"detail": {"n": [{"numeric": [">", 0]}]}, **kind("several")})
    cloud.rule(other, pattern=kind("another"))
    cloud.put_event("several", {"n": 1})
    assert [len(cloud.bodies(queue)) for queue in (wanted, also, other)] == [2, 1, 0]


def test_a_disabled_rule_is_silent_until_it_is_enabled(cloud):
    queue = cloud.queue()
    arn = cloud.rule(queue, pattern=kind("switched"), State="DISABLED")
    cloud.put_event("switched")
    assert cloud.bodies(queue) == []
    cloud.client("events").enable_rule(Name=arn.rpartition("/")[2])
    cloud.put_event("switched")
    assert len(cloud.bodies(queue)) == 1


def test_a_rule_on_a_bus_of_its_own_sees_only_that_bus(cloud):
    queue = cloud.queue()
    cloud.client("events").create_event_bus(Name="own-bus")
    cloud.client("events").put_rule(Name="on-own-bus", EventBusName="own-bus", EventPattern=json.dumps(kind("bus")))
    cloud.client("events").put_targets(Rule="on-own-bus", EventBusName="own-bus", Targets=[{"Id": "1", "Arn": queue}])
    cloud.put_event("bus", {"to": "default"})
    cloud.put_event("bus", {"to": "own"}, EventBusName="own-bus")
    assert [event["detail"] for event in cloud.bodies(queue)] == [{"to": "own"}]


def test_accounts_do_not_hear_each_other(cloud):
    queue = cloud.queue(account="222222222222")
    cloud.rule(queue, pattern=kind("private"), account="222222222222")
    cloud.put_event("private", {"of": "own"})
    cloud.put_event("private", {"of": "client"}, account="222222222222")
    assert [event["detail"] for event in cloud.bodies(queue)] == [{"of": "client"}]


def test_each_target_gets_the_input_that_it_asks_for(cloud):
    constant, part, made = cloud.queue(), cloud.queue(), cloud.queue()
    cloud.rule(
        {"Arn": constant, "Input": '{"start": "waiting"}'},
        {"Arn": part, "InputPath": "$.detail"},
        {"Arn": made, "InputTransformer": {"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": '{"number": <n>, "text": "it is <n>"}'}},
        pattern=kind("inputs"),
    )
    cloud.put_event("inputs", {"n": 7})
    assert [cloud.bodies(queue) for queue in (constant, part, made)] == [
        [{"start": "waiting"}],
        [{"n": 7}],
        [{"number": 7, "text": "it is 7"}],
    ]


def test_a_function_is_invoked_by_a_rule_that_its_policy_names(cloud):
    function = cloud.echo()
    arn = cloud.rule(function, pattern=kind("function"))
    cloud.may_invoke(EVENTS, function, arn)
    cloud.put_event("function", {"n": 1})
    assert [event["detail"] for event in cloud.got(function)] == [{"n": 1}]


def test_a_topic_takes_events_when_its_policy_lets_them_in(cloud):
    topic, queue = cloud.topic(EVENTS), cloud.queue(SNS)
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    cloud.rule(topic, pattern=kind("topic"))
    cloud.put_event("topic", {"n": 1})
    [notice] = cloud.bodies(queue)
    assert json.loads(notice["Message"])["detail"] == {"n": 1}


@pytest.mark.parametrize(
    ("condition", "arrives"),
    [
        ({"ArnEquals": {"aws:SourceArn": RULE.format("{rule}")}}, True),
        ({"ArnLike": {"aws:SourceArn": RULE.format("*")}}, True),
        ({"StringEquals": {"aws:SourceAccount": "111111111111"}}, True),
        ({"ArnEquals": {"aws:SourceArn": RULE.format("another")}}, False),
        ({"StringEquals": {"aws:SourceAccount": "222222222222"}}, False),
    ],
)
def test_conditions_in_the_queue_policy_decide(cloud, condition, arrives):
    queue = cloud.queue("")
    arn = cloud.rule(queue, pattern=kind("conditions"))
    filled = json.loads(json.dumps(condition).replace("{rule}", arn.rpartition("/")[2]))
    policy = allows(EVENTS, "sqs:SendMessage", queue, **filled)
    cloud.client("sqs").set_queue_attributes(QueueUrl=cloud.url(queue), Attributes={"Policy": policy})
    cloud.put_event("conditions")
    assert len(cloud.bodies(queue)) == arrives
    cloud.client("events").disable_rule(Name=arn.rpartition("/")[2])


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda cloud: cloud.queue(""), "no statement allows sqs:SendMessage to events.amazonaws.com"),
        (lambda cloud: cloud.queue(SNS), "no statement allows sqs:SendMessage to events.amazonaws.com"),
        (lambda cloud: cloud.queue(KmsMasterKeyId="alias/aws/sqs"), "lets no other service in"),
        (lambda cloud: cloud.queue(KmsMasterKeyId=cloud.client("kms").create_key()["KeyMetadata"]["KeyId"]), "no statement allows kms:"),
        (lambda cloud: cloud.topic(), "no statement allows sns:Publish to events.amazonaws.com"),
        (lambda cloud: cloud.echo(), "no statement allows lambda:InvokeFunction to events.amazonaws.com"),
        (lambda cloud: "arn:aws:sqs:us-east-1:111111111111:nowhere", "there is no queue"),
        (lambda cloud: "arn:aws:sns:us-east-1:111111111111:nowhere", "there is no topic"),
        (lambda cloud: "arn:aws:lambda:us-east-1:111111111111:function:nowhere", "Function not found"),
    ],
)
def test_what_a_target_refuses_goes_to_the_dead_letter_queue_or_is_listed_as_lost(cloud, make, reason):
    target, dead = make(cloud), cloud.queue()
    name = cloud.new_name("refused")
    lost = cloud.rule(target, pattern=kind(name))
    kept = cloud.rule({"Arn": target, "DeadLetterConfig": {"Arn": dead}}, pattern=kind(name))
    event_id = cloud.put_event(name, {"n": 1})
    [delivery] = cloud.deliveries(lost)
    assert (delivery["outcome"], delivery["event"], delivery["target"]) == ("failed", event_id, target)
    assert reason in delivery["reason"]
    [delivery] = cloud.deliveries(kept)
    assert delivery["outcome"] == "dead-lettered"
    [message] = cloud.messages(dead)
    assert json.loads(message["Body"])["detail"] == {"n": 1}
    assert message["MessageAttributes"]["RULE_ARN"]["StringValue"] == kept
    assert message["MessageAttributes"]["TARGET_ARN"]["StringValue"] == target


def test_a_dead_letter_queue_needs_a_policy_too(cloud):
    closed = cloud.queue("")
    arn = cloud.rule({"Arn": "arn:aws:sqs:us-east-1:111111111111:nowhere", "DeadLetterConfig": {"Arn": closed}}, pattern=kind("closed"))
    cloud.put_event("closed")
    [delivery] = cloud.deliveries(arn)
    assert delivery["outcome"] == "failed"
    assert f"dead-letter queue {closed}" in delivery["reason"]


def test_a_key_policy_that_names_the_service_lets_events_into_an_encrypted_queue(cloud):
    policy = json.loads(allows(EVENTS, "kms:*", "*"))
    policy["Statement"][0]["Action"] = ["kms:GenerateDataKey*", "kms:Decrypt"]
    owner = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"}
    policy["Statement"].append(owner)
    key = cloud.client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["KeyId"]
    queue = cloud.queue(KmsMasterKeyId=key)
    cloud.rule(queue, pattern=kind("encrypted"))
    cloud.put_event("encrypted")
    assert len(cloud.bodies(queue)) == 1


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ({"Arn": "arn:aws:firehose:us-east-1:111111111111:deliverystream/x"}, "firehose"),
        ({"Arn": "arn:aws:sqs:us-east-1:111111111111:x", "InputPath": "$..n"}, "$..n"),
    ],
)
def test_what_the_sandbox_cannot_carry_is_named(cloud, target, named):
    name = cloud.new_name("unsupported")
    arn = cloud.rule(target, pattern=kind(name))
    cloud.put_event(name, {"n": 1})
    [delivery] = cloud.deliveries(arn)
    assert delivery["outcome"] == "unsupported"
    assert named in delivery["reason"]


@pytest.mark.parametrize(
    ("settings", "code", "named"),
    [
        ({"EventPattern": '{"source": [{"regex": "."}]}'}, "InvalidEventPatternException", "regex"),
        ({"EventPattern": '{"source": "tests"}'}, "InvalidEventPatternException", "source"),
        ({"EventPattern": "{nope"}, "InvalidEventPatternException", "JSON"),
        ({"ScheduleExpression": "rate(5 minute)"}, "ValidationException", "rate"),
        ({"ScheduleExpression": "cron(0 0 * * *)"}, "ValidationException", "5 fields"),
        ({"ScheduleExpression": "at(2030-01-01T00:00:00)"}, "ValidationException", "not at"),
    ],
)
def test_a_rule_that_aws_would_refuse_is_refused_when_it_is_put(cloud, settings, code, named):
    with pytest.raises(ClientError) as refused:
        cloud.client("events").put_rule(Name="refused", **settings)
    error = refused.value.response["Error"]
    assert error["Code"] == code
    assert named in error["Message"]
    assert cloud.client("events").list_rules(NamePrefix="refused")["Rules"] == []
