from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.aws.functions import role, trust

MALFORMED = "MalformedPolicyDocument"


def statement(**more):
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **more}


def document(*statements, **more):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def of_size(characters):
    """A policy of so many characters without white space, and some white space."""
    bare = json.dumps(json.loads(document(statement(Resource="arn:aws:s3:::"))), separators=(",", ":"))
    return document(statement(Resource="arn:aws:s3:::" + "x" * (characters - len(bare)))) + " \n\t"


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]


BAD_IDENTITY_POLICIES = {
    "no JSON": "{nope",
    "not an object": "[]",
    "no version": json.dumps({"Statement": [statement()]}),
    "unknown version": document(statement(), Version="2020-01-01"),
    "no statement": document(),
    "effect in lower case": document(statement(Effect="allow")),
    "no action": document({"Effect": "Allow", "Resource": "*"}),
    "action of no service": document(statement(Action="GetObject")),
    "no resource": document({"Effect": "Allow", "Action": "s3:GetObject"}),
    "resource that is no ARN": document(statement(Resource="uploads")),
    "principal": document(statement(Principal="*")),
    "everybody but one": document(statement(NotPrincipal={"AWS": "111111111111"})),
    "id with a space": document(statement(Sid="read uploads")),
    "unknown element": document(statement(Priority=1)),
    "unknown operator": document(statement(Condition={"StringIs": {"aws:SourceAccount": "111111111111"}})),
}


@pytest.mark.parametrize("policy", BAD_IDENTITY_POLICIES.values(), ids=BAD_IDENTITY_POLICIES)
def test_an_identity_policy_that_is_none_is_refused_wherever_it_is_put(aws, policy):
    iam = aws.client("iam")
    role(aws)
    whole = iam.create_policy(PolicyName="whole", PolicyDocument=document(statement()))["Policy"]["Arn"]
    calls = [
        refused(iam.put_role_policy, RoleName="start", PolicyName="read", PolicyDocument=policy),
        refused(iam.create_policy, PolicyName="read", PolicyDocument=policy),
        refused(iam.create_policy_version, PolicyArn=whole, PolicyDocument=policy),
        refused(iam.put_user_policy, UserName="admin", PolicyName="read", PolicyDocument=policy),
    ]
    assert [each["Code"] for each in calls] == [MALFORMED] * 4


BAD_TRUST_POLICIES = {
    "no JSON": "{nope",
    "not an object": "[]",
    "unknown version": trust().replace("2012-10-17", "2020-01-01"),
    "no statement": document(),
    "unknown effect": trust(Effect="Let"),
    "no principal": document({"Effect": "Allow", "Action": "sts:AssumeRole"}),
    "resource": trust(Resource="*"),
    "action of another service": trust(Action="s3:GetObject"),
    "one action too many": trust(Action=["sts:AssumeRole", "lambda:InvokeFunction"]),
    "no service": trust("lambda"),
    "a role that is not there": trust(Principal={"AWS": "arn:aws:iam::111111111111:role/none"}),
    "id with a space": trust(Sid="lambda only"),
}


@pytest.mark.parametrize("policy", BAD_TRUST_POLICIES.values(), ids=BAD_TRUST_POLICIES)
def test_a_trust_policy_that_is_none_is_refused_for_new_and_for_old_roles(aws, policy):
    iam = aws.client("iam")
    role(aws)
    assert refused(iam.create_role, RoleName="other", AssumeRolePolicyDocument=policy)["Code"] == MALFORMED
    assert refused(iam.update_assume_role_policy, RoleName="start", PolicyDocument=policy)["Code"] == MALFORMED
    assert iam.get_role(RoleName="start")["Role"]["AssumeRolePolicyDocument"] == json.loads(trust())


def test_aws_says_what_is_wrong(aws):
    iam = aws.client("iam")
    told = {
        name: refused(iam.create_policy, PolicyName="read", PolicyDocument=BAD_IDENTITY_POLICIES[name])["Message"]
        for name in ("no JSON", "principal", "id with a space")
    }
    assert told == {
        "no JSON": "Syntax errors in policy.",
        "principal": "Policy document should not specify a principal.",
        "id with a space": "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    }
    created = refused(iam.create_role, RoleName="other", AssumeRolePolicyDocument=trust("lambda"))
    assert created["Message"] == 'Invalid principal in policy: "SERVICE":"lambda"'


@pytest.mark.parametrize("action", ["sts:TagSession", ["sts:AssumeRole", "sts:SetSourceIdentity"], "sts:AssumeRoleWithWebIdentity"])
def test_other_actions_of_sessions_may_be_allowed(aws, action):
    assert role(aws, Action=action)


class TestSizes:
    def test_of_a_managed_policy(self, aws):
        iam = aws.client("iam")
        policy = iam.create_policy(PolicyName="large", PolicyDocument=of_size(6144))["Policy"]["Arn"]
        for error in (
            refused(iam.create_policy, PolicyName="larger", PolicyDocument=of_size(6145)),
            refused(iam.create_policy_version, PolicyArn=policy, PolicyDocument=of_size(6145)),
        ):
            assert (error["Code"], error["Message"]) == ("LimitExceeded", "Cannot exceed quota for PolicySize: 6144")

    def test_of_all_inline_policies_of_a_role_together(self, aws):
        iam = aws.client("iam")
        role(aws)
        iam.put_role_policy(RoleName="start", PolicyName="one", PolicyDocument=of_size(5000))
        iam.put_role_policy(RoleName="start", PolicyName="two", PolicyDocument=of_size(5240))
        iam.put_role_policy(RoleName="start", PolicyName="two", PolicyDocument=of_size(5240))
        error = refused(iam.put_role_policy, RoleName="start", PolicyName="two", PolicyDocument=of_size(5241))
        assert (error["Code"], error["Message"]) == ("LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role start")

    def test_of_a_trust_policy(self, aws):
        fits = trust(Sid="x" * (2048 - len("".join(trust(Sid="").split()))))
        iam = aws.client("iam")
        iam.create_role(RoleName="start", AssumeRolePolicyDocument=fits)
        error = refused(iam.create_role, RoleName="other", AssumeRolePolicyDocument=fits.replace("xx", "xxx", 1))
        assert (error["Code"], error["Message"]) == ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")

    def test_a_role_that_is_not_there_is_said_to_be_missing(self, aws):
        call = aws.client("iam").put_role_policy
        assert refused(call, RoleName="none", PolicyName="one", PolicyDocument=document(statement()))["Code"] == "NoSuchEntity"


class TestDeletion:
    @pytest.fixture
    def policy(self, aws):
        return aws.client("iam").create_policy(PolicyName="read", PolicyDocument=document(statement()))["Policy"]["Arn"]

    def deleted(self, aws, policy):
        aws.client("iam").delete_policy(PolicyArn=policy)

    def conflict(self, aws, policy):
        error = refused(self.deleted, aws=aws, policy=policy)
        assert error["Code"] == "DeleteConflict"
        return error["Message"]

    def test_a_policy_of_a_role_stays_until_it_is_detached(self, aws, policy):
        role(aws)
        iam = aws.client("iam")
        iam.attach_role_policy(RoleName="start", PolicyArn=policy)
        assert self.conflict(aws, policy) == "Cannot delete a policy attached to entities."
        iam.detach_role_policy(RoleName="start", PolicyArn=policy)
        self.deleted(aws, policy)
        assert refused(iam.get_policy, PolicyArn=policy)["Code"] == "NoSuchEntity"

    def test_a_policy_of_a_user_stays_too(self, aws, policy):
        aws.client("iam").attach_user_policy(UserName="admin", PolicyArn=policy)
        assert "attached" in self.conflict(aws, policy)

    def test_a_boundary_stays_as_long_as_it_is_one(self, aws, policy):
        role(aws)
        iam = aws.client("iam")
        iam.put_role_permissions_boundary(RoleName="start", PermissionsBoundary=policy)
        assert "attached" in self.conflict(aws, policy)
        iam.delete_role_permissions_boundary(RoleName="start")
        self.deleted(aws, policy)

    def test_other_versions_go_first(self, aws, policy):
        iam = aws.client("iam")
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(statement()))
        assert "more than one version" in self.conflict(aws, policy)
        iam.delete_policy_version(PolicyArn=policy, VersionId="v2")
        self.deleted(aws, policy)

    def test_a_policy_that_is_not_there_is_said_to_be_missing(self, aws):
        assert refused(self.deleted, aws=aws, policy="arn:aws:iam::111111111111:policy/none")["Code"] == "NoSuchEntity"

    def test_a_role_with_policies_stays(self, aws, policy):
        role(aws)
        iam = aws.client("iam")
        iam.attach_role_policy(RoleName="start", PolicyArn=policy)
        iam.put_role_policy(RoleName="start", PolicyName="one", PolicyDocument=document(statement()))
        assert refused(iam.delete_role, RoleName="start")["Code"] == "DeleteConflict"
        iam.detach_role_policy(RoleName="start", PolicyArn=policy)
        assert refused(iam.delete_role, RoleName="start")["Code"] == "DeleteConflict"
        iam.delete_role_policy(RoleName="start", PolicyName="one")
        iam.delete_role(RoleName="start")
