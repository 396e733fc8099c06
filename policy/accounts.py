"""A stack reaches one account and no other."""

import json
from collections.abc import Iterator
from typing import Any

from policy.iam_documents import listed
from policy.resources import Resource
from policy.rules import ResourceRule

PROVIDER = "pulumi:providers:aws"


def unpinned(resource: Resource) -> Iterator[str]:
    if resource.type == PROVIDER and not _ids(resource.inputs.get("allowedAccountIds")):
        yield "takes any account that the credentials happen to reach"


def _ids(given: Any) -> list[Any]:
    """A provider's inputs reach the engine as JSON text."""
    return listed(json.loads(given) if isinstance(given, str) and given else given)


PINNED_ACCOUNT = ResourceRule(
    name="pinned-account",
    sentence="Every AWS provider, the default one included, is pinned to its account.",
    remedy="Set `allowed_account_ids`, as `components/account_provider.py` does, and hand that provider to every resource.",
    broken_by=unpinned,
)
