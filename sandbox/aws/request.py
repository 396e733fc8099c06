"""A request as AWS means it: service, action, account, region, principal and parameters, whatever the wire protocol."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sandbox.aws.callers import Caller
from sandbox.aws.errors import Protocol

Environ = dict[str, Any]

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class AwsRequest:
    """One call, as the gate's checks, stand-ins and listeners see it."""

    service: str
    """Signing name of the service: `s3`, `dynamodb`, `monitoring`, `events`."""
    action: str
    """API operation: `PutObject`. Empty where the path names none that the service has."""
    protocol: Protocol
    """Wire protocol, which shapes the answer too."""
    caller: Caller
    """Who calls."""
    account: str
    """Account that the call acts in: the caller's, or a bucket's owner once the gate has allowed it in."""
    region: str
    """Region of the signature, `us-east-1` for global services."""
    method: str
    """HTTP method."""
    path: str
    """Path, percent-encoded as it came."""
    query: Mapping[str, str]
    """Query string, decoded; the first value where there are several."""
    headers: Mapping[str, str]
    """Headers, names in lower case."""
    params: Mapping[str, Any]
    """Parameters: the JSON document, the flat form of the query protocol, or what the path holds (`Bucket`, `Key`)."""
    body: bytes
    """Body as it came; an S3 upload may still be in chunks."""
    secure: bool
    """Whether it counts as TLS. Loopback does, unless the request carries `X-Sandbox-Insecure: 1`."""
    at: datetime
    """The sandbox's time of arrival, UTC."""
    request_id: str
    """Id that the answer and the journal carry."""
    environ: Environ
    """The WSGI request behind this one."""

    @property
    def bucket(self) -> str:
        """S3 only: the bucket's name, empty for ListBuckets."""
        return str(self.params.get("Bucket", ""))

    @property
    def key(self) -> str:
        """S3 only: the object's key, decoded; empty for calls about the bucket."""
        return str(self.params.get("Key", ""))

    def json(self) -> dict[str, Any]:
        """The body of a JSON protocol's call; an empty one counts as `{}`."""
        document = json.loads(self.body or b"{}")
        return document if isinstance(document, dict) else {}

    def with_body(self, body: bytes) -> AwsRequest:
        """The same call with another body."""
        return replace(self, body=body)

    def for_moto(self) -> Environ:
        """The WSGI request that moto gets: the body again from its start, and the account told by moto's own header."""
        form = self.service == "s3" and self.method == "PUT" and self.headers.get("content-type", "").startswith(_FORM)
        return self.environ | {
            # moto would take the object for a form and store nothing; some HTTP clients call every body that.
            "CONTENT_TYPE": "binary/octet-stream" if form else self.environ.get("CONTENT_TYPE", ""),
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_X_MOTO_ACCOUNT_ID": self.account,
        }
