"""The DeploymentRole: who gets in, and no way from it to itself, to people, to a client's data or to what it did not deploy."""

import pytest

from model.deployment_role import trust_policy
from model.policies import Use, problems
from tests.model.deployment_rights import BOUNDARY, allowing, denied


def test_role_trusts_one_account_that_brings_the_external_id():
    document = trust_policy("111111111111", "id")

    assert problems(document, Use.TRUST) == []
    assert document.as_dict()["Statement"] == [
        {
            "Sid": "TrustedAccount",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::111111111111:root"]},
            "Action": ["sts:AssumeRole"],
            "Condition": {"StringEquals": {"sts:ExternalId": "id"}},
        }
    ]


@pytest.mark.parametrize("action", ["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary"])
def test_roles_are_made_within_the_boundary_only(action):
    statements = allowing(action, "arn:aws:iam::222222222222:role/acme-prod-start")

    assert [statement.conditions for statement in statements] == [{"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}]


def test_roles_are_passed_to_named_services_only():
    services = ["events.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"]

    assert [statement.conditions for statement in allowing("iam:PassRole", "arn:aws:iam::222222222222:role/acme-prod-start")] == [
        {"StringEquals": {"iam:PassedToService": services}}
    ]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:DeleteRolePermissionsBoundary", "arn:aws:iam::222222222222:role/acme-prod-start"),
        ("iam:CreatePolicyVersion", BOUNDARY),
        ("iam:DeletePolicy", BOUNDARY),
        ("iam:SetDefaultPolicyVersion", BOUNDARY),
        ("iam:CreatePolicyVersion", "arn:aws:iam::222222222222:policy/ClientEnvironmentLimits"),
        ("iam:AttachRolePolicy", "arn:aws:iam::222222222222:role/DeploymentRole"),
        ("iam:PutRolePolicy", "arn:aws:iam::222222222222:role/DeploymentRole"),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::222222222222:role/DeploymentRole"),
        ("iam:CreateUser", "arn:aws:iam::222222222222:user/x"),
        ("iam:CreateAccessKey", "arn:aws:iam::222222222222:user/x"),
        ("organizations:LeaveOrganization", "*"),
        ("account:CloseAccount", "*"),
        ("payments:UpdatePaymentPreferences", "*"),
        ("cloudformation:UpdateStack", "arn:aws:cloudformation:us-east-1:222222222222:stack/clientenv-role/x"),
    ],
)
def test_it_cannot_touch_itself_the_boundary_people_or_payments(action, resource):
    assert not allowing(action, resource)
    assert denied(action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "arn:aws:s3:::acme-prod-uploads-1a2b/uploads/car.mp4"),
        ("s3:DeleteBucket", "arn:aws:s3:::other-bucket"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:222222222222:table/acme-prod-usage"),
        ("dynamodb:DeleteTable", "arn:aws:dynamodb:us-east-1:222222222222:table/other"),
        ("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:222222222222:acme-prod-uploads"),
        ("iam:CreateRole", "arn:aws:iam::222222222222:role/Admin"),
        ("iam:PassRole", "arn:aws:iam::222222222222:role/Admin"),
        ("iam:AttachRolePolicy", "arn:aws:iam::222222222222:role/acme-prod-start"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:222222222222:function:other"),
        ("sts:AssumeRole", "arn:aws:iam::222222222222:role/acme-prod-start"),
        ("ec2:RunInstances", "arn:aws:ec2:us-east-1:222222222222:instance/*"),
    ],
)
def test_it_cannot_read_the_clients_data_nor_reach_what_it_did_not_deploy(action, resource):
    assert not allowing(action, resource)


def test_held_videos_are_decided_by_the_deployed_function_which_it_may_invoke():
    assert allowing("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:acme-prod-release-held-1a2b")
    assert not allowing("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:other")
    for action in ("dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"):
        assert not allowing(action, "arn:aws:dynamodb:eu-west-1:222222222222:table/acme-prod-videos-1a2b")
