"""The rules over whole programs under mocks: what is shipped breaks none, and what is spoilt in it is found."""

from dataclasses import replace
from functools import cache

import pytest

from benchmarks.recorded import recorded_program
from docs.generate.tags_page import STACKS
from model.placement import Placement
from policy.catalogue import RULES
from policy.resources import Stack
from policy.rules import findings
from tests.billing.infra.recording import whole as billing
from tests.components.environments import NAT, whole
from tests.policy.shown import stack_of

PROGRAMS = {
    **{name: lambda name=name: recorded_program(name) for name in STACKS},
    "a member account with NAT": lambda: whole(Placement.MEMBER, NAT),
    "billing": billing,
}


@cache
def shown(name):
    return stack_of(PROGRAMS[name]())


def spoil(stack, type_, name="", **inputs):
    """The stack with other inputs in one resource."""
    (target,) = [each for each in stack.of(type_) if each.name.endswith(name)]
    return Stack(resources=tuple(replace(each, inputs={**each.inputs, **inputs}) if each is target else each for each in stack.resources))


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_shipped_breaks_no_rule(name):
    assert len(shown(name).resources) > 90
    assert [str(each) for each in findings(RULES, shown(name))] == []


@pytest.mark.parametrize(
    ("rule", "type_", "name", "inputs"),
    [
        ("pinned-account", "pulumi:providers:aws", "", {"allowedAccountIds": None}),
        ("six-tags", "aws:sqs/queue:Queue", "prod-uploads", {"tags": None}),
        ("not-public", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "-results", {"ignorePublicAcls": False}),
        ("tls-only", "aws:s3/bucketPolicy:BucketPolicy", "-web", {"policy": '{"Statement": []}'}),
        ("encrypted", "aws:dynamodb/table:Table", "-usage", {"serverSideEncryption": None}),
        ("log-retention", "aws:cloudwatch/logGroup:LogGroup", "-sweep", {"retentionInDays": None}),
        ("no-accidental-deletion", "aws:s3/bucket:Bucket", "-uploads", {"forceDestroy": True}),
        ("no-accidental-deletion", "aws:kms/key:Key", "acme-prod", {"deletionWindowInDays": 7}),
        ("restorable-tables", "aws:dynamodb/table:Table", "-usage", {"pointInTimeRecovery": None}),
    ],
)
def test_what_is_spoilt_in_a_shipped_stack_is_found(rule, type_, name, inputs):
    spoilt = findings(RULES, spoil(shown("acme-prod"), type_, name, **inputs))
    assert [each.rule.name for each in spoilt] == [rule]


@pytest.mark.parametrize(
    ("rule", "type_", "count"),
    [
        ("guarded-buckets", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", 3),
        ("known-log-groups", "aws:cloudwatch/logGroup:LogGroup", 5),
    ],
)
def test_what_is_left_out_of_a_shipped_stack_is_found(rule, type_, count):
    stack = shown("acme-prod")
    without = Stack(resources=tuple(each for each in stack.resources if each.type != type_))
    assert [each.rule.name for each in findings(RULES, without)] == [rule] * count
