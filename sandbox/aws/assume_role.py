"""sts:AssumeRole as AWS decides it: the role exists, its trust policy names the caller, the session is not too long.

moto gives anybody a session of any role, existing or not.
"""

from __future__ import annotations

import json
import re
from typing import Any

from botocore.exceptions import ClientError
from werkzeug.wrappers import Response

from sandbox.aws.callers import Caller
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate, StandIn
from sandbox.aws.inside import InsideClients
from sandbox.aws.policy_document import Decision, MalformedPolicy, Question, decide, read_policy
from sandbox.aws.principals import check_principals
from sandbox.aws.request import AwsRequest

CHAINED_SECONDS = 3600
"""Longest session that a session may assume (IAM User Guide, "Role chaining")."""
SHORTEST_SECONDS = 900
"""Shortest session at all."""


class AssumeRole:
    """The check in front of AssumeRole, and in front of the calls that write trust policies."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        gate.stand_in("sts", "AssumeRole", self._assume)
        gate.stand_in("iam", "CreateRole", self._checked("AssumeRolePolicyDocument"))
        gate.stand_in("iam", "UpdateAssumeRolePolicy", self._checked("PolicyDocument"))

    def _assume(self, request: AwsRequest, forward: Forward) -> Response:
        arn = request.params.get("RoleArn", "")
        if "SerialNumber" in request.params or "TokenCode" in request.params:
            raise SandboxUnsupported("The sandbox does not check MFA devices in sts:AssumeRole.")
        role = self._role(arn)
        if role is None or not trusts(role, request.caller, _session_context(request)):
            raise _denied(request.caller, arn)
        _check_duration(request, role)
        return forward(request)

    def _checked(self, parameter: str) -> StandIn:
        """A stand-in that reads a trust policy before moto stores it: moto takes any text."""

        def check(request: AwsRequest, forward: Forward) -> Response:
            try:
                check_principals(read_policy(request.params.get(parameter, ""), with_resource=False), self._clients)
            except MalformedPolicy as error:
                raise AwsError("MalformedPolicyDocument", str(error)) from None
            return forward(request)

        return check

    def _role(self, arn: str) -> dict[str, Any] | None:
        """The role as IAM describes it; None when it does not exist."""
        found = re.fullmatch(r"arn:aws:iam::(\d{12}):role/(?:.*/)?([^/]+)", arn)
        if not found:
            raise AwsError("ValidationError", f"{arn} is invalid")
        account, name = found.groups()
        try:
            role: dict[str, Any] = self._clients.client("iam", account).get_role(RoleName=name)["Role"]
        except ClientError:
            return None
        return role if role["Arn"] == arn else None


def trusts(role: dict[str, Any], caller: Caller, context: dict[str, str]) -> bool:
    """Whether a role's trust policy lets `caller` assume it. A Deny wins; without an Allow the answer is no.

    A policy that CloudFormation stored past the gate, and that is none, allows nobody.
    """
    try:
        statements = read_policy(_text(role["AssumeRolePolicyDocument"]), with_resource=False)
    except MalformedPolicy:
        return False
    question = Question(caller=caller, action="sts:AssumeRole", resource="", context=context)
    return decide(statements, question) is Decision.ALLOW


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def _session_context(request: AwsRequest) -> dict[str, str]:
    caller = request.caller
    offered = {
        "aws:principalaccount": caller.account,
        "aws:principalarn": caller.role_arn or caller.arn,
        "aws:principalisawsservice": "true" if caller.is_service else "false",
        "aws:securetransport": "true" if request.secure else "false",
        "aws:sourceaccount": caller.account if caller.is_service else "",
        "aws:sourcearn": caller.source_arn,
        "sts:externalid": request.params.get("ExternalId", ""),
        "sts:rolesessionname": request.params.get("RoleSessionName", ""),
    }
    return {key: value for key, value in offered.items() if value}


def _denied(caller: Caller, role_arn: str) -> AwsError:
    return AwsError("AccessDenied", f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}", 403)


def _check_duration(request: AwsRequest, role: dict[str, Any]) -> None:
    """AWS's limits, in AWS's words. A service that assumes its execution role is not bound by them."""
    seconds = int(request.params.get("DurationSeconds", CHAINED_SECONDS))
    if seconds < SHORTEST_SECONDS:
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
            f"Member must have value greater than or equal to {SHORTEST_SECONDS}",
        )
    if request.caller.is_service:
        return
    if request.caller.is_session and seconds > CHAINED_SECONDS:
        raise AwsError(
            "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    if seconds > role.get("MaxSessionDuration", CHAINED_SECONDS):
        raise AwsError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
