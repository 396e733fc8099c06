"""What is found after a destruction is sorted into kept, left over and pending; what costs money is known."""

from datetime import date

import pytest

from automation.deploying.residue import Found, Residue, Thing, is_named_by, sort_out, thing_of, things_in, told
from automation.deploying.residue_kinds import (
    ALARM,
    ANOMALIES,
    BUCKET,
    BUDGET,
    DASHBOARD,
    DISTRIBUTION,
    ENDPOINT,
    FIREWALL_RULE,
    INTERFACE,
    INTERNET_GATEWAY,
    KEY,
    KINDS,
    LOG_GROUP,
    MAPPING,
    QUEUE,
    ROLE,
    ROUTE_TABLE,
    RULE,
    SECURITY_GROUP,
    SUBNET,
    TABLE,
    TOPIC,
)

HOME, ACCOUNT = "eu-west-1", "222222222222"
SUBSCRIPTION = f"arn:aws:ce::{ACCOUNT}:anomalysubscription/11-22"
FREE = {
    "VPC", "SQS queue", "SNS topic", "EventBridge rule", "IAM role", "budget", "subnet", "security group", "security group rule",
    "route table", "internet gateway", "network interface", "event source mapping", "anomaly subscription",
}  # fmt: skip


def thing(type_=BUCKET, id_="acme-prod-uploads", region=HOME):
    return Thing(type=type_, id=id_, region=region)


@pytest.mark.parametrize("type_", KINDS)
def test_what_costs_money_is_billable_and_what_does_not_is_free(type_):
    assert Found(thing=thing(type_)).billable is (KINDS[type_].words not in FREE)


@pytest.mark.parametrize("type_", KINDS)
def test_whatever_is_left_over_comes_with_what_removes_it(type_):
    assert "acme-prod-uploads" in Found(thing=thing(type_)).remove


def test_a_key_that_waits_for_its_deletion_is_not_billed_and_its_day_is_told():
    key = Found(thing=thing(KEY, "key-1"), ends=date(2026, 12, 26))
    residue = sort_out([key], [])
    assert (residue.pending, residue.left_over, residue.billable, residue.is_proved) == ([key], [], [], True)
    assert "goes by itself: KMS key key-1 (eu-west-1), on 2026-12-26; not charged until then" in list(told(residue))


def test_an_enabled_key_that_is_left_over_is_billable():
    residue = sort_out([Found(thing=thing(KEY, "key-1"))], [])
    assert [each.thing.id for each in residue.billable] == ["key-1"]
    assert not residue.is_proved


def test_what_the_state_still_has_is_kept_on_purpose_and_proves_nothing_against_it():
    residue = sort_out([Found(thing=thing())], [thing()])
    assert ([each.thing for each in residue.kept], residue.left_over, residue.is_proved) == ([thing()], [], True)
    assert "kept: S3 bucket acme-prod-uploads (eu-west-1), charged by GB that it holds" in list(told(residue))


def test_the_same_name_in_another_region_is_another_thing():
    residue = sort_out([Found(thing=thing(region="us-east-1"))], [thing()])
    assert len(residue.left_over) == 1


def test_what_is_free_may_be_left_over_but_is_told():
    residue = sort_out([Found(thing=thing(QUEUE, "acme-prod-work"))], [])
    assert residue.is_proved
    assert any(line.startswith("left over: SQS queue acme-prod-work") for line in told(residue))


def test_as_long_as_something_was_not_asked_nothing_is_proved():
    residue = Residue(not_asked=["what carries the stack's tags in eu-west-1: denied"])
    assert not residue.is_proved
    assert "left over: nothing" not in list(told(residue))


def test_what_carries_the_tags_and_nobody_knows_is_taken_for_billable():
    found = Found(thing=thing_of(f"arn:aws:elasticache:{HOME}:{ACCOUNT}:cluster:acme", HOME))
    assert found.billable
    assert f"arn:aws:elasticache:{HOME}:{ACCOUNT}:cluster:acme" in found.remove


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:s3:::acme-prod-uploads-1a2b3c4", (BUCKET, "acme-prod-uploads-1a2b3c4", HOME)),
        (f"arn:aws:dynamodb:{HOME}:{ACCOUNT}:table/acme-prod-usage", (TABLE, "acme-prod-usage", HOME)),
        (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/abc-def", (KEY, "abc-def", "us-east-1")),
        (f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:/aws/lambda/acme-prod-sweep", (LOG_GROUP, "/aws/lambda/acme-prod-sweep", HOME)),
        (f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:/aws/lambda/acme-prod-sweep:*", (LOG_GROUP, "/aws/lambda/acme-prod-sweep", HOME)),
        (f"arn:aws:cloudwatch:{HOME}:{ACCOUNT}:alarm:acme-prod-errors", (ALARM, "acme-prod-errors", HOME)),
        (f"arn:aws:sqs:{HOME}:{ACCOUNT}:acme-prod-work", (QUEUE, "acme-prod-work", HOME)),
        (f"arn:aws:sns:{HOME}:{ACCOUNT}:acme-prod-costs", (TOPIC, f"arn:aws:sns:{HOME}:{ACCOUNT}:acme-prod-costs", HOME)),
        (f"arn:aws:events:{HOME}:{ACCOUNT}:rule/acme-prod-night", (RULE, "acme-prod-night", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:vpc-endpoint/vpce-1", (ENDPOINT, "vpce-1", HOME)),
        (f"arn:aws:cloudfront::{ACCOUNT}:distribution/E123", (DISTRIBUTION, "E123", "us-east-1")),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:subnet/subnet-1", (SUBNET, "subnet-1", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:security-group/sg-1", (SECURITY_GROUP, "sg-1", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:security-group-rule/sgr-1", (FIREWALL_RULE, "sgr-1", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:route-table/rtb-1", (ROUTE_TABLE, "rtb-1", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:internet-gateway/igw-1", (INTERNET_GATEWAY, "igw-1", HOME)),
        (f"arn:aws:ec2:{HOME}:{ACCOUNT}:network-interface/eni-1", (INTERFACE, "eni-1", HOME)),
        (f"arn:aws:lambda:{HOME}:{ACCOUNT}:event-source-mapping:11-22", (MAPPING, "11-22", HOME)),
        (SUBSCRIPTION, (ANOMALIES, SUBSCRIPTION, "us-east-1")),
        (f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/acme-prod-costs", (DASHBOARD, "acme-prod-costs", HOME)),
        (f"arn:aws:iam::{ACCOUNT}:policy/acme", ("unknown", f"arn:aws:iam::{ACCOUNT}:policy/acme", "us-east-1")),
    ],
)
def test_an_arn_and_a_row_of_the_state_name_the_same_thing(arn, expected):
    assert thing_of(arn, HOME) == Thing(type=expected[0], id=expected[1], region=expected[2])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((QUEUE, f"https://sqs.{HOME}.amazonaws.com/{ACCOUNT}/acme-prod-work", HOME), (QUEUE, "acme-prod-work", HOME)),
        ((BUDGET, f"{ACCOUNT}:acme-prod", None), (BUDGET, "acme-prod", "us-east-1")),
        ((ROLE, "acme-prod-sweep", None), (ROLE, "acme-prod-sweep", "us-east-1")),
        ((ALARM, "acme-prod-charges", "us-east-1"), (ALARM, "acme-prod-charges", "us-east-1")),
        ((TABLE, "acme-prod-usage", None), (TABLE, "acme-prod-usage", HOME)),
        ((SUBNET, "subnet-1", HOME), (SUBNET, "subnet-1", HOME)),
        ((MAPPING, "11-22", HOME), (MAPPING, "11-22", HOME)),
        (
            (ANOMALIES, f"arn:aws:ce::{ACCOUNT}:anomalysubscription/1", None),
            (ANOMALIES, f"arn:aws:ce::{ACCOUNT}:anomalysubscription/1", "us-east-1"),
        ),
    ],
)
def test_a_row_of_the_state_is_named_as_aws_takes_it(row, expected):
    type_, id_, region = row
    state = {"resources": [{"type": type_, "id": id_, "outputs": {"region": region} if region else {}}]}
    assert things_in(state, HOME) == {Thing(type=expected[0], id=expected[1], region=expected[2])}


def test_parts_of_other_things_and_components_are_not_asked_for():
    rows = [{"type": "clientenv:index:UsageTable"}, {"type": "aws:s3/bucketPolicy:BucketPolicy", "id": "acme"}, {"type": BUCKET}]
    assert things_in({"resources": rows}, HOME) == set()


@pytest.mark.parametrize(
    ("name", "others", "ours"),
    [
        ("acme-prod-sweep", [], True),
        ("acme-production-sweep", [], False),
        ("acme-prod-eu-sweep", ["acme-prod-eu"], False),
        ("acme-prod-eu-sweep", ["acme"], True),
        ("globex-prod-sweep", [], False),
    ],
)
def test_the_longest_beginning_decides_whose_a_name_is(name, others, ours):
    assert is_named_by(name, "acme-prod", others) is ours
