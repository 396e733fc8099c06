"""What each rule finds, and what it lets pass."""

import json

import pytest

from policy.catalogue import RULES
from policy.resources import Stack
from policy.rules import findings
from policy.tagging import SIX
from tests.policy.shown import resource

TAGS = dict.fromkeys(SIX, "x") | {"Environment": "prod"}
BUCKET, BLOCK, BUCKET_POLICY = (
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketPolicy:BucketPolicy",
)
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
TABLE, QUEUE, TOPIC, KEY = "aws:dynamodb/table:Table", "aws:sqs/queue:Queue", "aws:sns/topic:Topic", "aws:kms/key:Key"
ROLE_POLICY, ROLE, ATTACHMENT = (
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
)
GROUP, LOG_GROUP, FUNCTION = "aws:autoscaling/group:Group", "aws:cloudwatch/logGroup:LogGroup", "aws:lambda/function:Function"
DISTRIBUTION, PROVIDER = "aws:cloudfront/distribution:Distribution", "pulumi:providers:aws"
PERMISSION, QUEUE_POLICY = "aws:lambda/permission:Permission", "aws:sqs/queuePolicy:QueuePolicy"
FOUR_ON = dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True)
HALF_OPEN = {**FOUR_ON, "blockPublicPolicy": False}
HTTPS = {"defaultCacheBehavior": {"viewerProtocolPolicy": "https-only"}}
TLS = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}
PLAIN_HTTP = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
STORED = {"serverSideEncryption": {"enabled": True, "kmsKeyArn": "k"}, "pointInTimeRecovery": {"enabled": True}, "tags": TAGS}
KEPT = {**STORED, "deletionProtectionEnabled": True}


def policy(**statement):
    return json.dumps({"Statement": [{"Sid": "Some", "Effect": "Allow", **statement}]})


def tls(**changed):
    return json.dumps({"Statement": {**TLS, **PLAIN_HTTP, **changed}})


def urn(of):
    return frozenset({of.urn})


def guarded(*, without=(), by_name=False):
    bucket = resource(BUCKET, "uploads", tags=TAGS, **({"bucket": "b"} if by_name else {}), protect=True)
    to_it = {"bucket": "b"} if by_name else {}
    links = {} if by_name else {"bucket": urn(bucket)}
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]
    guards = {
        BLOCK: resource(BLOCK, links=links, **FOUR_ON, **to_it),
        ENCRYPTION: resource(ENCRYPTION, links=links, rules=rules, **to_it),
        BUCKET_POLICY: resource(BUCKET_POLICY, links=links, policy=tls(), **to_it),
    }
    return [bucket, *(guard for type_, guard in guards.items() if type_ not in without)]


def data_key(store=TABLE, protect=True, **inputs):
    key = resource(KEY, "data", protect=protect, tags=TAGS, **inputs)
    return [key, resource(store, "store", protect=True, links={"serverSideEncryption": urn(key)}, **KEPT)]


def page(**inputs):
    bucket, *guards = guarded()
    bucket = resource(BUCKET, "uploads", tags=TAGS, **inputs)
    return [bucket, *guards, resource(DISTRIBUTION, "web", links={"origins": urn(bucket)}, tags=TAGS, **HTTPS)]


def logged(group=None, links=True, **inputs):
    groups = [group] if group else []
    linked = {"loggingConfig": urn(group)} if group and links else {}
    return [resource(FUNCTION, "sweep", tags=TAGS, links=linked, **inputs), *groups]


LOGS = resource(LOG_GROUP, "logs", tags=TAGS, retentionInDays=30, name="/aws/lambda/sweep")

BROKEN = [
    ("six-tags", [resource(QUEUE, kmsMasterKeyId="k")], "thing has no tag Client, Project, Environment, CostCenter, Owner, BillingGroup."),
    ("six-tags", [resource(QUEUE, kmsMasterKeyId="k", tags={**TAGS, "Owner": ""})], "has no tag Owner"),
    ("six-tags", [resource(GROUP, tags=[{"key": key, "value": "x"} for key in SIX if key != "Client"])], "has no tag Client"),
    ("six-tags", [resource("aws:nothing/thing:Thing")], "of which nobody can tell"),
    ("encrypted", [resource(TABLE, protect=True, **{**KEPT, "serverSideEncryption": {"enabled": True}})], "without a key of yours"),
    (
        "encrypted",
        [resource(TABLE, protect=True, **{**KEPT, "serverSideEncryption": {"enabled": False, "kmsKeyArn": "k"}})],
        "key of yours",
    ),
    ("encrypted", [resource(QUEUE, tags=TAGS)], "is a queue without encryption"),
    ("encrypted", [resource(TOPIC, tags=TAGS)], "is a topic without a key"),
    ("encrypted", [resource(ENCRYPTION, rules=[{"applyServerSideEncryptionByDefault": {}}])], "names none of AES256"),
    ("encrypted", [resource("aws:ebs/volume:Volume", tags=TAGS)], "has not set encrypted"),
    ("not-public", [resource(BLOCK, **HALF_OPEN)], "leaves blockPublicPolicy off"),
    ("not-public", [resource("aws:s3/bucketAcl:BucketAcl", acl="public-read")], "has the ACL public-read"),
    (
        "not-public",
        [
            resource(
                "aws:s3/bucketAcl:BucketAcl",
                accessControlPolicy={
                    "grants": [{"permission": "READ", "grantee": {"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}}]
                },
            )
        ],
        "grants READ to AllUsers",
    ),
    ("not-public", [resource(QUEUE_POLICY, policy=policy(Principal="*", Action="sqs:SendMessage"))], "lets everybody in: statement Some"),
    ("not-public", [resource(QUEUE_POLICY, policy=policy(Principal={"AWS": ["*"]}))], "lets everybody in"),
    ("not-public", [resource(ROLE, tags=TAGS, assumeRolePolicy=policy(Principal={"AWS": "*"}))], "lets everybody in"),
    ("not-public", [resource(PERMISSION, principal="*")], "lets everybody call the function"),
    ("tls-only", [resource(BUCKET_POLICY, policy=policy(Principal={"Service": "x"}))], "does not deny requests without TLS"),
    ("tls-only", [resource(BUCKET_POLICY, policy=tls(Condition={}))], "does not deny"),
    ("tls-only", [resource(BUCKET_POLICY, policy=tls(Effect="Allow"))], "does not deny"),
    ("tls-only", [resource(BUCKET_POLICY, policy=tls(Principal={"AWS": "arn:aws:iam::1:root"}))], "does not deny"),
    ("tls-only", [resource(BUCKET_POLICY, policy=tls(Resource="arn:aws:s3:::b"))], "does not deny"),
    ("tls-only", [resource(BUCKET_POLICY, policy=tls(Action="s3:GetObject"))], "does not deny"),
    ("tls-only", [resource(DISTRIBUTION, tags=TAGS, defaultCacheBehavior={"viewerProtocolPolicy": "allow-all"})], "viewers with allow-all"),
    (
        "tls-only",
        [resource(DISTRIBUTION, tags=TAGS, orderedCacheBehaviors=[{"viewerProtocolPolicy": "allow-all"}], **HTTPS)],
        "viewers with allow-all",
    ),
    (
        "tls-only",
        [
            resource(
                DISTRIBUTION, tags=TAGS, origins=[{"originId": "o", "customOriginConfig": {"originProtocolPolicy": "http-only"}}], **HTTPS
            )
        ],
        "asks its origin o with http-only",
    ),
    ("guarded-buckets", guarded(without=[BLOCK]), "uploads has no public access block."),
    ("guarded-buckets", guarded(without=[ENCRYPTION, BUCKET_POLICY]), "uploads has no encryption and no policy."),
    ("guarded-buckets", [resource(BUCKET, "second", protect=True, tags=TAGS), *guarded()], "second has no encryption and no public"),
    (
        "no-double-wildcard",
        [resource(ROLE_POLICY, policy=policy(Action="s3:*", Resource="*"))],
        "allows s3:* on everything (statement Some)",
    ),
    (
        "no-double-wildcard",
        [resource(ROLE_POLICY, policy=policy(Action=["s3:ListBucket", "s3:Get*"], Resource=["a", "*"]))],
        "allows s3:Get*",
    ),
    ("no-double-wildcard", [resource(ROLE_POLICY, policy=policy(Action="sqs:*", Resource="arn:aws:sqs:*:*:*"))], "allows sqs:*"),
    ("no-double-wildcard", [resource(ROLE_POLICY, policy=policy(Action="*", NotResource="a"))], "allows * on everything"),
    ("no-double-wildcard", [resource(ROLE_POLICY, policy=policy(NotAction=["iam:*"], Resource="*"))], "allows all but iam:*"),
    (
        "no-double-wildcard",
        [resource(ROLE, tags=TAGS, inlinePolicies=[{"policy": policy(Action="ec2:*", Resource="*")}])],
        "allows ec2:* on everything",
    ),
    ("no-double-wildcard", [resource(ATTACHMENT, policyArn="arn:aws:iam::aws:policy/AdministratorAccess")], "policy/AdministratorAccess"),
    ("log-retention", [resource(LOG_GROUP, tags=TAGS)], "keeps its logs for ever"),
    ("log-retention", [resource(LOG_GROUP, tags=TAGS, retentionInDays=0)], "keeps its logs for ever"),
    ("known-log-groups", logged(name="sweep"), "writes to /aws/lambda/sweep, which Lambda would make"),
    ("known-log-groups", logged(LOGS, links=False, name="other"), "writes to /aws/lambda/other"),
    ("pinned-account", [resource(PROVIDER)], "takes any account"),
    ("pinned-account", [resource(PROVIDER, allowedAccountIds="[]")], "takes any account"),
    ("no-accidental-deletion", [resource(TABLE, **KEPT)], "thing is not protected."),
    ("no-accidental-deletion", [resource(TABLE, protect=True, **STORED)], "has no deletion protection"),
    (
        "no-accidental-deletion",
        [resource(TABLE, stack="acme-live", **{**KEPT, "tags": {**TAGS, "Environment": "live"}})],
        "thing is not protected.",
    ),
    (
        "no-accidental-deletion",
        [resource(BUCKET, "uploads", protect=True, tags=TAGS, forceDestroy=True), *guarded()[1:]],
        "uploads is deleted with everything in it",
    ),
    ("no-accidental-deletion", data_key(protect=False), "data is not protected"),
    ("no-accidental-deletion", data_key(deletionWindowInDays=7), "data is gone 7 days after"),
    ("no-accidental-deletion", [resource("aws:rds/instance:Instance", storageEncrypted=True, tags=TAGS)], "is not protected"),
    (
        "restorable-tables",
        [resource(TABLE, protect=True, **{**KEPT, "pointInTimeRecovery": {"enabled": False}})],
        "cannot be taken back to an earlier second",
    ),
]

LAWFUL = {
    "six, and more": [resource(QUEUE, kmsMasterKeyId="k", tags={**TAGS, "Team": "vision"})],
    "a list of tags": [resource(GROUP, tags=[{"key": key, "value": "x"} for key in SIX])],
    "what cannot carry tags": [resource("clientenv:index:ClientEnvironment"), resource("aws:cloudwatch/dashboard:Dashboard")],
    "a bucket with references": guarded(),
    "a bucket by its name": guarded(by_name=True),
    "a queue with SQS's own key": [resource(QUEUE, tags=TAGS, sqsManagedSseEnabled=True)],
    "everybody with a condition": [
        resource(QUEUE_POLICY, policy=policy(Principal="*", Condition={"StringEquals": {"aws:SourceAccount": "1"}})),
        resource(PERMISSION, principal="*", sourceArn="arn"),
    ],
    "a denial to everybody": [resource(QUEUE_POLICY, policy=policy(Effect="Deny", Principal="*"))],
    "a document as an object": [resource(ROLE_POLICY, policy={"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "a"}})],
    "an action that can name nothing": [resource(ROLE_POLICY, policy=policy(Action="ec2:Describe*", Resource="*"))],
    "one action on everything": [resource(ROLE_POLICY, policy=policy(Action="sqs:ListQueues", Resource="*"))],
    "a policy of AWS's that is narrow": [
        resource(ATTACHMENT, policyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
    ],
    "a function with a log group": logged(LOGS),
    "a function with a log group of its name": logged(LOGS, links=False, name="sweep"),
    "a provider with its account, as the engine gets it": [resource(PROVIDER, allowedAccountIds='["111111111111"]')],
    "a provider with its account, as a list": [resource(PROVIDER, allowedAccountIds=["111111111111"])],
    "a table that is kept": [resource(TABLE, protect=True, **KEPT)],
    "a table of an environment for trying": [resource(TABLE, stack="dev", **{**STORED, "tags": {**TAGS, "Environment": "dev"}})],
    "a key with data and KMS's own wait": data_key(),
    "a key that encrypts messages alone": [resource(KEY, tags=TAGS, deletionWindowInDays=7)],
    "a page that can be made again": page(forceDestroy=True),
}


def found(resources):
    return findings(RULES, Stack(resources=tuple(resources)))


@pytest.mark.parametrize(("rule", "resources", "value"), BROKEN)
def test_what_breaks_a_rule_is_found_by_that_rule_alone(rule, resources, value):
    said = found(resources)
    assert {each.rule.name for each in said} == {rule}
    assert any(value in each.message for each in said), [each.message for each in said]


def test_every_rule_is_broken_above():
    assert {rule for rule, _, _ in BROKEN} == {rule.name for rule in RULES}


@pytest.mark.parametrize("case", LAWFUL)
def test_what_is_lawful_passes_every_rule(case):
    assert [str(each) for each in found(LAWFUL[case])] == []


def test_without_a_tag_the_stack_says_whether_it_is_production():
    table = {name: value for name, value in KEPT.items() if name != "tags"}
    assert {each.rule.name for each in found([resource(TABLE, stack="acme-dev", **table)])} == {"six-tags"}
    assert {each.rule.name for each in found([resource(TABLE, stack="acme-prod", **table)])} == {"six-tags", "no-accidental-deletion"}


def test_a_finding_says_rule_value_and_remedy():
    (said,) = found([resource(LOG_GROUP, "sweep", tags=TAGS)])
    assert str(said) == (
        "log-retention: Every log group says how long it keeps its logs. sweep keeps its logs for ever. "
        "Set its retention: `settings.log_retention_days`."
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_and_remedy_are_whole_sentences(rule):
    for sentence in (rule.sentence, rule.remedy):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
