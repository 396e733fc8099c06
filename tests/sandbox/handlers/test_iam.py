import json

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import handler_of
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allow(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def managed_policy(cloud: Cloud) -> str:
    """ARN of a new managed policy."""
    return cloud.client("iam").create_policy(PolicyName=cloud.name("policy"), PolicyDocument=allow("s3:GetObject"))["Policy"]["Arn"]


def role_name(cloud: Cloud) -> str:
    return cloud.role().rpartition("/")[2]


class TestRoles(HandlerContract):
    cases = (
        Case(
            "aws:iam/role:Role",
            inputs=lambda cloud: {
                "path": "/service/",
                "assumeRolePolicy": trust("lambda.amazonaws.com"),
                "description": "starts analyses",
                "permissionsBoundary": managed_policy(cloud),
                "maxSessionDuration": 7200,
                "forceDetachPolicies": True,
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift(
                    "assumeRolePolicy",
                    trust("ec2.amazonaws.com"),
                    lambda aws, it: aws.update_assume_role_policy(RoleName=it["id"], PolicyDocument=trust("ec2.amazonaws.com")),
                ),
                Drift("description", "other", lambda aws, it: aws.update_role(RoleName=it["id"], Description="other")),
                Drift("maxSessionDuration", 3700, lambda aws, it: aws.update_role(RoleName=it["id"], MaxSessionDuration=3700)),
                Drift("permissionsBoundary", GONE, lambda aws, it: aws.delete_role_permissions_boundary(RoleName=it["id"])),
                Drift(
                    "tags.*",
                    {"Client": "Globex", "Project": "Vehicle"},
                    lambda aws, it: aws.tag_role(RoleName=it["id"], Tags=[{"Key": "Client", "Value": "Globex"}]),
                ),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_role(RoleName=it["id"], TagKeys=["Project"])),
            ),
            required=("assumeRolePolicy",),
        ),
    )

    def test_a_role_that_may_detach_leaves_no_policy_behind(self, cloud: Cloud) -> None:

        role, aws, policy = handler_of("aws:iam/role:Role"), cloud.client("iam"), managed_policy(cloud)
        given = {"assumeRolePolicy": trust("ec2.amazonaws.com"), "forceDetachPolicies": True}
        id, state = lifecycle.create(role, cloud.account, lifecycle.checked(role, "it", given, cloud.name("x")))
        aws.attach_role_policy(RoleName=id, PolicyArn=policy)
        aws.put_role_policy(RoleName=id, PolicyName="inline", PolicyDocument=allow("s3:GetObject"))
        lifecycle.delete(role, cloud.account, id, state)
        assert aws.get_policy(PolicyArn=policy)["Policy"]["AttachmentCount"] == 0


class TestPolicies(HandlerContract):
    cases = (
        Case(
            "aws:iam/rolePolicy:RolePolicy",
            inputs=lambda cloud: {"role": role_name(cloud), "policy": allow("s3:GetObject")},
            drifts=(
                Drift(
                    "policy",
                    allow("s3:*"),
                    lambda aws, it: aws.put_role_policy(RoleName=it["role"], PolicyName=it["name"], PolicyDocument=allow("s3:*")),
                ),
            ),
            required=("policy",),
        ),
        Case(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            inputs=lambda cloud: {"role": role_name(cloud), "policyArn": managed_policy(cloud)},
        ),
        Case(
            "aws:iam/policy:Policy",
            inputs=lambda cloud: {
                "path": "/boundaries/",
                "description": "what a client's roles may do",
                "policy": allow("s3:GetObject"),
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift(
                    "policy",
                    allow("s3:*"),
                    lambda aws, it: aws.create_policy_version(PolicyArn=it["id"], PolicyDocument=allow("s3:*"), SetAsDefault=True),
                ),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_policy(PolicyArn=it["id"], TagKeys=["Project"])),
            ),
            required=("policy",),
        ),
    )

    def test_a_policy_can_be_changed_more_often_than_aws_keeps_versions(self, cloud: Cloud) -> None:

        handler = handler_of("aws:iam/policy:Policy")
        inputs = lifecycle.checked(handler, "it", {"policy": allow("s3:Get0")}, cloud.name("x"))
        id, _ = lifecycle.create(handler, cloud.account, inputs)
        for number in range(1, 8):
            state = lifecycle.update(handler, cloud.account, id, inputs, {**inputs, "policy": allow(f"s3:Get{number}")})
        assert state["policy"] == allow("s3:Get7")
        assert len(cloud.client("iam").list_policy_versions(PolicyArn=id)["Versions"]) == 5
