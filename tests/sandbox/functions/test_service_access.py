"""Whether a policy lets an AWS service in."""

from __future__ import annotations

import pytest

from sandbox.functions.service_access import ServiceCall, may

QUEUE = "arn:aws:sqs:us-east-1:111111111111:uploads"
CALL = ServiceCall(
    service="events.amazonaws.com",
    action="sqs:SendMessage",
    resource=QUEUE,
    source_arn="arn:aws:events:us-east-1:111111111111:rule/r",
    source_account="111111111111",
)


def statement(**changed):
    return {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": QUEUE, **changed}


def verdict(*statements):
    return may({"Version": "2012-10-17", "Statement": list(statements)}, CALL)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Action": "SQS:*"},
        {"Action": ["sqs:ReceiveMessage", "sqs:Send*"]},
        {"Resource": "*"},
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"Service": ["sns.amazonaws.com", "events.amazonaws.com"], "AWS": "arn:aws:iam::111111111111:root"}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:events:*:111111111111:rule/*"}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    ],
)
def test_statements_that_let_the_service_in(changed):
    assert verdict(statement(**changed)).allowed


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Action": "sqs:ReceiveMessage"}, "no statement allows sqs:SendMessage to events.amazonaws.com for arn:aws:events"),
        ({"Resource": f"{QUEUE}-dead"}, "no statement allows"),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, "no statement allows"),
        ({"Principal": {"AWS": "arn:aws:iam::111111111111:root"}}, "no statement allows"),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": "222222222222"}}}, "no statement allows"),
        ({"Condition": {"StringEquals": {"AWS:SourceOwner": "111111111111"}}}, "no statement allows"),
        ({"Condition": {"StringEquals": {"aws:Unknown": "111111111111"}}}, "aws:Unknown"),
        ({"Condition": {"NumericLessThan": {"aws:SourceAccount": "1"}}}, "NumericLessThan"),
        ({"NotPrincipal": {"AWS": "*"}, "Principal": None}, "no statement allows"),
    ],
)
def test_statements_that_do_not(changed, reason):
    answer = verdict(statement(**{name: value for name, value in changed.items() if value is not None}))
    assert not answer.allowed
    assert reason in answer.reason


def test_a_denial_wins_and_no_policy_allows_nothing():
    answer = verdict(statement(), statement(Effect="Deny", Action="sqs:*"))
    assert (answer.allowed, answer.reason.startswith("a statement denies")) == (False, True)
    assert not may(None, CALL).allowed


def test_a_denial_that_cannot_be_read_counts_as_one_and_an_unread_permission_hides_no_other():
    unread = {"Condition": {"StringEquals": {"aws:Unknown": "x"}}}
    assert not verdict(statement(), statement(Effect="Deny", **unread)).allowed
    assert verdict(statement(**unread), statement()).allowed


def test_a_denial_of_plain_text_transport_does_not_concern_services():
    assert verdict(statement(), statement(Effect="Deny", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})).allowed


def test_a_trust_policy_is_asked_without_a_resource():
    trust = {"Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}
    assert may(trust, ServiceCall(service="lambda.amazonaws.com", action="sts:AssumeRole")).allowed
    assert not may(trust, ServiceCall(service="ec2.amazonaws.com", action="sts:AssumeRole")).allowed
