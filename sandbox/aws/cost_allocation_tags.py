"""Cost allocation tags (part of Cost Explorer's API): which keys AWS has seen on resources, and which of them it puts on the bill.

A key counts as seen as soon as a resource in us-east-1, or a bucket anywhere, carries it; AWS takes up to a day. What AWS once saw stays.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest

AT_A_TIME = 20
"""Keys in one UpdateCostAllocationTagsStatus (Cost Explorer API Reference)."""
PAGE = 100
STATES = ("Active", "Inactive")


@dataclass(kw_only=True)
class _Tag:
    status: str = "Inactive"
    updated: str = ""

    def told(self, key: str) -> dict[str, str]:
        dates = {"LastUpdatedDate": self.updated} if self.updated else {}
        return {"TagKey": key, "Type": "UserDefined", "Status": self.status, **dates}


class CostAllocationTags:
    """The stand-in."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        self._known: dict[str, dict[str, _Tag]] = {}
        """Account, to key, to what is known of it."""
        self._lock = threading.Lock()
        gate.stand_in("ce", "ListCostAllocationTags", self._list)
        gate.stand_in("ce", "UpdateCostAllocationTagsStatus", self._update)

    def is_active(self, account: str, key: str) -> bool:
        """Whether the bill is told by this key. Activating it counts for all months: AWS's works forward only."""
        with self._lock:
            tag = self._known.get(account, {}).get(key)
            return tag is not None and tag.status == "Active"

    def _seen(self, account: str) -> dict[str, _Tag]:
        known = self._known.setdefault(account, {})
        tagging = self._clients.client("resourcegroupstaggingapi", account)
        for page in tagging.get_paginator("get_tag_keys").paginate():
            for key in page["TagKeys"]:
                if not key.startswith("aws:"):
                    known.setdefault(key, _Tag())
        return known

    def _list(self, request: AwsRequest, _: Forward) -> Response:
        asked = request.json()
        with self._lock:
            told = [tag.told(key) for key, tag in sorted(self._seen(request.account).items())]
        found = [tag for tag in told if _fits(tag, asked)]
        start, size = int(asked.get("NextToken") or 0), min(int(asked.get("MaxResults") or PAGE), PAGE)
        more = {"NextToken": str(start + size)} if len(found) > start + size else {}
        return _answer({"CostAllocationTags": found[start : start + size], **more})

    def _update(self, request: AwsRequest, _: Forward) -> Response:
        wanted = request.json()["CostAllocationTagsStatus"]
        if not 1 <= len(wanted) <= AT_A_TIME:
            raise AwsError("ValidationException", f"CostAllocationTagsStatus has 1 to {AT_A_TIME} entries, not {len(wanted)}.")
        if wrong := [each for each in wanted if each.get("Status") not in STATES]:
            raise AwsError("ValidationException", f"A status is {' or '.join(STATES)}: {wrong[0]}")
        with self._lock:
            seen, errors = self._seen(request.account), []
            for each in wanted:
                if each["TagKey"] in seen:
                    seen[each["TagKey"]] = _Tag(status=each["Status"], updated=f"{request.at:%Y-%m-%dT%H:%M:%SZ}")
                else:
                    errors.append(_not_seen(each["TagKey"]))
        return _answer({"Errors": errors})


def _fits(tag: dict[str, str], asked: dict[str, Any]) -> bool:
    keys = asked.get("TagKeys")
    return all(asked.get(name) in (None, tag[name]) for name in ("Status", "Type")) and (not keys or tag["TagKey"] in keys)


def _not_seen(key: str) -> dict[str, str]:
    return {"TagKey": key, "Code": "TagKeysNotFoundException", "Message": f"Tag keys not found: {key}"}


def _answer(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), mimetype="application/x-amz-json-1.1")
