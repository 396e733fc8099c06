"""Athena: UpdateWorkGroup, which moto lacks, and GetWorkGroup of one that is not there, to which it says nothing."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest


class WorkGroups:
    """The stand-in: an updated work group is made again, with its tags. Its queries stay."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        gate.stand_in("athena", "UpdateWorkGroup", self._update)
        gate.stand_in("athena", "GetWorkGroup", self._get)

    def _get(self, request: AwsRequest, forward: Forward) -> Response:
        response = forward(request)
        if not json.loads(response.get_data())["WorkGroup"]:
            raise AwsError("InvalidRequestException", f"WorkGroup {request.json().get('WorkGroup')} is not found.")
        return response

    def _update(self, request: AwsRequest, _: Forward) -> Response:
        asked = request.json()
        name, changes = asked["WorkGroup"], asked.get("ConfigurationUpdates") or {}
        if "State" in asked:
            raise AwsError("SandboxUnsupported", "The sandbox's work groups cannot be switched off.")
        athena = self._clients.client("athena", request.account, request.region)
        group = athena.get_work_group(WorkGroup=name)["WorkGroup"]
        arn = f"arn:aws:athena:{request.region}:{request.account}:workgroup/{name}"
        tags = athena.list_tags_for_resource(ResourceARN=arn)["Tags"]
        athena.delete_work_group(WorkGroup=name)
        description = asked.get("Description", group.get("Description") or "")
        athena.create_work_group(Name=name, Configuration=updated(group["Configuration"], changes), Description=description, Tags=tags)
        return Response(json.dumps({}), mimetype="application/x-amz-json-1.1")


def updated(configuration: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The configuration with the changes: what is not named stays, `RemoveX` takes X away, `XUpdates` goes into X."""
    kept = dict(configuration)
    for name, value in changes.items():
        if name.endswith("Updates"):
            within = name.removesuffix("Updates")
            kept[within] = updated(kept.get(within) or {}, value)
        elif not name.startswith("Remove"):
            kept[name] = value
        elif value:
            kept.pop(name.removeprefix("Remove"), None)
    return kept
