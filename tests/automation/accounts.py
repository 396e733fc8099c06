"""Accounts behind the sandbox's gate, which checks who may assume what, and the credentials that a command finds in its environment.

At most one a process: moto keeps its state there. A fixture of a module is right.
"""

import json
from contextlib import contextmanager

import boto3

from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK, boundary_template, role_template
from sandbox.aws.server import start_in_thread

YOURS, CLIENT, STRANGER = "111111111111", "222222222222", "999999999999"
EXTERNAL_ID = "6f1d0b7c55d64a0c9e3a1b2c4d5e6f70"


class Accounts:
    """Yours and the client's, whose DeploymentRole is in place."""

    def __init__(self, running):
        self.endpoint, self._credentials = running.endpoint, running.aws.accounts.credentials
        self.aws = running.aws

    def client(self, service, account=YOURS, region="us-east-1"):
        return boto3.client(service, region_name=region, endpoint_url=self.endpoint, **self._keys(account))

    def log_in(self, patch, account):
        """The environment of a person who works in that account."""
        keys = self._credentials(account)
        patch.setenv("AWS_ENDPOINT_URL", self.endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
        patch.delenv("AWS_SESSION_TOKEN", raising=False)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def _keys(self, account):
        keys = self._credentials(account)
        return {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"]}


@contextmanager
def bootstrapped_accounts(slug="acme"):
    running = start_in_thread()
    accounts = Accounts(running)
    cloudformation = accounts.client("cloudformation", CLIENT)
    capabilities = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
    cloudformation.create_stack(StackName=BOUNDARY_STACK, TemplateBody=json.dumps(boundary_template(slug)), **capabilities)
    given = {"BoundaryArn": f"arn:aws:iam::{CLIENT}:policy/ClientEnvironmentBoundary", "ExternalId": EXTERNAL_ID}
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    cloudformation.create_stack(
        StackName=ROLE_STACK, TemplateBody=json.dumps(role_template(YOURS, slug)), Parameters=parameters, **capabilities
    )
    yield accounts
    running.stop()
