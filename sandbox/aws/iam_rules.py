"""Rules of IAM that moto does not know: what a policy document may say, how long it may be, and which policies cannot be deleted.

JSON, version, effects, actions and resources of identity policies are moto's checks; trust policies are read in `assume_role.py`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.errors import AwsError
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest
from sandbox.aws.rules import Rules

MANAGED, INLINE_OF_A_ROLE, TRUST = 6144, 10240, 2048
"""Characters of a managed policy, of all inline policies of a role, and of a trust policy; white space is free (IAM quotas)."""
TRUST_ACTIONS = frozenset(
    f"sts:{name}" for name in ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "SetSourceIdentity", "TagSession")
)
"""What a trust policy can allow (IAM User Guide, AWS STS actions for roles)."""


class IamRules:
    """The rules."""

    def __init__(self, rules: Rules, clients: InsideClients) -> None:
        self._clients = clients
        rules.add("iam", ("PutRolePolicy", "PutUserPolicy", "PutGroupPolicy", "CreatePolicy", "CreatePolicyVersion"), _identity_policy)
        rules.add("iam", ("CreatePolicy", "CreatePolicyVersion"), _managed_size)
        rules.add("iam", "PutRolePolicy", self._inline_size)
        rules.add("iam", "CreateRole", lambda request: _trust_policy(request.params.get("AssumeRolePolicyDocument", "")))
        rules.add("iam", "UpdateAssumeRolePolicy", lambda request: _trust_policy(request.params.get("PolicyDocument", "")))
        rules.add("iam", "DeletePolicy", self._unused)

    def _inline_size(self, request: AwsRequest) -> None:
        role = request.params.get("RoleName", "")
        iam = self._clients.client("iam", request.account)
        try:
            others = set(iam.list_role_policies(RoleName=role)["PolicyNames"]) - {request.params.get("PolicyName")}
        except ClientError:
            return  # there is no such role, as moto is about to say
        documents = [json.dumps(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]) for name in others]
        if sum(map(_size, [request.params.get("PolicyDocument", ""), *documents])) > INLINE_OF_A_ROLE:
            raise AwsError("LimitExceeded", f"Maximum policy size of {INLINE_OF_A_ROLE} bytes exceeded for role {role}", 409)

    def _unused(self, request: AwsRequest) -> None:
        """A policy cannot be deleted while it is attached, or anybody's boundary, or has more versions than one."""
        arn = request.params.get("PolicyArn", "")
        iam = self._clients.client("iam", request.account)
        kinds = {"User": "UserDetailList", "Group": "GroupDetailList", "Role": "RoleDetailList"}
        found = iam.get_account_authorization_details(Filter=list(kinds))
        if any(_uses(entity, arn) for listed in kinds.values() for entity in found[listed]):
            raise AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
        try:
            versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
        except ClientError:
            return  # likewise
        if len(versions) > 1:
            raise AwsError(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
                "The default version is deleted with the policy.",
                409,
            )


def _uses(entity: dict[str, Any], arn: str) -> bool:
    attached = [each["PolicyArn"] for each in entity.get("AttachedManagedPolicies", [])]
    return arn in (*attached, entity.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"))


def _identity_policy(request: AwsRequest) -> None:
    for statement in _statements(request.params.get("PolicyDocument", "")):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise AwsError("MalformedPolicyDocument", "Policy document should not specify a principal.")


def _managed_size(request: AwsRequest) -> None:
    if _size(request.params.get("PolicyDocument", "")) > MANAGED:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {MANAGED}", 409)


def _trust_policy(document: str) -> None:
    for statement in _statements(document):
        actions = statement.get("Action", [])
        if not set([actions] if isinstance(actions, str) else actions) <= TRUST_ACTIONS:
            raise AwsError("MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions.")
    if _size(document) > TRUST:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {TRUST}", 409)


def _statements(document: str) -> list[dict[str, Any]]:
    """The statements as far as they have their form: what has not is refused elsewhere. Raises for an id that is none."""
    try:
        policy = json.loads(document)
    except ValueError:
        return []
    found = policy.get("Statement", []) if isinstance(policy, dict) else []
    statements = [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]
    if not all(re.fullmatch(r"[0-9A-Za-z]*", str(each.get("Sid", ""))) for each in statements):
        raise AwsError(
            "MalformedPolicyDocument",
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        )
    return statements


def _size(document: str) -> int:
    return len(re.sub(r"\s", "", document))
