"""IAM documents as data: built from statements, turned into JSON once, and held against the rules of least privilege.

ARNs are plain text here; where one is known only after deployment, the document is built inside the Output that carries it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from model.regions import BILLING_REGION

VERSION = "2012-10-17"
"""Version of the IAM policy language."""

NAMELESS = frozenset(
    {
        "ce:CreateAnomalySubscription",
        "ce:ListCostAllocationTags",
        "ce:UpdateCostAllocationTagsStatus",
        "cloudfront:CreateDistribution",
        "cloudfront:CreateOriginAccessControl",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListDashboards",
        "dynamodb:ListBackups",
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:Describe*",
        "ec2:UnassignPrivateIpAddresses",
        "kms:CreateKey",
        "kms:ListAliases",
        "lambda:CreateEventSourceMapping",
        "lambda:GetAccountSettings",
        "lambda:ListEventSourceMappings",
        "logs:DescribeLogGroups",
        "rekognition:GetLabelDetection",
        "rekognition:StartLabelDetection",
        "s3:ListAllMyBuckets",
        "servicequotas:ListServiceQuotas",
        "sqs:ListQueues",
        "tag:GetResources",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""Actions that may stand on `*`: AWS lets them name no resource, or the call that is made names none (Service Authorization Reference,
read in November 2026; for network interfaces the AWSLambdaVPCAccessExecutionRole policy)."""


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


class Use(StrEnum):
    """Where a document is attached; it decides which parts a statement has."""

    IDENTITY = "identity"
    """To a role: says what it may do, names no principal."""
    RESOURCE = "resource"
    """To a bucket, queue, topic or key: says who may use it."""
    TRUST = "trust"
    """To a role: says who may assume it, names no resource."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sentence of an IAM document."""

    sid: str
    """Name of the statement, letters and digits, once a document."""
    actions: Sequence[str]
    """Such as `s3:GetObject`."""
    resources: Sequence[str] = ()
    """ARNs. Empty in trust policies only."""
    effect: Effect = Effect.ALLOW
    principals: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Kind (`AWS`, `Service`, `Federated`) to names, or `{"*": ["*"]}` for everyone. Empty in a role's own policies."""
    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Operator to key to value or values."""

    def as_dict(self) -> dict[str, Any]:
        """The statement in IAM's spelling, empty parts left out."""
        parts = {
            "Sid": self.sid,
            "Effect": self.effect.value,
            "Principal": "*" if "*" in self.principals else {kind: list(names) for kind, names in self.principals.items()},
            "Action": list(self.actions),
            "Resource": list(self.resources),
            "Condition": {operator: dict(keys) for operator, keys in self.conditions.items()},
        }
        return {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, kw_only=True)
class PolicyDocument:
    """An IAM policy."""

    statements: Sequence[Statement]

    def as_dict(self) -> dict[str, Any]:
        return {"Version": VERSION, "Statement": [statement.as_dict() for statement in self.statements]}

    def to_json(self) -> str:
        """The same text for the same document; without spaces, which is also how AWS counts its length."""
        return json.dumps(self.as_dict(), separators=(",", ":"))

    @property
    def size(self) -> int:
        """Characters as AWS counts them: white space does not count (IAM and STS quotas, IAM User Guide)."""
        return len(re.sub(r"\s", "", self.to_json()))


def actions(service: str, names: str) -> tuple[str, ...]:
    """Several actions of one service: `actions("s3", "GetObject PutObject")`."""
    return tuple(f"{service}:{name}" for name in names.split())


def problems(document: PolicyDocument, use: Use = Use.IDENTITY) -> list[str]:
    """What is wrong with a document, a sentence each; empty where it is lawful and as narrow as it can be."""
    sids = [statement.sid for statement in document.statements]
    doubled = sorted({sid for sid in sids if sids.count(sid) > 1})
    found = [f"{sid} is the name of two statements" for sid in doubled]
    return found + [f"{statement.sid}: {text}" for statement in document.statements for text in _problems(statement, use)]


def _problems(statement: Statement, use: Use) -> Iterator[str]:
    yield from _shape(statement, use)
    if statement.effect is Effect.ALLOW:
        yield from _breadth(statement)


def _shape(statement: Statement, use: Use) -> Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9]+", statement.sid):
        yield "a Sid has letters and digits only"
    if not statement.actions:
        yield "no action"
    if bool(statement.resources) == (use is Use.TRUST):
        yield "a trust policy names no resource" if use is Use.TRUST else "no resource"
    if bool(statement.principals) == (use is Use.IDENTITY):
        yield "a role's own policy names no principal" if use is Use.IDENTITY else "no principal"
    for action in statement.actions:
        if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*]+|\*", action):
            yield f"{action} is no action"
    for resource in statement.resources:
        if resource != "*" and not re.fullmatch(r"arn:aws:[a-z0-9-]+:[^:]*:[^:]*:.+", resource):
            yield f"{resource} is no ARN"


def _breadth(statement: Statement) -> Iterator[str]:
    for action in statement.actions:
        if action == "*" or action.endswith(":*"):
            yield f"{action} allows every action"
        elif "*" in statement.resources and action not in NAMELESS and not statement.principals:
            yield f"{action} on * where a resource can be named"
    for resource in statement.resources:
        if re.fullmatch(r"arn:aws:[^:]+:[^:]*:[^:]*:[*/]*", resource) and not statement.conditions:
            yield f"{resource} is everything that the service has"
    anyone = "*" in statement.principals or "*" in statement.principals.get("AWS", ())
    if anyone and not statement.conditions:
        yield "everyone may, without a condition"


def bill_arns(account_id: str) -> tuple[str, str]:
    """What `ce:GetCostAndUsage` about an account's own bill is asked of: its billing view and, in older policies, the operation itself.

    Source: AWS Cost Management user guide, IAM policies for Cost Explorer and billing views, read in November 2026.
    """
    return f"arn:aws:billing::{account_id}:billingview/primary", f"arn:aws:ce:{BILLING_REGION}:{account_id}:/GetCostAndUsage"
