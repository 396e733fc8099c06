"""Credentials of a function's execution role, as Lambda gets them: the role must exist and trust the Lambda service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError

from sandbox.functions.deployed_code import DeployedFunction

LAMBDA = "lambda.amazonaws.com"

SESSION_SECONDS = 12 * 3600
"""How long a process's credentials are valid: the longest session that STS gives."""
GOOD_SECONDS = SESSION_SECONDS // 2
"""After so long (by the sandbox's clock) a process gets no further event: its credentials might end during it."""


class Clients(Protocol):
    """boto3 clients that act in any account on behalf of a service; `sandbox.aws.inside.InsideClients` is one."""

    def client(self, service: str, account: str, region: str = ..., principal: str = ...) -> Any: ...


class RoleNotAssumed(Exception):
    """Lambda cannot assume the function's role."""


def role_credentials(clients: Clients, function: DeployedFunction) -> Mapping[str, str]:
    """AccessKeyId, SecretAccessKey and SessionToken of a fresh session of the function's role. Raises `RoleNotAssumed`.

    The gate asks the role's trust policy about the Lambda service.
    """
    sts = clients.client("sts", function.account, function.region, LAMBDA)
    name = function.name.ljust(2, "-")  # the shortest name of a session
    try:
        session = sts.assume_role(RoleArn=function.role, RoleSessionName=name, DurationSeconds=SESSION_SECONDS)
    except ClientError as error:
        raise RoleNotAssumed(
            f"The role defined for the function cannot be assumed by Lambda. {error.response['Error']['Message']}"
        ) from error
    credentials: Mapping[str, str] = session["Credentials"]
    return credentials
