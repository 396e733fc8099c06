"""The two CloudFormation stacks: lawful for CloudFormation, and run as a client would run them."""

import json

import boto3
import pytest
from cfnlint import decode
from cfnlint.api import lint_all
from moto import mock_aws

from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, main, role_template
from model.boundary import AccountNames, boundary
from model.deployment_role import deployment_policies

ACCOUNT = "123456789012"
TEMPLATES = {"boundary": boundary_template("acme"), "role": role_template("111111111111", "acme")}
INLINE_SIZE = 51_200
"""Bytes of a template that is handed over in the request (CloudFormation quotas, CloudFormation User Guide)."""


def findings(template):
    """Errors and warnings; the mere information of cfn-lint (I rules) asks for partitions that this program does not serve."""
    return [f"{match.rule.id} {match.message}" for match in lint_all(template) if not match.rule.id.startswith("I")]


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_passes_cfn_lint(name):
    text = json.dumps(TEMPLATES[name])

    assert decode.decode_str(text)[1] == []
    assert findings(text) == []
    assert len(text) < INLINE_SIZE


def test_cfn_lint_would_find_an_action_that_does_not_exist():
    broken = json.dumps(TEMPLATES["boundary"]).replace("sns:Publish", "sns:Publisch")

    assert [finding.split(" ")[0] for finding in findings(broken)] == ["W3037"]


def test_external_id_is_asked_for_and_never_shown():
    parameter = TEMPLATES["role"]["Parameters"]["ExternalId"]

    assert parameter["NoEcho"] is True
    assert "Default" not in parameter


def test_parameters_of_the_role():
    parameters = TEMPLATES["role"]["Parameters"]

    assert set(parameters) == {"TrustedAccountId", "ExternalId", "Slug", "BoundaryArn"}
    assert (parameters["TrustedAccountId"]["Default"], parameters["Slug"]["Default"]) == ("111111111111", "acme")


@pytest.fixture
def bootstrapped(monkeypatch):
    """A client's account in which both stacks have run; gives an IAM client."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        stacks = boto3.client("cloudformation", region_name="us-east-1")
        capabilities = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
        stacks.create_stack(StackName=BOUNDARY_STACK, TemplateBody=json.dumps(TEMPLATES["boundary"]), **capabilities)
        outputs = stacks.describe_stacks(StackName=BOUNDARY_STACK)["Stacks"][0]["Outputs"]
        given = {"BoundaryArn": outputs[0]["OutputValue"], "ExternalId": "the-external-id"}
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
        stacks.create_stack(StackName=ROLE_STACK, TemplateBody=json.dumps(TEMPLATES["role"]), Parameters=parameters, **capabilities)
        yield boto3.client("iam")


def policy_text(iam, name):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return json.loads(document) if isinstance(document, str) else document


def test_stacks_make_the_role_with_its_policies_filled_in(bootstrapped):
    names = AccountNames(slug="acme", account_id=ACCOUNT, boundary_arn=f"arn:aws:iam::{ACCOUNT}:policy/ClientEnvironmentBoundary")

    attached = bootstrapped.list_attached_role_policies(RoleName="DeploymentRole")["AttachedPolicies"]
    assert {policy["PolicyName"] for policy in attached} == set(deployment_policies(names))
    for name, document in {**deployment_policies(names), "ClientEnvironmentBoundary": boundary(names)}.items():
        assert policy_text(bootstrapped, name) == document.as_dict()


def test_stacks_make_a_role_that_asks_for_the_external_id(bootstrapped):
    trust = bootstrapped.get_role(RoleName="DeploymentRole")["Role"]["AssumeRolePolicyDocument"]

    assert trust["Statement"][0]["Principal"] == {"AWS": ["arn:aws:iam::111111111111:root"]}
    assert trust["Statement"][0]["Condition"] == {"StringEquals": {"sts:ExternalId": "the-external-id"}}


def test_both_templates_can_be_printed_for_the_client_to_run():
    assert json.loads(main(["boundary", "acme"])) == boundary_template("acme")
    assert json.loads(main(["role", "acme", "111111111111"])) == role_template("111111111111", "acme")


def test_other_words_are_answered_with_the_usage():
    with pytest.raises(SystemExit, match="boundary SLUG"):
        main(["role", "acme"])
