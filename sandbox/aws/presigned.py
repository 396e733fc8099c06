"""Presigned URLs end, and moto's own doors stay shut: two checks on what a request looks like."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.signature import Signature
from sandbox.clock import Clock

MOST_SECONDS = 7 * 86400
"""Longest life of a presigned URL (Signature Version 4)."""

_SIDE_DOORS = ("/moto-api", "/latest/meta-data", "/latest/api", "/favicon.ico")
"""Paths that moto takes for its own whoever asks; as S3 paths they would reset it or act as a metadata service."""


def check_path(path: str) -> None:
    """Raise SandboxUnsupported for a path that is no AWS request to moto."""
    if path.startswith(_SIDE_DOORS):
        raise SandboxUnsupported(f"The sandbox has no path {path}: moto would take it for a call to itself.")


def check_end(signature: Signature | None, clock: Clock) -> None:
    """Raise AwsError AccessDenied for a presigned URL whose time is over.

    Whoever made the URL looked at the machine's clock, unless its beginning lies in the machine's future: then at the sandbox's.
    """
    if signature is None or signature.expires is None:
        return
    made = signature.signed_at
    if made is not None and signature.expires - made > timedelta(seconds=MOST_SECONDS):
        raise AwsError("AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week (in seconds)")
    if signature.expires <= _makers_time(made, clock):
        raise AwsError("AccessDenied", "Request has expired", 403)


def _makers_time(made: datetime | None, clock: Clock) -> datetime:
    ahead = made is not None and made > clock.real() + timedelta(minutes=5)
    return clock.now() if ahead else clock.real()
