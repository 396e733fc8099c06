"""The two CloudFormation stacks that the owner of an account runs before the program can deploy there: boundary first, then role.

They belong to the owner, never to a stack that the role deploys: the program cannot widen what it was given. A client runs them in the
client's account; in a member account they run once through OrganizationAccountAccessRole.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from model.boundary import BOUNDARY_POLICY, AccountNames, boundary
from model.deployment_role import deployment_policies, trust_policy
from model.placement import DEPLOYMENT_ROLE
from model.policies import PolicyDocument
from model.slug import SLUG_LENGTH

NAMES = AccountNames(slug="${Slug}", account_id="${AWS::AccountId}", boundary_arn="${BoundaryArn}")
"""References to what CloudFormation knows when it runs."""

BOUNDARY_STACK = "clientenv-boundary"
ROLE_STACK = "clientenv-role"

HOUR = 3600


def boundary_template(slug: str) -> dict[str, Any]:
    """The template that makes the permissions boundary. `slug` is the parameter's default."""
    return _template(
        "Client environment 1 of 2: the permissions boundary",
        parameters={"Slug": _slug(slug)},
        resources={"Boundary": _managed_policy(BOUNDARY_POLICY, boundary(NAMES))},
        outputs={"BoundaryArn": {"Description": "Goes into the second stack", "Value": {"Ref": "Boundary"}}},
    )


def role_template(trusted_account_id: str, slug: str) -> dict[str, Any]:
    """The template that makes the DeploymentRole, which `trusted_account_id` assumes with the ExternalId that the owner enters."""
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": DEPLOYMENT_ROLE,
            "Description": "Deploys client environments; assumed from the trusted account with the external ID",
            "AssumeRolePolicyDocument": _substituted(trust_policy("${TrustedAccountId}", {"Ref": "ExternalId"}).as_dict()),
            "MaxSessionDuration": 4 * HOUR,
        },
    }
    policies = {name: _managed_policy(name, document, roles=("Role",)) for name, document in deployment_policies(NAMES).items()}
    return _template(
        "Client environment 2 of 2: the role through which environments are deployed",
        parameters=_role_parameters(trusted_account_id, slug),
        resources={"Role": role, **policies},
        outputs={"RoleArn": {"Description": "The stack setting deploymentRoleArn", "Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    )


def _managed_policy(name: str, document: PolicyDocument, roles: Sequence[str] = ()) -> dict[str, Any]:
    properties = {"ManagedPolicyName": name, "PolicyDocument": _substituted(document.as_dict())}
    attached = {"Roles": [{"Ref": role} for role in roles]} if roles else {}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {**properties, **attached}}


def _role_parameters(trusted_account_id: str, slug: str) -> dict[str, Any]:
    account = {"Type": "String", "AllowedPattern": "[0-9]{12}"}
    return {
        "TrustedAccountId": {**account, "Default": trusted_account_id, "Description": "The account that deploys"},
        "ExternalId": {
            "Type": "String",
            "NoEcho": True,
            "MinLength": 2,
            "MaxLength": 1224,
            "AllowedPattern": r"[\w+=,.@:/-]+",
            "Description": "The external ID from the onboarding page",
        },
        "Slug": _slug(slug),
        "BoundaryArn": {
            "Type": "String",
            "AllowedPattern": f"arn:aws:iam::[0-9]{{12}}:policy/{BOUNDARY_POLICY}",
            "Description": "Output BoundaryArn of the first stack",
        },
    }


def _slug(slug: str) -> dict[str, Any]:
    return {
        "Type": "String",
        "Default": slug,
        "AllowedPattern": "[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "MaxLength": SLUG_LENGTH,
        "Description": "Every resource name begins with it",
    }


def _template(description: str, **parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": description,
        **{name.capitalize(): part for name, part in parts.items()},
    }


def _substituted(part: Any) -> Any:
    """The same structure, with every text that holds a reference wrapped for CloudFormation to fill in."""
    if isinstance(part, dict):
        return {name: _substituted(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_substituted(value) for value in part]
    return {"Fn::Sub": part} if isinstance(part, str) and "${" in part else part


def main(arguments: list[str]) -> str:
    """`boundary SLUG` or `role SLUG YOUR_ACCOUNT_ID`: that template as JSON text."""
    match arguments:
        case ["boundary", slug]:
            template = boundary_template(slug)
        case ["role", slug, trusted_account_id]:
            template = role_template(trusted_account_id, slug)
        case _:
            raise SystemExit("usage: python -m model.bootstrap_templates boundary SLUG | role SLUG YOUR_ACCOUNT_ID")
    return json.dumps(template, indent=2)


if __name__ == "__main__":
    print(main(sys.argv[1:]))
