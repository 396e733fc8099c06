"""The sandbox's Lambda service: runs deployed functions and answers as AWS would, without the wire."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.functions.address import Address
from sandbox.functions.deployed_code import DeployedFunction, deployed_function
from sandbox.functions.fleet import Fleet, FleetSettings, Throttled
from sandbox.functions.log_frame import Ran, framed
from sandbox.functions.log_group import put_metrics, write_lines
from sandbox.functions.process import DidNotStart, FunctionProcess, Surroundings
from sandbox.functions.role_credentials import Clients, role_credentials
from sandbox.functions.worker import Outcome

LARGEST_RESULT = 6 * 1024 * 1024
"""Bytes of an answer (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """How an invocation ended."""

    payload: str
    """JSON text: what the handler returned, or AWS's error document."""
    function_error: str
    """`Unhandled` when the function failed, else empty."""
    request_id: str
    """Id that the function saw."""
    version: str
    """Version that ran."""
    log: str
    """Its log lines, from START to REPORT."""


class NoSuchFunction(Exception):
    """There is no such function, version or alias. The text is AWS's message."""


class Functions:
    """Runs functions. Safe for many threads."""

    def __init__(
        self,
        *,
        clients: Clients,
        folder: Path,
        endpoint: Callable[[], str],
        ahead: Callable[[], float],
        settings: FleetSettings | None = None,
    ) -> None:
        """`folder` gets unpacked zips, after what an earlier sandbox left there is gone.

        `endpoint` is the sandbox's URL; `ahead` says by how many seconds its clock is ahead of the machine's.
        """
        self._clients = clients
        self._folder = folder / "functions"
        shutil.rmtree(self._folder, ignore_errors=True)
        self._endpoint = endpoint
        self._ahead = ahead
        self.fleet = Fleet(self._start, settings or FleetSettings())

    def find(self, address: Address) -> DeployedFunction:
        """The deployed function. Raises `NoSuchFunction`."""
        found = deployed_function(address.account, address.region, address.name, address.qualifier or None)
        if found is None:
            raise NoSuchFunction(f"Function not found: {address.arn}")
        return found

    def invoke(self, address: Address, body: str, request_id: str = "") -> Invocation:
        """Runs the function with an event (JSON text) and waits for its end.

        Raises `NoSuchFunction`, `NotRunnable`, `Throttled` and `RoleNotAssumed`; a function that fails is an answer, not an exception.
        """
        function = self.find(address)
        request_id = request_id or str(uuid.uuid4())
        try:
            with self.fleet.lend(function) as (process, new):
                outcome = process.run(function, body, request_id, self._ahead())
        except DidNotStart as failure:
            process, new, outcome = failure.process, True, failure.process.start
        except Throttled:
            put_metrics(self._clients, function, [_metric(function, "Throttles", 1.0, "Count")])
            raise
        return self._finish(function, request_id, process, new, outcome)

    def stop(self) -> None:
        """Ends all processes; invocations that still run fail."""
        self.fleet.stop()

    def _start(self, function: DeployedFunction) -> FunctionProcess:
        self._folder.mkdir(parents=True, exist_ok=True)
        credentials = role_credentials(self._clients, function)
        around = Surroundings(folder=self._folder, endpoint=self._endpoint(), credentials=credentials, ahead=self._ahead())
        return FunctionProcess(function, around)

    def _finish(self, function: DeployedFunction, request_id: str, process: FunctionProcess, new: bool, outcome: Outcome) -> Invocation:
        payload, error = _payload(outcome, request_id)
        ran = Ran(function=function, request_id=request_id, started=process.start if new else None, outcome=outcome)
        lines = list(framed(ran))
        write_lines(self._clients, function, process.log_stream, lines)
        put_metrics(
            self._clients,
            function,
            [
                _metric(function, "Invocations", 1.0, "Count"),
                _metric(function, "Errors", 1.0 if error else 0.0, "Count"),
                _metric(function, "Duration", outcome.seconds * 1000, "Milliseconds"),
            ],
        )
        log = "\n".join(lines) + "\n"
        return Invocation(payload=payload, function_error=error, request_id=request_id, version=function.version, log=log)


def _payload(outcome: Outcome, request_id: str) -> tuple[str, str]:
    if outcome.error is not None:
        return json.dumps({**outcome.error, **({"requestId": request_id} if "requestId" in outcome.error else {})}), "Unhandled"
    result = outcome.result or "null"
    if (size := len(result.encode())) > LARGEST_RESULT:
        message = f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({LARGEST_RESULT} bytes)."
        return json.dumps({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}), "Unhandled"
    return result, ""


def _metric(function: DeployedFunction, name: str, value: float, unit: str) -> tuple[str, dict[str, Any]]:
    dimensions = [{"Name": "FunctionName", "Value": function.name}]
    return "AWS/Lambda", {"MetricName": name, "Dimensions": dimensions, "Value": value, "Unit": unit}
