"""Who signed a request, for which service and region: read from the Authorization header, a presigned URL or an upload form.

Version 4 everywhere; version 2 only in S3's presigned URLs and upload forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What a signature says about its request. The sandbox does not verify it: whoever knows a key id is believed."""

    key_id: str
    """Access key id."""
    region: str
    """Region that the request is for, `us-east-1` for global services."""
    service: str
    """Signing name of the service: `s3`, `monitoring`, `events`."""
    token: str = ""
    """Session token; empty for a user's key."""
    expires: datetime | None = None
    """End of a presigned URL; None for a signed header."""
    signed_at: datetime | None = None
    """When a presigned URL was made, by its maker's clock."""


def read_signature(headers: Mapping[str, str], query: Mapping[str, str], form: Mapping[str, str]) -> Signature | None:
    """The signature of a request, None when it has none. Names in `headers` and `form` are lower-case."""
    scope = _header_scope(headers.get("authorization", ""))
    if scope:
        return _from_scope(scope, headers.get("x-amz-security-token", ""))
    if "X-Amz-Credential" in query:
        return _presigned(query)
    if "AWSAccessKeyId" in query:
        return _presigned_v2(query)
    if "x-amz-credential" in form:
        return _from_scope(form["x-amz-credential"], form.get("x-amz-security-token", ""))
    if "awsaccesskeyid" in form:
        return _s3(form["awsaccesskeyid"], form.get("x-amz-security-token", ""))
    return None


def _header_scope(authorization: str) -> str:
    """`AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, SignedHeaders=..` -> the credential scope."""
    algorithm, _, rest = authorization.partition(" ")
    if not algorithm.startswith("AWS4-"):
        return ""
    parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    return parts.get("Credential", "")


def _from_scope(scope: str, token: str) -> Signature | None:
    parts = scope.rsplit("/", 4)
    if len(parts) != 5:
        return None
    key_id, _, region, service, _ = parts
    return Signature(key_id=key_id, region=region, service=service.lower(), token=token)


def _presigned(query: Mapping[str, str]) -> Signature | None:
    plain = _from_scope(query["X-Amz-Credential"], query.get("X-Amz-Security-Token", ""))
    if plain is None:
        return None
    try:
        signed_at = datetime.strptime(query.get("X-Amz-Date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        expires = signed_at + timedelta(seconds=int(query.get("X-Amz-Expires", "0")))
    except ValueError:
        return None
    return Signature(
        key_id=plain.key_id, region=plain.region, service=plain.service, token=plain.token, expires=expires, signed_at=signed_at
    )


def _presigned_v2(query: Mapping[str, str]) -> Signature | None:
    """boto3 still presigns S3 URLs this way unless told `signature_version="s3v4"`; such a URL tells its end, not its beginning."""
    try:
        expires = datetime.fromtimestamp(int(query.get("Expires", "")), UTC)
    except ValueError:
        return None
    return _s3(query["AWSAccessKeyId"], query.get("x-amz-security-token", ""), expires)


def _s3(key_id: str, token: str, expires: datetime | None = None) -> Signature:
    return Signature(key_id=key_id, region="us-east-1", service="s3", token=token, expires=expires)
