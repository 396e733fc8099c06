"""What a client does once in its own account: two CloudFormation stacks, boundary and role."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import boto3

from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, role_template
from sandbox.demo.clients import YOURS
from sandbox.server_process import Sandbox


def new_external_id() -> str:
    """Nobody can guess it: 192 random bits."""
    return secrets.token_hex(24)


def bootstrap_client_account(sandbox: Sandbox, account_id: str, slug: str, external_id: str) -> str:
    """Runs both stacks with the credentials of the client's own administrator; returns the DeploymentRole's ARN."""
    cloudformation = _client_of(sandbox, account_id)
    boundary = _run(cloudformation, BOUNDARY_STACK, boundary_template(slug), {})
    role = _run(
        cloudformation,
        ROLE_STACK,
        role_template(YOURS, slug),
        {"ExternalId": external_id, "BoundaryArn": boundary["BoundaryArn"]},
    )
    return role["RoleArn"]


def _run(cloudformation: Any, name: str, template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, str]:
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def _client_of(sandbox: Sandbox, account_id: str) -> Any:
    keys = sandbox.credentials(account_id)
    return boto3.client(
        "cloudformation",
        endpoint_url=sandbox.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
    )
