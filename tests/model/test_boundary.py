"""The boundary: the most that a role of a deployment can do is its function's work, on what has the client's name."""

from fnmatch import fnmatchcase

import pytest

from model.boundary import boundary, boundary_arn
from model.placement import Account, Placement
from tests.model.deployment_rights import BOUNDARY, NAMES


@pytest.mark.parametrize(
    "action",
    [
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "sts:AssumeRole",
        "s3:DeleteBucket",
        "dynamodb:DeleteTable",
        "kms:PutKeyPolicy",
        "lambda:CreateFunction",
    ],
)
def test_no_role_of_a_deployment_can_ever_change_the_environment(action):
    assert not any(fnmatchcase(action, pattern) for statement in boundary(NAMES).statements for pattern in statement.actions)


def test_boundary_lets_functions_do_their_work():
    needed = {
        "s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion", "dynamodb:UpdateItem", "dynamodb:Query", "kms:Decrypt",
        "kms:GenerateDataKey", "sqs:ReceiveMessage", "sqs:SendMessage", "sns:Publish", "logs:PutLogEvents", "lambda:InvokeFunction",
        "rekognition:StartLabelDetection", "rekognition:GetLabelDetection", "xray:PutTraceSegments", "iam:PassRole",
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
    }  # fmt: skip
    patterns = [pattern for statement in boundary(NAMES).statements for pattern in statement.actions]

    assert not {action for action in needed if not any(fnmatchcase(action, pattern) for pattern in patterns)}


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:222222222222:acme-prod-jobs"),
        ("sns:Publish", "arn:aws:sns:eu-west-1:222222222222:acme-prod-alarms"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:acme-prod-start"),
        ("logs:PutLogEvents", "arn:aws:logs:eu-west-1:222222222222:log-group:/aws/lambda/acme-prod-start:log-stream:1"),
    ],
)
def test_boundary_reaches_what_has_the_stacks_name_and_nothing_of_another_name(action, resource):
    patterns = [pattern for statement in boundary(NAMES).statements if action in statement.actions for pattern in statement.resources]

    assert any(fnmatchcase(resource, pattern) for pattern in patterns)
    assert not any(fnmatchcase(resource.replace("acme", "globex"), pattern) for pattern in patterns)


def test_roles_carry_the_boundary_where_the_account_is_entered_by_a_role():
    arns = {
        placement: boundary_arn(Account(placement=placement, account_id="222222222222", home_region="us-east-1")) for placement in Placement
    }

    assert arns == {Placement.OWN: None, Placement.HOSTED: None, Placement.CLIENT: BOUNDARY, Placement.MEMBER: BOUNDARY}
