"""Policies of topics, queues and keys: refused where AWS would refuse them. moto takes anything that is JSON, and for a key anything.

Only their form is looked at here; the pump asks them what they allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.conditions import glob
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.inside import InsideClients
from sandbox.aws.policy_document import MalformedPolicy
from sandbox.aws.principals import check_principal_names
from sandbox.aws.request import AwsRequest
from sandbox.aws.rules import Rules


@dataclass(frozen=True, kw_only=True)
class _Words:
    """How a service refuses a policy."""

    code: str
    malformed: str
    unknown_principal: str
    other_action: str


_SQS = "Invalid value for the parameter Policy."
_WORDS = {
    "sns": _Words(
        code="InvalidParameter",
        malformed="Invalid parameter: Policy Error: null",
        unknown_principal="Invalid parameter: Policy Error: PrincipalNotFound",
        other_action="Invalid parameter: Policy statement action out of service scope!",
    ),
    "sqs": _Words(code="InvalidAttributeValue", malformed=_SQS, unknown_principal=_SQS, other_action=_SQS),
    "kms": _Words(
        code="MalformedPolicyDocumentException",
        malformed="The policy is not syntactically or semantically correct.",
        unknown_principal="Policy contains a statement with one or more invalid principals.",
        other_action="Policy contains a statement with one or more invalid actions.",
    ),
}


class ResourcePolicies:
    """The rules."""

    def __init__(self, rules: Rules, clients: InsideClients) -> None:
        self._clients = clients
        rules.add("sns", ("CreateTopic", "SetTopicAttributes"), self._check)
        rules.add("sqs", ("CreateQueue", "SetQueueAttributes"), self._check)
        rules.add("kms", ("CreateKey", "PutKeyPolicy"), self._check)
        rules.add("kms", ("CreateKey", "PutKeyPolicy"), _can_be_changed)

    def _check(self, request: AwsRequest) -> None:
        words = _WORDS[request.service]
        text = _policy(request)
        if not text:
            return
        try:
            statements = _statements(text)
        except ValueError:
            raise AwsError(words.code, words.malformed) from None
        for statement in statements:
            if not all(action == "*" or action.lower().startswith(f"{request.service}:") for action in _several(statement["Action"])):
                raise AwsError(words.code, words.other_action)
            self._check_principals(statement["Principal"], words)

    def _check_principals(self, principal: Any, words: _Words) -> None:
        named = {"AWS": principal} if isinstance(principal, str) else principal
        try:
            check_principal_names(_several(named.get("AWS", [])), _several(named.get("Service", [])), self._clients)
        except MalformedPolicy:
            raise AwsError(words.code, words.unknown_principal) from None


def _can_be_changed(request: AwsRequest) -> None:
    """KMS refuses a policy with which nobody here could ever change the policy again."""
    text = _policy(request)
    if not text or request.json().get("BypassPolicyLockoutSafetyCheck"):
        return
    caller = request.caller
    own = {"*", caller.account, f"arn:aws:iam::{caller.account}:root", caller.arn, caller.role_arn} - {""}
    for statement in _statements(text):
        principal = statement["Principal"]
        named = _several(principal if isinstance(principal, str) else principal.get("AWS", []))
        actions = _several(statement["Action"])
        if statement["Effect"] == "Allow" and own & {*named} and any(glob(each, True).fullmatch("kms:PutKeyPolicy") for each in actions):
            return
    words = "The new key policy will not allow you to update the key policy in the future."
    raise AwsError("MalformedPolicyDocumentException", words)


def _statements(text: str) -> list[dict[str, Any]]:
    """The statements, each with Effect, Principal and Action. Raises ValueError for any other document."""
    document = json.loads(text)
    found = document.get("Statement") if isinstance(document, dict) else None
    statements = [found] if isinstance(found, dict) else found
    if not statements or not isinstance(statements, list) or document.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        raise ValueError("no policy")
    for statement in statements:
        if "NotPrincipal" in statement:
            raise SandboxUnsupported("The sandbox does not know NotPrincipal. Use Principal with a condition on aws:PrincipalArn.")
        if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny") or not statement.get("Principal"):
            raise ValueError("no statement")
        statement.setdefault("Action", statement.pop("NotAction", None))
        if not statement["Action"] or not isinstance(statement["Principal"], str | dict):
            raise ValueError("no action")
    return statements


def _several(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _policy(request: AwsRequest) -> str:
    """The policy that a call sets, as text; empty when it sets none."""
    return next((str(value) for name, value in _attributes(request.params) if name == "Policy"), "")


def _attributes(params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(name, value) of the attributes in each of the forms in which these services take them."""
    if "Policy" in params:
        yield "Policy", params["Policy"]
    if params.get("AttributeName"):
        yield params["AttributeName"], params.get("AttributeValue", "")
    if isinstance(params.get("Attributes"), dict):
        yield from params["Attributes"].items()
    for key, name in params.items():
        for said, meant in ((".key", ".value"), (".Name", ".Value")):
            if key.endswith(said):
                yield name, params.get(key.removesuffix(said) + meant, "")
