"""CloudWatch Logs: the key of a log group that is there already; moto knows it only when the group is made."""

from __future__ import annotations

from typing import Any

from moto.logs.models import logs_backends
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest


class LogGroupKeys:
    """The stand-in for AssociateKmsKey and DisassociateKmsKey."""

    def __init__(self, gate: Gate) -> None:
        gate.stand_in("logs", ("AssociateKmsKey", "DisassociateKmsKey"), self._set)

    def _set(self, request: AwsRequest, _: Forward) -> Response:
        asked = request.json()
        if "resourceIdentifier" in asked:
            raise SandboxUnsupported("The sandbox gives keys to log groups only; say logGroupName.")
        groups: dict[str, Any] = logs_backends[request.account][request.region].groups
        group = groups.get(str(asked.get("logGroupName", "")))
        if group is None:
            raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
        group.kms_key_id = asked.get("kmsKeyId")
        return Response("{}", mimetype="application/x-amz-json-1.1")
