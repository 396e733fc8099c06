"""Which account a stack's state belongs to. A stack never changes its account: `up` would look harmless after such a change, and the next
`refresh` would take everything for deleted."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from automation.exits import Exit, Stop

PROVIDER = "pulumi:providers:aws"
ARN = re.compile(r"arn:aws[\w-]*:[\w-]+:[\w-]*:([0-9]{12}):")


def accounts_in(state: Mapping[str, Any]) -> dict[str, str]:
    """Account id to the URN of a resource that is there. Read from providers' pinned accounts and resources' own ARNs."""
    found: dict[str, str] = {}
    for resource in state.get("resources") or []:
        for account in _accounts_of(resource):
            found.setdefault(account, resource["urn"])
    return found


def check_state(stack: str, account_id: str, state: Mapping[str, Any]) -> None:
    """Raises Stop where the state has resources of another account than the settings name."""
    others = {account: urn for account, urn in accounts_in(state).items() if account != account_id}
    if others:
        account, urn = next(iter(sorted(others.items())))
        raise Stop(
            Exit.REFUSED,
            f"Pulumi.{stack}.yaml says account {account_id}, but {stack} is deployed in {account} ({urn.rsplit('::', 1)[-1]} is there). "
            f"Nothing was changed. A stack never changes its account: set clientenv:accountId back to {account}, and for the other account "
            "make a new stack (clientenv new).",
        )


def _accounts_of(resource: Mapping[str, Any]) -> Iterator[str]:
    if resource.get("type") == PROVIDER:
        allowed = (resource.get("inputs") or {}).get("allowedAccountIds") or []
        yield from json.loads(allowed) if isinstance(allowed, str) else allowed
        return
    if str(resource.get("type", "")).startswith("aws:") and resource.get("custom", True) and not resource.get("external"):
        matched = ARN.match(str((resource.get("outputs") or {}).get("arn", "")))
        if matched:
            yield matched[1]
