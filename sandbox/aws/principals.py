"""Whether the users and roles that a policy names exist: AWS refuses a policy that names one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients
from sandbox.aws.policy_document import MalformedPolicy, Statement

_NEED_NOT_EXIST = re.compile(r"\*|\d{12}|arn:aws:iam::\d{12}:root|arn:aws:sts::\d{12}:assumed-role/.+/.+")
_SERVICE = re.compile(r"\*|[a-z0-9.-]+\.amazonaws\.com")
_USER_OR_ROLE = re.compile(r"arn:aws:iam::(\d{12}):(user|role)/(?:.*/)?([^/*]+)")


def check_principals(statements: Iterable[Statement], clients: InsideClients) -> None:
    """Raise MalformedPolicy for a principal that is none in form, or whose user or role is not there."""
    for statement in statements:
        check_principal_names(statement.aws, statement.services, clients)


def check_principal_names(aws: Iterable[str], services: Iterable[str], clients: InsideClients) -> None:
    """The same for the AWS and the service principals of one statement."""
    for service in services:
        if not _SERVICE.fullmatch(service):
            raise MalformedPolicy(f'Invalid principal in policy: "SERVICE":"{service}"')
    for principal in aws:
        found = _USER_OR_ROLE.fullmatch(principal)
        if not _NEED_NOT_EXIST.fullmatch(principal) and not (found and _exists(clients, *found.groups())):
            raise MalformedPolicy(f'Invalid principal in policy: "AWS":"{principal}"')


def _exists(clients: InsideClients, account: str, kind: str, name: str) -> bool:
    iam = clients.client("iam", account)
    try:
        iam.get_user(UserName=name) if kind == "user" else iam.get_role(RoleName=name)
    except ClientError:
        return False
    return True
