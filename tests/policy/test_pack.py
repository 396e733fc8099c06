"""The rules as the engine asks them."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from pulumi_policy import EnforcementLevel, PolicyResource, ResourceValidationArgs, StackValidationArgs, StackValidationPolicy
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policy.catalogue import RULES
from policy.pack import policy_of
from policy.tagging import SIX

POLICIES = {rule.name: policy_of(rule) for rule in RULES}
BUCKET, POLICY = "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"
TABLE, KEY = "aws:dynamodb/table:Table", "aws:kms/key:Key"


def urn(type_, name):
    return f"urn:pulumi:acme-prod::clientenv::{type_}::{name}"


def on_resource(policy, type_, /, **inputs):
    """What the engine hears when it asks about a resource."""
    told = []
    options = SimpleNamespace(protect=False)
    POLICIES[policy].validate(
        ResourceValidationArgs(type_, unknown_checking_proxy(inputs), urn(type_, "thing"), "thing", options, None),
        lambda message, urn=None: told.append(message),
    )
    return told


def in_stack(type_, name, links=None, protect=False, **outputs):
    options = SimpleNamespace(protect=protect)
    return PolicyResource(type_, unknown_checking_proxy(outputs), urn(type_, name), name, options, None, None, [], links or {})


def on_stack(policy, *resources):
    told = []
    POLICIES[policy].validate(
        StackValidationArgs(list(resources)), lambda message, urn=None: told.append((urn.rpartition("::")[2], message))
    )
    return told


def test_a_resource_that_breaks_a_rule_is_told_with_its_remedy():
    assert on_resource("log-retention", "aws:cloudwatch/logGroup:LogGroup") == [
        "thing keeps its logs for ever. Set its retention: `settings.log_retention_days`."
    ]


def test_tags_and_documents_are_read_through_the_engines_own_wrapping():
    assert on_resource("six-tags", "aws:sqs/queue:Queue", tags=dict.fromkeys(SIX, "x")) == []
    assert on_resource("six-tags", "aws:autoscaling/group:Group", tags=[{"key": key, "value": "x"} for key in SIX]) == []
    statement = {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}
    assert "s3:*" in on_resource("no-double-wildcard", "aws:iam/rolePolicy:RolePolicy", policy={"Statement": [statement]})[0]


@pytest.mark.parametrize(
    ("policy", "type_", "inputs"),
    [
        ("six-tags", "aws:sqs/queue:Queue", {"tags": UNKNOWN_STRING_VALUE}),
        ("tls-only", POLICY, {"policy": UNKNOWN_STRING_VALUE}),
        ("encrypted", TABLE, {"serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN_STRING_VALUE}}),
        ("no-double-wildcard", "aws:iam/rolePolicy:RolePolicy", {"policy": UNKNOWN_STRING_VALUE}),
    ],
)
def test_what_is_known_only_later_is_asked_later(policy, type_, inputs):
    assert on_resource(policy, type_, **inputs) == []


def test_what_is_wrong_already_is_told_whatever_else_is_unknown():
    encryption = {"enabled": False, "kmsKeyArn": UNKNOWN_STRING_VALUE}
    assert len(on_resource("encrypted", TABLE, serverSideEncryption=encryption)) == 1


def test_a_preview_knows_no_bucket_name_and_still_finds_the_one_without_guards():
    first, second = (in_stack(BUCKET, name, bucket=UNKNOWN_STRING_VALUE) for name in ("first", "second"))
    types = (
        POLICY,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    )
    guards = [in_stack(type_, "guard", {"bucket": [first]}, bucket=UNKNOWN_STRING_VALUE) for type_ in types]
    (told,) = on_stack("guarded-buckets", first, second, *guards)
    assert told[0] == "second"
    assert told[1].startswith("second has no encryption and no public access block and no policy. ")


def test_a_key_is_found_by_what_it_encrypts_before_its_arn_is_known():
    key = in_stack(KEY, "data", deletionWindowInDays=7, protect=True)
    encryption = {"enabled": True, "kmsKeyArn": UNKNOWN_STRING_VALUE}
    table = in_stack(
        TABLE, "kept", {"serverSideEncryption": [key]}, protect=True, deletionProtectionEnabled=True, serverSideEncryption=encryption
    )
    assert [name for name, _ in on_stack("no-accidental-deletion", key, table)] == ["data"]


def test_one_rule_advises_and_all_others_stop():
    levels = {name: policy.enforcement_level for name, policy in POLICIES.items()}
    assert [name for name, level in levels.items() if level is EnforcementLevel.ADVISORY] == ["restorable-tables"]
    assert {*levels.values()} == {EnforcementLevel.ADVISORY, EnforcementLevel.MANDATORY}


def test_letting_go_names_the_rule_about_deletion_and_no_other():
    config = json.loads((Path(__file__).parents[2] / "policy" / "let-go.json").read_text())
    assert config == {"no-accidental-deletion": "advisory"}
    assert isinstance(POLICIES["no-accidental-deletion"], StackValidationPolicy)
