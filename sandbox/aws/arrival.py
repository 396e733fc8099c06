"""From a WSGI request to an AwsRequest: the body is read, the signature looked up, the operation found."""

from __future__ import annotations

import io
import uuid
from datetime import datetime
from typing import Any

from moto.core.request import Request

from sandbox.aws.callers import Caller, caller_of
from sandbox.aws.errors import AwsError, Protocol
from sandbox.aws.moto_settings import OWN_ACCOUNT
from sandbox.aws.operations import model_name, operation_of, protocol_of
from sandbox.aws.request import AwsRequest, Environ
from sandbox.aws.signature import read_signature

INSIDE = "sandbox.caller"
"""Key in the WSGI environment of a call that the sandbox itself makes: its Caller. No client can set it over HTTP."""

_UNSIGNED = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AWSCognitoIdentityService": "cognito-identity",
}
"""Services with calls that AWS takes without a signature: X-Amz-Target prefix -> service."""


class Arrival:
    """A request that came in, before its caller is known: enough to shape an error."""

    def __init__(self, environ: Environ) -> None:
        self.body = _read_body(environ)
        self.environ = environ | _body_again(self.body)
        self.wire = Request(dict(self.environ))
        self.headers = {name.lower(): value for name, value in self.wire.headers.items()}
        self.query = self.wire.args.to_dict()
        self.signature = read_signature(self.headers, self.query, {k.lower(): v for k, v in self.wire.form.items()})
        self.service = self.signature.service if self.signature else self._service_unsigned()
        self.model = model_name(self.service, self.wire.path)
        self.protocol = protocol_of(self.model)
        self.request_id = str(uuid.uuid4())

    def request(self, now: datetime) -> AwsRequest:
        """The call with its caller. Raises AwsError where the caller is unknown or none signed."""
        action, params = operation_of(self.model, self.protocol, self.wire, self.body)
        caller = self._caller(now)
        return AwsRequest(
            service=self.service,
            action=action,
            protocol=self.protocol,
            caller=caller,
            account=caller.account,
            region=self.signature.region if self.signature else "us-east-1",
            method=self.wire.method,
            path=self.wire.raw_path,
            query=self.query,
            headers=self.headers,
            params=params,
            body=self.body,
            secure=self.headers.get("x-sandbox-insecure") != "1",
            at=now,
            request_id=self.request_id,
            environ=self.environ,
        )

    def _service_unsigned(self) -> str:
        return _UNSIGNED.get(self.headers.get("x-amz-target", "").partition(".")[0], "s3")

    def _caller(self, now: datetime) -> Caller:
        inside = self.environ.get(INSIDE)
        if isinstance(inside, Caller):
            return inside
        if self.wire.method == "OPTIONS":
            return Caller(arn="anonymous", account=OWN_ACCOUNT)
        if self.signature is None:
            raise _unsigned(self.protocol)
        return caller_of(self.signature, self.protocol, now)


def _unsigned(protocol: Protocol) -> AwsError:
    if protocol is Protocol.S3:
        return AwsError("AccessDenied", "Access Denied", 403)
    return AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)


def _read_body(environ: Environ) -> bytes:
    """The whole body: a chunked one ends by itself, any other after its content length."""
    stream: Any = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))


def _body_again(body: bytes) -> Environ:
    return {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))}
