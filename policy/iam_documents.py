"""IAM documents as they arrive: JSON text or objects, with one value or a list wherever IAM takes both."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policy.resources import Resource

IDENTITY_POLICIES = tuple(f"aws:iam/{name[0].lower()}{name[1:]}:{name}" for name in ("GroupPolicy", "Policy", "RolePolicy", "UserPolicy"))


def statements(document: Any) -> list[Mapping[str, Any]]:
    """The statements of a document; none where there is no document."""
    read = json.loads(document) if isinstance(document, str) and document else document or {}
    found = read.get("Statement") or []
    return [found] if isinstance(found, Mapping) else list(found)


def listed(value: Any) -> list[Any]:
    """`"s3:*"`, `["s3:*"]` and nothing at all, each as a list."""
    return [] if value is None else list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def allowed(document: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in statements(document) if each.get("Effect") == "Allow")


def said(statement: Mapping[str, Any]) -> str:
    """How a message names a statement."""
    return f"statement {statement.get('Sid') or 'without Sid'}"


def role_documents(resource: Resource) -> Iterator[Any]:
    """What a resource lets a role, user or group do."""
    if resource.type in IDENTITY_POLICIES:
        yield resource.inputs.get("policy")
    if resource.type == "aws:iam/role:Role":
        yield from (each.get("policy") for each in resource.inputs.get("inlinePolicies") or ())
