"""Resource policies (bucket policies, trust policies): read, and asked whether they allow or deny."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sandbox.aws.callers import Caller
from sandbox.aws.conditions import Condition, Context, glob, read_conditions
from sandbox.aws.errors import SandboxUnsupported


class Decision(StrEnum):
    """What a policy says about a request; an explicit denial wins over any permission."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


class MalformedPolicy(ValueError):
    """The document is no policy. The message is AWS's wording where that is known."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a policy is asked."""

    caller: Caller
    """Who wants something."""
    action: str
    """IAM action: `s3:GetObject`, `sts:AssumeRole`."""
    resource: str
    """ARN of what it is wanted of; empty for trust policies, which have no Resource."""
    context: Context
    """Condition keys of the request."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy."""

    allows: bool
    """True for Allow, False for Deny."""
    aws: tuple[str, ...]
    """AWS principals: `*`, account ids, ARNs."""
    services: tuple[str, ...]
    """Service principals."""
    actions: tuple[str, ...]
    """Action patterns; with `not_action` everything but these."""
    not_action: bool
    """Whether `actions` came as NotAction."""
    resources: tuple[str, ...]
    """Resource patterns; empty where the policy belongs to its resource."""
    not_resource: bool
    """Whether `resources` came as NotResource."""
    conditions: tuple[Condition, ...]
    """All of them must hold."""

    def applies(self, question: Question) -> bool:
        """Whether the statement is about this question."""
        return (
            self._names(question.caller)
            and any(glob(action, True).fullmatch(question.action) for action in self.actions) != self.not_action
            and self._covers(question.resource)
            and all(condition.holds(question.context) for condition in self.conditions)
        )

    def _covers(self, resource: str) -> bool:
        if not self.resources:
            return True
        return any(glob(pattern).fullmatch(resource) for pattern in self.resources) != self.not_resource

    def _names(self, caller: Caller) -> bool:
        if caller.is_service:
            return caller.arn in self.services or "*" in self.services
        own = {"*", caller.arn, caller.account, f"arn:aws:iam::{caller.account}:root", caller.role_arn} - {""}
        return not own.isdisjoint(self.aws)


def decide(statements: Iterable[Statement], question: Question) -> Decision:
    """What the statements say together."""
    verdicts = {statement.allows for statement in statements if statement.applies(question)}
    if False in verdicts:
        return Decision.DENY
    return Decision.ALLOW if True in verdicts else Decision.SILENT


def read_policy(text: str, *, with_resource: bool) -> tuple[Statement, ...]:
    """The statements of a policy document.

    `with_resource` says whether statements must name resources (bucket policies do, trust policies must not).
    Raises MalformedPolicy, and SandboxUnsupported for an element that AWS has and the sandbox has not.
    """
    try:
        document = json.loads(text)
    except ValueError:
        raise MalformedPolicy("This policy contains invalid Json") from None
    if not isinstance(document, dict):
        raise MalformedPolicy("Policies must be valid JSON and the first byte must be '{'")
    if document.get("Version", "2008-10-17") not in ("2012-10-17", "2008-10-17"):
        raise MalformedPolicy("The policy must contain a valid version string")
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not statements or not isinstance(statements, list):
        raise MalformedPolicy("Missing required field Statement")
    return tuple(_statement(statement, with_resource) for statement in statements)


def _statement(raw: Any, with_resource: bool) -> Statement:
    if not isinstance(raw, dict) or raw.get("Effect") not in ("Allow", "Deny"):
        raise MalformedPolicy(f"Invalid effect: {raw.get('Effect') if isinstance(raw, dict) else raw}")
    _refuse_unknown(raw)
    actions = _names(raw, "Action")
    resources = _names(raw, "Resource") if with_resource else ()
    if not with_resource and ("Resource" in raw or "NotResource" in raw):
        raise MalformedPolicy("Has prohibited field Resource")
    aws, services = _principals(raw.get("Principal"), federated=not with_resource)
    return Statement(
        allows=raw["Effect"] == "Allow",
        aws=aws,
        services=services,
        actions=actions,
        not_action="NotAction" in raw,
        resources=resources,
        not_resource="NotResource" in raw,
        conditions=read_conditions(raw.get("Condition", {})) if aws or services else (),
    )


_ELEMENTS = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"}


def _refuse_unknown(raw: Mapping[str, Any]) -> None:
    if "NotPrincipal" in raw:
        raise SandboxUnsupported("The sandbox does not know NotPrincipal. Use Principal with a condition on aws:PrincipalArn.")
    if unknown := sorted(set(raw) - _ELEMENTS):
        raise MalformedPolicy(f"Unknown field {unknown[0]}")
    if "${" in json.dumps(raw):
        raise SandboxUnsupported("The sandbox does not fill policy variables (${...}).")


def _names(raw: Mapping[str, Any], element: str) -> tuple[str, ...]:
    """`Action` or `NotAction`, `Resource` or `NotResource`: one name or a list of them."""
    value = raw.get(element, raw.get(f"Not{element}"))
    names = [value] if isinstance(value, str) else value
    if not names or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise MalformedPolicy(f"Missing required field {element}")
    return tuple(names)


def _principals(raw: Any, *, federated: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(AWS principals, service principals).

    Trust policies may name federated ones too. They are left out: the sandbox refuses the calls that they could make by name.
    """
    if raw == "*":
        return ("*",), ("*",)
    if not isinstance(raw, dict) or not raw:
        raise MalformedPolicy("Missing required field Principal")
    if unknown := set(raw) - {"AWS", "Service"} - ({"Federated"} if federated else set()):
        raise SandboxUnsupported(f"The sandbox does not know principals of the kind {sorted(unknown)[0]}, only AWS and Service.")
    several = {kind: value if isinstance(value, list) else [value] for kind, value in raw.items()}
    return tuple(map(str, several.get("AWS", []))), tuple(map(str, several.get("Service", [])))
