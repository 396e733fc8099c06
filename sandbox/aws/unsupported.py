"""What the sandbox refuses by name, and the record of what was refused."""

from __future__ import annotations

import threading
from collections import Counter

from sandbox.aws.errors import SandboxUnsupported
from sandbox.aws.request import AwsRequest

_NO_TRUST = "it would give out credentials without looking at a trust policy"
_CANNED = (
    "CompareFaces",
    "DetectCustomLabels",
    "DetectLabels",
    "DetectText",
    "GetFaceSearch",
    "GetTextDetection",
    "StartFaceSearch",
    "StartTextDetection",
)

REFUSED: dict[tuple[str, str], str] = {
    ("sts", "AssumeRoleWithSAML"): _NO_TRUST,
    ("sts", "AssumeRoleWithWebIdentity"): _NO_TRUST,
    ("sts", "GetFederationToken"): "moto gives everybody the same credentials",
    ("sts", "GetSessionToken"): "moto gives everybody the same credentials",
    ("lambda", "Invoke"): "no part that runs functions is attached to this server",
    ("lambda", "InvokeAsync"): "AWS has deprecated it; use Invoke",
    ("lambda", "InvokeWithResponseStream"): "functions answer only as a whole",
    ("logs", "PutSubscriptionFilter"): "log events are not carried to anything",
    ("secretsmanager", "RotateSecret"): "moto would run the function in a container",
    ("events", "TestEventPattern"): "moto says no to every event",
} | {("rekognition", action): "moto gives the same answer for every picture" for action in _CANNED}
"""(service, action) that moto would answer, but wrongly -> why. A stand-in for one of them takes precedence."""


def refuse_by_name(request: AwsRequest) -> None:
    """Raise SandboxUnsupported for a call that stands in REFUSED."""
    reason = REFUSED.get((request.service, request.action))
    if reason:
        raise SandboxUnsupported(f"The sandbox refuses {request.service}:{request.action}: {reason}.")


class Refusals:
    """What was refused as unsupported since the start: message -> how often."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._lock = threading.Lock()

    def note(self, service: str, action: str, message: str) -> None:
        """Count one refusal."""
        with self._lock:
            self._seen[service, action, message] += 1

    def seen(self) -> list[dict[str, str | int]]:
        """`{"service", "action", "message", "times"}`, in order of first appearance."""
        with self._lock:
            return [
                {"service": service, "action": action, "message": message, "times": times}
                for (service, action, message), times in self._seen.items()
            ]
