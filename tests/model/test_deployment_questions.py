"""What the commands ask of a client's account through the DeploymentRole is answered, and asking changes nothing."""

import pytest

from tests.model.deployment_rights import ALLOWED, allowing, denied

ASKED_BY_THE_DOCTOR = {
    "*": "ce:ListCostAllocationTags cloudwatch:GetMetricStatistics lambda:GetAccountSettings "
    "servicequotas:ListServiceQuotas tag:GetResources ec2:DescribeVpcs ec2:DescribeAddresses",
    "arn:aws:servicequotas:eu-west-1:222222222222:vpc/L-F678F1CE": "servicequotas:GetServiceQuota",
    "arn:aws:servicequotas:eu-west-1:222222222222:ec2/L-0263D0A3": "servicequotas:GetServiceQuota",
    "arn:aws:sns:us-east-1:222222222222:acme-prod-costs-1a2b": "sns:ListSubscriptionsByTopic",
    "arn:aws:cloudwatch:us-east-1:222222222222:alarm:acme-prod-estimated-charges-1a2b": "cloudwatch:DescribeAlarms",
    "arn:aws:budgets::222222222222:budget/acme-prod-1a2b": "budgets:ViewBudget",
}


@pytest.mark.parametrize("resource", ASKED_BY_THE_DOCTOR)
def test_all_that_the_doctor_asks_of_a_client_s_account_is_answered(resource):
    for action in ASKED_BY_THE_DOCTOR[resource].split():
        assert allowing(action, resource), action
        assert not denied(action, resource), action


def test_the_doctor_s_questions_change_nothing():
    asked = [action for statement in ALLOWED if statement.sid in ("Examination", "NetworkQuotas") for action in statement.actions]

    assert len(asked) == 5
    assert [action for action in asked if not action.split(":")[1].startswith(("Get", "List"))] == []


ASKED_AFTER_A_DESTRUCTION = {
    "*": "tag:GetResources dynamodb:ListBackups cloudwatch:ListDashboards logs:DescribeLogGroups ec2:DescribeNatGateways "
    "ec2:DescribeAddresses ec2:DescribeVpcEndpoints ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups "
    "ec2:DescribeSecurityGroupRules ec2:DescribeRouteTables ec2:DescribeInternetGateways ec2:DescribeNetworkInterfaces",
    "arn:aws:s3:::acme-prod-uploads-1a2b": "s3:ListBucket",
    "arn:aws:dynamodb:eu-west-1:222222222222:table/acme-prod-usage-1a2b": "dynamodb:DescribeTable",
    "arn:aws:dynamodb:eu-west-1:222222222222:table/acme-prod-usage-1a2b/backup/01": "dynamodb:DescribeBackup",
    "arn:aws:kms:eu-west-1:222222222222:key/0123": "kms:DescribeKey",
    "arn:aws:lambda:eu-west-1:222222222222:function:acme-prod-sweep": "lambda:GetFunctionConfiguration",
    "arn:aws:lambda:eu-west-1:222222222222:event-source-mapping:0123": "lambda:GetEventSourceMapping",
    "arn:aws:cloudwatch:eu-west-1:222222222222:alarm:acme-prod-errors": "cloudwatch:DescribeAlarms",
    "arn:aws:cloudwatch::222222222222:dashboard/acme-prod-costs": "cloudwatch:GetDashboard",
    "arn:aws:cloudfront::222222222222:distribution/E1": "cloudfront:GetDistribution",
    "arn:aws:sqs:eu-west-1:222222222222:acme-prod-work": "sqs:GetQueueUrl",
    "arn:aws:sns:eu-west-1:222222222222:acme-prod-costs": "sns:GetTopicAttributes",
    "arn:aws:events:eu-west-1:222222222222:rule/acme-prod-night": "events:DescribeRule",
    "arn:aws:iam::222222222222:role/acme-prod-sweep": "iam:GetRole",
    "arn:aws:budgets::222222222222:budget/acme-prod-1a2b": "budgets:ViewBudget",
    "arn:aws:ce::222222222222:anomalysubscription/0123": "ce:GetAnomalySubscriptions",
}


@pytest.mark.parametrize("resource", ASKED_AFTER_A_DESTRUCTION)
def test_what_is_left_after_a_destruction_may_be_asked_also_about_what_is_gone(resource):
    """AWS knows neither tags nor the function of what is gone: a right that hangs on them is refused, and nothing is proved."""
    for action in ASKED_AFTER_A_DESTRUCTION[resource].split():
        assert [statement for statement in allowing(action, resource) if not statement.conditions], action
        assert not denied(action, resource), action
