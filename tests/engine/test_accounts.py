import json

import pytest

from sandbox.engine.stack import EngineFailed

pytestmark = pytest.mark.engine

CLIENT = "300000000888"
PROGRAM = f"""
client = aws.Provider(
    "client",
    region="eu-central-1",
    allowed_account_ids=["{CLIENT}"],
    assume_roles=[aws.ProviderAssumeRoleArgs(
        role_arn="arn:aws:iam::{CLIENT}:role/DeploymentRole",
        external_id=pulumi.Config().require_secret("externalId"),
        session_name="clientenv-dev",
    )],
)
bucket = aws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=client))
pulumi.export("account", aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=client)).account_id)
pulumi.export("host", bucket.bucket_regional_domain_name)
"""


@pytest.fixture
def deployment_role(project):
    """What the client makes: a role that the project's account may assume, if it knows the ExternalId."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{project.account_id}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "between-us"}},
    }
    iam = project.aws("iam", CLIENT)
    iam.create_role(RoleName="DeploymentRole", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="DeploymentRole", PolicyName="everything", PolicyDocument=json.dumps(everything))
    yield
    iam.delete_role_policy(RoleName="DeploymentRole", PolicyName="everything")
    iam.delete_role(RoleName="DeploymentRole")


def test_a_clients_account_is_entered_by_its_role_and_refreshed_and_destroyed_through_it(project, deployment_role):
    stack = project.program(PROGRAM).stack(secrets={f"{project.name}:externalId": "between-us"})
    stack.up()

    assert stack.outputs()["account"].value == CLIENT
    assert stack.outputs()["host"].value.endswith(".s3.eu-central-1.amazonaws.com")
    assert "buckets" not in project.left()
    assert len(project.left(CLIENT)["buckets"]) == 1
    assert "between-us" not in json.dumps(stack.state())
    assert stack.refresh().changed == {}
    stack.destroy()
    assert project.left(CLIENT) == {"roles": ["DeploymentRole"]}


def test_a_wrong_external_id_and_a_wrong_account_stop_the_preview(project, deployment_role):
    stack = project.program(PROGRAM).stack(secrets={f"{project.name}:externalId": "guessed"})
    with pytest.raises(EngineFailed, match="AccessDenied"):
        stack.preview()

    pinned = f'client = aws.Provider("client", region="us-east-1", allowed_account_ids=["{CLIENT}"])'
    project.program(pinned + '\naws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(provider=client))')
    with pytest.raises(EngineFailed) as failed:
        stack.preview()

    assert f"belongs in account {CLIENT}, but these credentials are for {project.account_id}" in str(failed.value)
    assert project.left() == {}
