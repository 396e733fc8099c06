"""A client's account that another account enters."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EXTERNAL_ID = "between-us"


@contextmanager
def deployment_role(project: Any, client: str) -> Iterator[None]:
    """What the client makes: a role that the project's account may assume, if it knows the ExternalId."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{project.account_id}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
    }
    iam = project.aws("iam", client)
    iam.create_role(RoleName="DeploymentRole", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="DeploymentRole", PolicyName="everything", PolicyDocument=json.dumps(everything))
    yield
    iam.delete_role_policy(RoleName="DeploymentRole", PolicyName="everything")
    iam.delete_role(RoleName="DeploymentRole")


def entering(client: str) -> str:
    """Lines of a program: the provider `client`, which enters that account by its role and the ExternalId of the stack's settings."""
    return f"""
client = aws.Provider(
    "client",
    region="eu-central-1",
    allowed_account_ids=["{client}"],
    assume_roles=[aws.ProviderAssumeRoleArgs(
        role_arn="arn:aws:iam::{client}:role/DeploymentRole",
        external_id=pulumi.Config().require_secret("externalId"),
        session_name="clientenv-dev",
    )],
)
bucket = aws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=client))
"""
