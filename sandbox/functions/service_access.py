"""Whether a resource's policy, or a role's trust policy, lets an AWS service in: why most lost events never arrive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.callers import Caller
from sandbox.aws.errors import SandboxUnsupported
from sandbox.aws.policy_document import Decision, MalformedPolicy, Question, decide, read_policy

ALARMS = "cloudwatch.amazonaws.com"
"""The one service that a topic's default policy lets in: it acts as the account that owns the alarm (aws:SourceOwner)."""


@dataclass(frozen=True, kw_only=True)
class ServiceCall:
    """What an AWS service wants to do."""

    service: str
    """Service principal, e.g. `events.amazonaws.com`."""
    action: str
    """E.g. `sqs:SendMessage`."""
    resource: str = ""
    """ARN that it acts on; empty for trust policies, which have no Resource."""
    source_arn: str = ""
    """On behalf of which resource: `aws:SourceArn`."""
    source_account: str = ""
    """On behalf of which account: `aws:SourceAccount`."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer for one call."""

    allowed: bool
    """Whether the call passes."""
    reason: str
    """Why not; empty when allowed."""


def may(policy: Mapping[str, Any] | None, call: ServiceCall) -> Verdict:
    """Asks a policy about a service's call: a Deny wins, without an Allow the answer is no. None is the empty policy.

    A statement that the sandbox cannot read never allows; if it denies, the answer is no. The reason then names what it could not read.
    """
    unread = []
    decisions = set()
    for statement in _about(policy, call.service):
        try:
            decisions.add(_decision(statement, call))
        except (SandboxUnsupported, MalformedPolicy) as error:
            unread.append(f"; a statement was not read: {error}")
            decisions.add(Decision.DENY if statement.get("Effect") == "Deny" else Decision.SILENT)
    if decisions >= {Decision.ALLOW} and Decision.DENY not in decisions:
        return Verdict(allowed=True, reason="")
    verb = "a statement denies" if Decision.DENY in decisions else "no statement allows"
    on = f" for {call.source_arn}" if call.source_arn else ""
    return Verdict(allowed=False, reason=f"{verb} {call.action} to {call.service}{on}{''.join(unread)}")


def _about(policy: Mapping[str, Any] | None, service: str) -> list[dict[str, Any]]:
    """The statements whose principals include the service. `*`, and so `{"AWS": "*"}`, is everybody."""
    statements = (policy or {}).get("Statement") or []
    return [one for one in (statements if isinstance(statements, list) else [statements]) if _names(one.get("Principal"), service)]


def _names(principal: Any, service: str) -> bool:
    if not isinstance(principal, dict):
        return principal in ("*", None)
    return service in _several(principal.get("Service")) or "*" in _several(principal.get("AWS"))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _decision(statement: dict[str, Any], call: ServiceCall) -> Decision:
    principal = {} if "NotPrincipal" in statement else {"Principal": {"Service": call.service}}
    document = {"Version": "2012-10-17", "Statement": [{**statement, **principal}]}
    caller = Caller(arn=call.service, account=call.source_account, is_service=True, source_arn=call.source_arn)
    question = Question(caller=caller, action=call.action, resource=call.resource, context=_context(call))
    return decide(read_policy(json.dumps(document), with_resource=bool(call.resource)), question)


def _context(call: ServiceCall) -> dict[str, str]:
    known = {"aws:sourcearn": call.source_arn, "aws:sourceaccount": call.source_account}
    if call.service == ALARMS:
        known["aws:sourceowner"] = call.source_account
    return {"aws:securetransport": "true", "aws:principalisawsservice": "true"} | {key: value for key, value in known.items() if value}
