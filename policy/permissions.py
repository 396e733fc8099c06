"""Nobody may do everything to everything."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from model.policies import NAMELESS
from policy.iam_documents import allowed, listed, role_documents, said
from policy.resources import Resource
from policy.rules import ResourceRule

EVERYTHING = re.compile(r"\*|arn:aws[\w-]*:[^:]*:[^:]*:[^:]*:[*/]*")
"""A resource that leaves nothing of a service out."""
FAR_REACHING = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(.+/)?(AdministratorAccess|PowerUserAccess|\w+FullAccess)")
"""Policies of AWS's own that allow everything of a service, on all that it has."""


def double_wildcards(resource: Resource) -> Iterator[str]:
    for document in role_documents(resource):
        for statement in allowed(document):
            yield from (f"allows {what} on everything ({said(statement)})" for what in _on_everything(statement))
    if resource.type.startswith("aws:iam/"):
        attached = [resource.inputs.get("policyArn"), *(resource.inputs.get("managedPolicyArns") or ())]
        yield from (f"attaches {arn}" for arn in attached if arn and FAR_REACHING.fullmatch(str(arn)))


def _on_everything(statement: Mapping[str, Any]) -> Iterator[str]:
    """Actions with a wildcard that this statement allows on everything. Some of AWS's can name no resource (`NAMELESS`)."""
    if not statement.get("NotResource") and not any(EVERYTHING.fullmatch(str(each)) for each in listed(statement.get("Resource"))):
        return
    yield from (action for action in listed(statement.get("Action")) if "*" in action and action not in NAMELESS)
    if statement.get("NotAction"):
        yield f"all but {', '.join(listed(statement['NotAction']))}"


NO_DOUBLE_WILDCARD = ResourceRule(
    name="no-double-wildcard",
    sentence="No permission has a wildcard in its action together with a wildcard as its resource.",
    remedy="Name the actions, or the ARNs that they reach.",
    broken_by=double_wildcards,
)
