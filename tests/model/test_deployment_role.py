"""The bootstrap policies: narrow, within AWS's limits, made of actions that exist, and no way out of the boundary."""

from fnmatch import fnmatchcase

import pytest

from model.boundary import AccountNames, boundary, boundary_arn
from model.deployment_role import deployment_policies, trust_policy
from model.placement import Account, Placement
from model.policies import Effect, Use, problems
from model.tags import CostAllocationTags
from tests.model.iam_catalogue import matching, misfits, services

BOUNDARY = "arn:aws:iam::222222222222:policy/ClientEnvironmentBoundary"
NAMES = AccountNames(slug="acme", account_id="222222222222", boundary_arn=BOUNDARY)
LONGEST = AccountNames(slug="a" * 20, account_id="222222222222", boundary_arn=BOUNDARY)

MANAGED_POLICY_SIZE = 6_144
"""Characters of a managed policy without white space (IAM and STS quotas, IAM User Guide)."""
POLICIES_A_ROLE = 10
"""Managed policies that a role can have (same source)."""

KEYS = ("Client", "Project", "Environment", "CostCenter", "Owner", "BillingGroup")
OURS = {"Null": {f"aws:ResourceTag/{key}": "false" for key in KEYS}}
DOCUMENTS = {**deployment_policies(NAMES), "boundary": boundary(NAMES)}
ALLOWED = [
    statement for document in deployment_policies(NAMES).values() for statement in document.statements if statement.effect is Effect.ALLOW
]


def allowing(action, resource):
    """Statements of the DeploymentRole under which the action on the resource is allowed."""
    return [
        statement
        for statement in ALLOWED
        if any(fnmatchcase(action, pattern) for pattern in statement.actions)
        and any(fnmatchcase(resource, pattern) for pattern in statement.resources)
    ]


def denied(action, resource):
    return any(
        fnmatchcase(action, pattern) and fnmatchcase(resource, arn)
        for statement in deployment_policies(NAMES)["ClientEnvironmentLimits"].statements
        for pattern in statement.actions
        for arn in statement.resources
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_policy_is_free_of_wildcards_where_a_resource_can_be_named(name):
    assert problems(DOCUMENTS[name]) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_action_exists_and_fits_the_resources_beside_it(name):
    assert list(misfits(DOCUMENTS[name])) == []


def test_misfits_are_found():
    statement = DOCUMENTS["boundary"].statements[0]
    document = type(DOCUMENTS["boundary"])(
        statements=[
            type(statement)(sid="A", actions=("s3:GetObjekt",), resources=("arn:aws:s3:::a/*",)),
            type(statement)(sid="B", actions=("s3:ListAllMyBuckets",), resources=("arn:aws:s3:::a",)),
            type(statement)(sid="C", actions=("sqs:SendMessage",), resources=("arn:aws:sns:us-east-1:1:a",)),
        ]
    )

    assert list(misfits(document)) == ["A: s3:GetObjekt", "B: s3:ListAllMyBuckets", "C: sqs:SendMessage"]


def test_every_policy_fits_a_managed_policy_with_the_longest_slug():
    sizes = {name: document.size for name, document in deployment_policies(LONGEST).items()} | {"boundary": boundary(LONGEST).size}

    assert max(sizes.values()) <= MANAGED_POLICY_SIZE, sizes
    assert len(deployment_policies(LONGEST)) <= POLICIES_A_ROLE


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


HERE, BILLING = "eu-west-1:222222222222", "us-east-1:222222222222"
SURROUNDINGS = {
    f"arn:aws:cloudwatch:{HERE}:alarm:acme-prod-uploads-errors-1a2b": "cloudwatch PutMetricAlarm DescribeAlarms DeleteAlarms TagResource "
    "UntagResource ListTagsForResource",
    f"arn:aws:cloudwatch:{BILLING}:alarm:acme-prod-estimated-charges-1a2b": "cloudwatch PutMetricAlarm DescribeAlarms DeleteAlarms",
    "arn:aws:cloudwatch::222222222222:dashboard/acme-prod-costs": "cloudwatch PutDashboard GetDashboard DeleteDashboards",
    "arn:aws:budgets::222222222222:budget/acme-prod-1a2b": "budgets ModifyBudget ViewBudget TagResource UntagResource ListTagsForResource",
    f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b": "sns CreateTopic GetTopicAttributes SetTopicAttributes Subscribe DeleteTopic",
    f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b:0123": "sns GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe",
    f"arn:aws:kms:{BILLING}:key/0123": "kms TagResource PutKeyPolicy EnableKeyRotation ScheduleKeyDeletion DescribeKey",
    "arn:aws:ce::222222222222:anomalysubscription/0123": "ce GetAnomalySubscriptions UpdateAnomalySubscription DeleteAnomalySubscription",
    "arn:aws:cloudfront::222222222222:distribution/E1": "cloudfront GetDistribution UpdateDistribution DeleteDistribution TagResource",
    "arn:aws:cloudfront::222222222222:origin-access-control/E2": "cloudfront GetOriginAccessControl UpdateOriginAccessControl "
    "DeleteOriginAccessControl",
    "arn:aws:s3:::acme-prod-web-1a2b/index.html": "s3 PutObject PutObjectTagging GetObject GetObjectTagging DeleteObject",
    "arn:aws:s3:::acme-prod-web-1a2b": "s3 ListBucket",
    "*": "cloudfront CreateDistribution CreateOriginAccessControl",
}
"""What stands around a solution, and what is done with it. In `*` AWS names nothing before it is made."""


def test_cloudfront_forgets_a_page_of_a_client_and_no_other():
    """Distributions have no names; their `Client` tag tells whose they are."""
    statements = allowing("cloudfront:CreateInvalidation", "arn:aws:cloudfront::222222222222:distribution/E1")

    assert [statement.conditions for statement in statements] == [OURS]
    assert not denied("cloudfront:CreateInvalidation", "arn:aws:cloudfront::222222222222:distribution/E1")


def test_held_videos_are_decided_by_the_deployed_function_which_it_may_invoke():
    assert allowing("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:acme-prod-release-held-1a2b")
    assert not allowing("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:222222222222:function:other")
    for action in ("dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"):
        assert not allowing(action, "arn:aws:dynamodb:eu-west-1:222222222222:table/acme-prod-videos-1a2b")


@pytest.mark.parametrize("resource", SURROUNDINGS)
def test_alarms_budgets_topics_and_the_web_page_can_be_made_kept_and_taken_away(resource):
    service, *verbs = SURROUNDINGS[resource].split()

    assert [verb for verb in verbs if not allowing(f"{service}:{verb}", resource)] == []
    assert [verb for verb in verbs if denied(f"{service}:{verb}", resource)] == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{HERE}:alarm:other"),
        ("cloudwatch:PutDashboard", "arn:aws:cloudwatch::222222222222:dashboard/other"),
        ("budgets:ModifyBudget", "arn:aws:budgets::222222222222:budget/other"),
        ("sns:Publish", f"arn:aws:sns:{BILLING}:acme-prod-costs-1a2b"),
        ("sns:Subscribe", f"arn:aws:sns:{BILLING}:other"),
        ("ce:CreateAnomalyMonitor", "*"),
        ("ce:GetCostAndUsage", "*"),
        ("cloudfront:CreateResponseHeadersPolicy", "*"),
        ("cloudfront:CreateFunction", "*"),
        ("s3:GetObject", "arn:aws:s3:::acme-prod-results-1a2b/results/x.json"),
        ("acm:DeleteCertificate", f"arn:aws:acm:{BILLING}:certificate/1"),
    ],
)
def test_alarms_budgets_topics_and_pages_of_others_are_out_of_reach(action, resource):
    assert not allowing(action, resource)


@pytest.mark.parametrize(
    "action",
    [
        *("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:UntagResource"),
        *("ec2:DeleteVpc", "ec2:DeleteSecurityGroup", "ec2:DeleteTags", "ec2:AuthorizeSecurityGroupIngress"),
        *("cloudfront:DeleteDistribution", "cloudfront:UpdateDistribution", "cloudfront:UntagResource"),
        *("ce:DeleteAnomalySubscription", "ce:UpdateAnomalySubscription", "ce:UntagResource"),
    ],
)
def test_what_has_no_name_is_reached_only_by_our_tags(action):
    statements = [statement for statement in ALLOWED if any(fnmatchcase(action, pattern) for pattern in statement.actions)]
    statements = [statement for statement in statements if "arn:aws:ec2:*:222222222222:security-group-rule/*" not in statement.resources]

    assert [statement.conditions for statement in statements] == [OURS]


def test_ours_is_what_carries_all_of_the_six_and_not_a_client_tag_alone():
    """A client's own bookkeeping may know a tag `Client` or `Project`; all six together are this program's."""
    six = CostAllocationTags(client="Acme", environment="prod", owner="Consultancy").six()

    assert len(six) == 6
    assert {"Null": {f"aws:ResourceTag/{key}": "false" for key in six}} == OURS
    assert {statement.sid for statement in boundary(NAMES).statements if statement.conditions == OURS} == {"Keys"}


def test_a_key_is_used_by_our_tags_and_through_the_services_that_encrypt_with_it():
    (use,) = allowing("kms:Decrypt", "arn:aws:kms:eu-west-1:222222222222:key/0123")

    assert use.conditions["Null"] == OURS["Null"]
    assert set(use.conditions["StringLike"]) == {"kms:ViaService"}


def test_a_key_is_tagged_with_all_of_the_six_at_once_or_when_it_is_ours():
    """So that a change of one tag, which sends that tag alone, is allowed on a key of ours and on no other."""
    statements = allowing("kms:TagResource", "arn:aws:kms:eu-west-1:222222222222:key/0123")
    at_once = {"Null": {key.replace("ResourceTag", "RequestTag"): "false" for key in OURS["Null"]}}

    assert sorted((statement.conditions for statement in statements), key=str) == [at_once, OURS]


def test_a_part_of_a_network_is_tagged_in_its_creation_or_when_it_is_ours():
    conditions = [statement.conditions for statement in allowing("ec2:CreateTags", "arn:aws:ec2:eu-west-1:222222222222:vpc/vpc-1")]

    assert len(conditions) == 2
    assert OURS in conditions
    assert any("ec2:CreateAction" in each.get("StringEquals", {}) for each in conditions)


def test_an_interface_that_is_in_use_stays():
    """It may delete interfaces that functions left, which carry no tag; AWS deletes none that is attached, and it can detach none."""
    interface = "arn:aws:ec2:eu-west-1:222222222222:network-interface/eni-1"

    assert allowing("ec2:DeleteNetworkInterface", interface)
    assert not allowing("ec2:DetachNetworkInterface", interface)
    assert not allowing("ec2:ModifyNetworkInterfaceAttribute", interface)


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


def test_denied_services_exist():
    for statement in deployment_policies(NAMES)["ClientEnvironmentLimits"].statements:
        for action in statement.actions:
            assert action.split(":")[0] in services(), action
            assert matching(action), action


def test_roles_carry_the_boundary_where_the_account_is_entered_by_a_role():
    arns = {
        placement: boundary_arn(Account(placement=placement, account_id="222222222222", home_region="us-east-1")) for placement in Placement
    }

    assert arns == {Placement.OWN: None, Placement.HOSTED: None, Placement.CLIENT: BOUNDARY, Placement.MEMBER: BOUNDARY}
