"""The gate: what every request passes on its way to moto.

An ordered list of checks, then a stand-in where the sandbox answers better than moto, else moto; then the listeners.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.arrival import Arrival
from sandbox.aws.errors import AwsError, SandboxUnsupported, error_response
from sandbox.aws.journal import Journal
from sandbox.aws.presigned import check_end, check_path
from sandbox.aws.request import AwsRequest, Environ
from sandbox.aws.unsupported import Refusals, refuse_by_name
from sandbox.clock import Clock

log = logging.getLogger(__name__)

WsgiApplication = Callable[[Environ, Any], Iterable[bytes]]
Forward = Callable[[AwsRequest], Response]
Check = Callable[[AwsRequest], AwsRequest]
"""Looks at a request and returns it, changed or not. Raises AwsError to refuse it."""
StandIn = Callable[[AwsRequest, Forward], Response]
"""Answers a request itself, or around `forward`, which asks moto. Raises AwsError to refuse it."""
Listener = Callable[[AwsRequest, Response], None]
"""Told after a call that succeeded, in the thread that served it and before the caller gets its answer."""


READS = ("Describe", "Get", "List")
"""How the names of actions begin that change nothing."""
GREW = "changed size during iteration"
ATTEMPTS = 20


class Gate:
    """WSGI middleware in front of moto."""

    def __init__(self, moto: WsgiApplication, clock: Clock, journal: Journal) -> None:
        self._moto = moto
        self._clock = clock
        self._journal = journal
        self.checks: list[Check] = []
        self.refusals = Refusals()
        self._stand_ins: dict[tuple[str, str], StandIn] = {}
        self._listeners: list[Listener] = []

    def stand_in(self, service: str, actions: str | Iterable[str], answer: StandIn) -> None:
        """Let `answer` serve these actions of a service (signing name). Raises ValueError when one is served already."""
        for action in [actions] if isinstance(actions, str) else actions:
            if (service, action) in self._stand_ins:
                raise ValueError(f"{service}:{action} has a stand-in already.")
            self._stand_ins[service, action] = answer

    def stand_ins(self) -> list[tuple[str, str]]:
        """(service, action) of every stand-in, sorted."""
        return sorted(self._stand_ins)

    def on(self, listener: Listener) -> None:
        """Tell `listener` about every call that succeeds."""
        self._listeners.append(listener)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        response: Iterable[bytes] = self.answer(environ)(environ, start_response)
        return response

    def answer(self, environ: Environ) -> Response:
        """The answer to one request; a refusal is an answer too."""
        arrival = Arrival(environ)
        request: AwsRequest | None = None
        try:
            check_path(arrival.wire.path)
            check_end(arrival.signature, self._clock)
            request = arrival.request(self._clock.now())
            response = self._serve(request)
        except AwsError as error:
            return self._refused(error, request, arrival)
        except Exception as fault:  # a fault of the sandbox, or of a part that extends it: the caller must not hang or retry
            log.exception("the sandbox failed on %s", arrival.service)
            return self._refused(AwsError("SandboxFault", f"The sandbox has a fault here: {fault!r}"), request, arrival)
        self._journal.answered(request, response.status_code)
        response.headers.setdefault("x-amzn-RequestId", request.request_id)
        return response

    def _refused(self, error: AwsError, request: AwsRequest | None, arrival: Arrival) -> Response:
        self._journal.refused(request, arrival, error)
        if isinstance(error, SandboxUnsupported):
            self.refusals.note(arrival.service, request.action if request else "", error.message)
        return error_response(error, arrival.protocol, arrival.request_id)

    def _serve(self, request: AwsRequest) -> Response:
        for check in self.checks:
            request = check(request)
        stand_in = self._stand_ins.get((request.service, request.action))
        response = stand_in(request, self.forward) if stand_in else self._moto_alone(request)
        if response.status_code < 400:
            for listener in self._listeners:
                listener(request, response)
        return response

    def _moto_alone(self, request: AwsRequest) -> Response:
        refuse_by_name(request)
        return self.forward(request)

    def forward(self, request: AwsRequest) -> Response:
        """Ask moto. Raises SandboxUnsupported where moto has no answer: it would send an HTML page, with a status that SDKs retry."""
        name = f"{request.service}:{request.action or request.method + ' ' + request.path}"
        try:
            response = self._asked(request)
        except NotImplementedError as missing:
            raise SandboxUnsupported(f"The sandbox does not implement {name}.") from missing
        except Exception as fault:  # moto's own faults come in every type
            log.exception("moto failed on %s", name)
            raise SandboxUnsupported(f"The sandbox does not implement {name} for these parameters (moto: {fault!r}).") from fault
        if response.status_code >= 400 and response.get_data().lower().startswith(b"<!doctype html"):
            raise SandboxUnsupported(f"The sandbox does not implement {name}.")
        return response

    def _asked(self, request: AwsRequest) -> Response:
        """A read that meets a write of another thread is asked again: moto walks through its own dictionaries unlocked."""
        for _ in range(ATTEMPTS if request.action.startswith(READS) else 0):
            try:
                return Response.from_app(self._moto, request.for_moto(), buffered=True)
            except RuntimeError as fault:
                if GREW not in str(fault):
                    raise
        return Response.from_app(self._moto, request.for_moto(), buffered=True)
