"""Cost allocation tags: only the payer can put them on the bill, key by key, and only once AWS has seen a key on some resource.

It takes up to a day until AWS has seen a new key, and from then on the tag is on the bill: never for what was before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

AT_A_TIME = 20
"""Keys that one call takes (UpdateCostAllocationTagsStatus, Cost Explorer API Reference)."""
ACTIVE = "Active"


class CostExplorer(Protocol):
    """Calls to Cost Explorer, and no other."""

    def list_cost_allocation_tags(self, **request: Any) -> dict[str, Any]: ...
    def update_cost_allocation_tags_status(self, **request: Any) -> dict[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class Activation:
    """What became of the keys; each is in one of the three."""

    already: tuple[str, ...]
    """Were active before."""
    activated: tuple[str, ...]
    """Are from now on."""
    not_seen: tuple[str, ...]
    """AWS has not seen them on any resource, or refuses them; the next day tries again."""


def activate(ce: CostExplorer, keys: Sequence[str]) -> Activation:
    """Activates what is not active yet. A key that AWS does not know is reported and fails nothing."""
    known = dict(_statuses(ce))
    already = tuple(key for key in keys if known.get(key) == ACTIVE)
    wanted = [key for key in keys if key in known and known[key] != ACTIVE]
    refused = {key for start in range(0, len(wanted), AT_A_TIME) for key in _refused(ce, wanted[start : start + AT_A_TIME])}
    activated = tuple(key for key in wanted if key not in refused)
    return Activation(already=already, activated=activated, not_seen=tuple(key for key in keys if key not in {*already, *activated}))


def _statuses(ce: CostExplorer) -> Iterator[tuple[str, str]]:
    """Every key that AWS knows, page by page."""
    request: dict[str, Any] = {"Type": "UserDefined"}
    while True:
        reply = ce.list_cost_allocation_tags(**request)
        yield from ((tag["TagKey"], tag["Status"]) for tag in reply["CostAllocationTags"])
        if not reply.get("NextToken"):
            return
        request["NextToken"] = reply["NextToken"]


def _refused(ce: CostExplorer, keys: Sequence[str]) -> list[str]:
    reply = ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=[{"TagKey": key, "Status": ACTIVE} for key in keys])
    return [error["TagKey"] for error in reply.get("Errors") or []]
