"""boto3 clients for the sandbox's own services: their calls go to the gate in process, as any account, without a network."""

from __future__ import annotations

import copy
import io
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from sandbox.aws.arrival import INSIDE
from sandbox.aws.callers import GATE, Caller
from sandbox.aws.request import Environ

_CONFIG = Config(
    ignore_configured_endpoint_urls=True,
    parameter_validation=True,
    retries={"total_max_attempts": 1},
    s3={"addressing_style": "path"},
)
_FROM_NOTHING = {
    "profile": (None, None, None, None),
    "config_file": (None, None, "/dev/null", None),
    "credentials_file": (None, None, "/dev/null", None),
}
"""Session settings that keep the user's own AWS configuration out."""


@cache
def _session() -> boto3.session.Session:
    """One a process: it holds the service models that were read."""
    return boto3.session.Session(botocore_session=botocore.session.Session(_FROM_NOTHING))


_making = threading.Lock()


def _first(service: str, region: str) -> Any:
    """The client that those of all accounts and principals are copies of: they differ only in where their requests go."""
    with _making:
        return _made(service, region)


@cache
def _made(service: str, region: str) -> Any:
    return _session().client(
        service,
        region_name=region,
        endpoint_url="http://sandbox.inside",
        aws_access_key_id="INSIDE",
        aws_secret_access_key="INSIDE",
        config=_CONFIG,
    )


class InsideClients:
    """Clients by service, account and region, made once each."""

    def __init__(self, answer: Callable[[Environ], Response]) -> None:
        self._answer = answer
        self._clients: dict[tuple[str, ...], Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str, account: str, region: str = "us-east-1", principal: str = GATE, source_arn: str = "") -> Any:
        """A boto3 client that acts in `account` as the AWS service `principal`, on behalf of the resource `source_arn`.

        The gate asks only trust policies about it, and lets it do everything else.
        """
        key = (service, account, region, principal, source_arn)
        with self._lock:
            if key not in self._clients:
                caller = Caller(arn=principal, account=account, is_service=True, source_arn=source_arn)
                self._clients[key] = self._new(service, region, caller)
            return self._clients[key]

    def _new(self, service: str, region: str, caller: Caller) -> Any:
        first = _first(service, region)
        client = object.__new__(type(first))  # `copy.copy` is more than botocore's clients bear
        client.__dict__ |= vars(first)
        client._endpoint = copy.copy(first._endpoint)
        client._endpoint.http_session = _InProcess(self._answer, caller)
        return client


class _InProcess:
    """Stands where a client has its connections."""

    def __init__(self, answer: Callable[[Environ], Response], caller: Caller) -> None:
        self._answer = answer
        self._caller = caller

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        return _answered(request, self._answer(_environ(request) | {INSIDE: self._caller}))

    def close(self) -> None:
        """There is nothing to close."""


def _environ(request: AWSPreparedRequest) -> Environ:
    parts = urlsplit(request.url)
    body = request.body or b""
    data = body.read() if hasattr(body, "read") else body
    builder = EnvironBuilder(
        path=unquote(parts.path),
        query_string=parts.query,
        base_url=f"{parts.scheme}://{parts.netloc}",
        method=request.method,
        headers=[(name, _text(value)) for name, value in request.headers.items() if name.lower() != "transfer-encoding"],
        input_stream=io.BytesIO(data if isinstance(data, bytes) else str(data).encode()),
    )
    environ: Environ = builder.get_environ()
    return environ | {"RAW_URI": parts.path + (f"?{parts.query}" if parts.query else ""), "wsgi.input_terminated": True}


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _answered(request: AWSPreparedRequest, response: Response) -> AWSResponse:
    return AWSResponse(request.url, response.status_code, dict(response.headers), _Raw(response.get_data()))


class _Raw(io.BytesIO):
    """A body as urllib3 hands it over."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while part := self.read(amount):
            yield part
