from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

OWN, CLIENT_ACCOUNT = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{CLIENT_ACCOUNT}:role/Deployment"


def trust(principal, effect="Allow", **more):
    return {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"} | more


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def make_role(aws, *statements, account=CLIENT_ACCOUNT, name="Deployment", **more):
    aws.client("iam", OWN)  # its user `admin` is there from now on
    aws.client("iam", account).create_role(RoleName=name, AssumeRolePolicyDocument=document(*statements), **more)


def assume(client, arn=ROLE, **more):
    return client.assume_role(RoleArn=arn, RoleSessionName="clientenv-acme-prod", **more)["Credentials"]


def refusal(client, **more):
    with pytest.raises(ClientError) as refused:
        assume(client, **more)
    return refused.value.response["Error"]


WITH_EXTERNAL_ID = trust({"AWS": f"arn:aws:iam::{OWN}:root"}, Condition={"StringEquals": {"sts:ExternalId": "acme-7"}})


def test_a_session_acts_in_the_roles_account(aws):
    make_role(aws, trust({"AWS": OWN}))
    keys = assume(aws.client("sts"))
    identity = aws.client("sts", keys=keys).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{CLIENT_ACCOUNT}:assumed-role/Deployment/clientenv-acme-prod"
    aws.client("sqs", keys=keys).create_queue(QueueName="there")
    assert "QueueUrls" not in aws.client("sqs").list_queues()
    assert "QueueUrls" in aws.client("sqs", CLIENT_ACCOUNT).list_queues()


def test_a_role_that_does_not_exist_is_refused_in_awss_words(aws):
    error = refusal(aws.client("sts"))
    assert error["Code"] == "AccessDenied"
    assert error["Message"] == f"User: arn:aws:iam::{OWN}:user/admin is not authorized to perform: sts:AssumeRole on resource: {ROLE}"


@pytest.mark.parametrize(
    ("statements", "works"),
    [
        ([trust({"AWS": f"arn:aws:iam::{OWN}:root"})], True),
        ([trust({"AWS": OWN})], True),
        ([trust({"AWS": f"arn:aws:iam::{OWN}:user/admin"})], True),
        ([trust({"AWS": "*"})], True),
        ([trust({"AWS": ["333333333333", OWN]})], True),
        ([trust({"AWS": "333333333333"})], False),
        ([trust({"AWS": f"arn:aws:iam::{CLIENT_ACCOUNT}:user/admin"})], False),
        ([trust({"Service": "lambda.amazonaws.com"})], False),
        ([trust({"AWS": OWN}), trust({"AWS": f"arn:aws:iam::{OWN}:user/admin"}, "Deny")], False),
        ([trust({"AWS": OWN}, Action="sts:TagSession")], False),
        ([trust({"AWS": OWN}, Condition={"StringEquals": {"sts:RoleSessionName": "clientenv-acme-prod"}})], True),
        ([trust({"AWS": OWN}, Condition={"StringEquals": {"aws:PrincipalAccount": "333333333333"}})], False),
    ],
)
def test_the_trust_policy_decides(aws, statements, works):
    make_role(aws, *statements)
    if works:
        assert assume(aws.client("sts"))["AccessKeyId"].startswith("ASIA")
    else:
        assert refusal(aws.client("sts"))["Code"] == "AccessDenied"


def test_the_external_id_must_be_given_and_right(aws):
    make_role(aws, WITH_EXTERNAL_ID)
    sts = aws.client("sts")
    assert assume(sts, ExternalId="acme-7")
    assert refusal(sts, ExternalId="globex-9")["Code"] == "AccessDenied"
    assert refusal(sts)["Code"] == "AccessDenied"


def test_a_deny_on_an_omitted_external_id_wins(aws):
    make_role(aws, trust({"AWS": OWN}), trust({"AWS": "*"}, "Deny", Condition={"Null": {"sts:ExternalId": "true"}}))
    assert refusal(aws.client("sts"))["Code"] == "AccessDenied"
    assert assume(aws.client("sts"), ExternalId="any")


def test_a_role_trusts_the_sessions_of_another_role(aws):
    first = f"arn:aws:iam::{OWN}:role/First"
    make_role(aws, trust({"AWS": OWN}), account=OWN, name="First")
    make_role(aws, trust({"AWS": first}))
    session = aws.client("sts", keys=assume(aws.client("sts"), arn=first))
    assert assume(session)
    assert refusal(aws.client("sts"))["Code"] == "AccessDenied"


def test_a_session_of_a_session_lasts_an_hour_at_most(aws):
    make_role(aws, trust({"AWS": OWN}), account=OWN, name="First", MaxSessionDuration=43200)
    make_role(aws, trust({"AWS": OWN}), MaxSessionDuration=43200)
    session = aws.client("sts", keys=assume(aws.client("sts"), arn=f"arn:aws:iam::{OWN}:role/First"))
    assert assume(session, DurationSeconds=3600)
    error = refusal(session, DurationSeconds=3601)
    assert (error["Code"], "1 hour session limit for roles assumed by role chaining" in error["Message"]) == ("ValidationError", True)


@pytest.mark.parametrize(("seconds", "longest", "works"), [(7200, 7200, True), (7201, 7200, False), (900, 3600, True)])
def test_the_roles_longest_session_is_respected(aws, seconds, longest, works):
    make_role(aws, trust({"AWS": OWN}), MaxSessionDuration=longest)
    if works:
        assert assume(aws.client("sts"), DurationSeconds=seconds)
    else:
        assert "MaxSessionDuration" in refusal(aws.client("sts"), DurationSeconds=seconds)["Message"]


def test_a_session_ends_when_the_clock_says_so(aws):
    make_role(aws, trust({"AWS": OWN}))
    keys = assume(aws.client("sts"))
    aws.admin("POST", "clock", {"forward_seconds": 3590})
    aws.client("sts", keys=keys).get_caller_identity()
    aws.admin("POST", "clock", {"forward_seconds": 20})
    for service, call, code in [
        ("sts", "get_caller_identity", "ExpiredToken"),
        ("s3", "list_buckets", "ExpiredToken"),
        ("dynamodb", "list_tables", "ExpiredTokenException"),
    ]:
        with pytest.raises(ClientError) as refused:
            getattr(aws.client(service, keys=keys), call)()
        assert refused.value.response["Error"]["Code"] == code


def test_a_session_without_its_token_is_refused(aws):
    make_role(aws, trust({"AWS": OWN}))
    keys = assume(aws.client("sts")) | {"SessionToken": "another"}
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        aws.client("sts", keys=keys).get_caller_identity()


def test_a_service_assumes_only_a_role_that_trusts_it(aws):
    make_role(aws, trust({"Service": "lambda.amazonaws.com"}), account=OWN, name="Function")
    arn = f"arn:aws:iam::{OWN}:role/Function"
    clients = aws.running.aws.clients
    assert assume(clients.client("sts", OWN, principal="lambda.amazonaws.com"), arn=arn, DurationSeconds=43200)
    assert refusal(clients.client("sts", OWN, principal="sns.amazonaws.com"), arn=arn)["Code"] == "AccessDenied"
    assert refusal(aws.client("sts"), arn=arn)["Code"] == "AccessDenied"


def test_a_service_is_asked_for_its_source_account(aws):
    guard = {"StringEquals": {"aws:SourceAccount": OWN}, "ArnLike": {"aws:SourceArn": f"arn:aws:scheduler:*:{OWN}:schedule/*"}}
    make_role(aws, trust({"Service": "scheduler.amazonaws.com"}, Condition=guard), account=OWN, name="Timer")
    arn = f"arn:aws:iam::{OWN}:role/Timer"
    schedule = f"arn:aws:scheduler:us-east-1:{OWN}:schedule/default/nightly"
    clients = aws.running.aws.clients
    assert assume(clients.client("sts", OWN, principal="scheduler.amazonaws.com", source_arn=schedule), arn=arn)
    assert refusal(clients.client("sts", OWN, principal="scheduler.amazonaws.com"), arn=arn)["Code"] == "AccessDenied"
    assert refusal(clients.client("sts", "333333333333", principal="scheduler.amazonaws.com", source_arn=schedule), arn=arn)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nope", "MalformedPolicyDocument"),
        (document(trust({"AWS": OWN}, Resource="*")), "MalformedPolicyDocument"),
        (document(trust({"AWS": f"arn:aws:iam::{OWN}:role/nobody"})), "MalformedPolicyDocument"),
        (document(trust({"AWS": "everybody"})), "MalformedPolicyDocument"),
        (document(trust({"AWS": OWN}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})), "SandboxUnsupported"),
        (document({"Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "sts:AssumeRole"}), "SandboxUnsupported"),
        (document(trust({"CanonicalUser": "79a59d"})), "SandboxUnsupported"),
    ],
)
def test_a_trust_policy_that_the_sandbox_cannot_evaluate_is_refused_when_it_is_written(aws, text, code):
    iam = aws.client("iam")
    with pytest.raises(ClientError) as refused:
        iam.create_role(RoleName="R", AssumeRolePolicyDocument=text)
    assert refused.value.response["Error"]["Code"] == code
    make_role(aws, trust({"AWS": OWN}), account=OWN, name="R")
    with pytest.raises(ClientError) as refused:
        iam.update_assume_role_policy(RoleName="R", PolicyDocument=text)
    assert refused.value.response["Error"]["Code"] == code


def test_a_role_made_by_cloudformation_is_asked_too(aws):
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": "Deployment",
            "MaxSessionDuration": 7200,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [WITH_EXTERNAL_ID]},
        },
    }
    template = json.dumps({"Resources": {"Role": role}})
    formation = aws.client("cloudformation", CLIENT_ACCOUNT)
    formation.create_stack(StackName="bootstrap", TemplateBody=template, Capabilities=["CAPABILITY_NAMED_IAM"])
    assert assume(aws.client("sts"), ExternalId="acme-7", DurationSeconds=7200)
    assert refusal(aws.client("sts"), ExternalId="other")["Code"] == "AccessDenied"


def test_a_federated_principal_may_be_written_but_lets_nobody_else_in(aws):
    issuer = {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
    provider = {"Federated": f"arn:aws:iam::{CLIENT_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}
    make_role(aws, trust(provider, Action="sts:AssumeRoleWithWebIdentity", Condition=issuer))
    assert refusal(aws.client("sts"))["Code"] == "AccessDenied"


def test_credentials_that_moto_gives_to_everybody_are_refused(aws):
    with pytest.raises(ClientError, match="SandboxUnsupported"):
        aws.client("sts").get_session_token()
