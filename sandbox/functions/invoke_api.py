"""Lambda's Invoke over the wire (docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)."""

from __future__ import annotations

import base64
import json

from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest
from sandbox.functions.address import Address
from sandbox.functions.asynchronous import AsynchronousEvents
from sandbox.functions.fleet import Throttled
from sandbox.functions.functions import Functions, Invocation, NoSuchFunction
from sandbox.functions.process import NotRunnable
from sandbox.functions.role_credentials import RoleNotAssumed

LARGEST = {"RequestResponse": 6 * 1024 * 1024, "Event": 1024 * 1024, "DryRun": 6 * 1024 * 1024}
"""Bytes of an event by invocation type (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""
LOG_TAIL = 4096
"""Bytes of the log that `LogType: Tail` gives back."""


class InvokeApi:
    """The gate's stand-in for Invoke."""

    def __init__(self, functions: Functions, events: AsynchronousEvents) -> None:
        self._functions = functions
        self._events = events

    def attach(self, gate: Gate) -> None:
        """From now on the gate's Invoke runs functions."""
        gate.stand_in("lambda", "Invoke", self.answer)

    def answer(self, request: AwsRequest, forward: Forward) -> Response:
        """Runs, queues or only checks. Raises AwsError as AWS does for what goes wrong before the function runs."""
        kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
        if kind not in LARGEST:
            raise AwsError("InvalidParameterValueException", f"Invocation type {kind!r} is not one of {', '.join(LARGEST)}.")
        address = _address(request)
        body = _event(request, LARGEST[kind])
        try:
            function = self._functions.find(address)
            if kind == "DryRun":
                return Response(status=204)
            if kind == "Event":
                self._events.put(address, body, request.request_id)
                return Response(status=202, headers={"X-Amzn-RequestId": request.request_id})
            invocation = self._functions.invoke(address, body, request.request_id)
        except NoSuchFunction as error:
            raise AwsError("ResourceNotFoundException", str(error), 404) from error
        except Throttled as error:
            raise AwsError("TooManyRequestsException", f"Rate Exceeded. ({error})", 429) from error
        except RoleNotAssumed as error:
            raise AwsError("AccessDeniedException", str(error), 403) from error
        except NotRunnable as error:
            raise SandboxUnsupported(str(error)) from error
        return _response(invocation, tail=request.headers.get("x-amz-log-type") == "Tail", version=function.version)


def _address(request: AwsRequest) -> Address:
    try:
        address = Address.meant(request.params["FunctionName"], request.account, request.region, request.query.get("Qualifier", ""))
    except ValueError as error:
        raise AwsError("ValidationException", str(error)) from error
    if address.account != request.account or address.region != request.region:
        raise SandboxUnsupported(f"The sandbox invokes functions of the caller's own account and region only, not {address.arn}.")
    return address


def _event(request: AwsRequest, largest: int) -> str:
    if len(request.body) > largest:
        raise AwsError("RequestTooLargeException", f"Request must be smaller than {largest} bytes for the InvokeFunction operation", 413)
    try:
        text = request.body.decode() or "{}"
        json.loads(text)
    except ValueError as error:
        raise AwsError("InvalidRequestContentException", f"Could not parse request body into json: {error}") from error
    return text


def _response(invocation: Invocation, *, tail: bool, version: str) -> Response:
    headers = {"X-Amzn-RequestId": invocation.request_id, "X-Amz-Executed-Version": version}
    if invocation.function_error:
        headers["X-Amz-Function-Error"] = invocation.function_error
    if tail:
        headers["X-Amz-Log-Result"] = base64.b64encode(invocation.log.encode()[-LOG_TAIL:]).decode()
    return Response(invocation.payload, status=200, headers=headers, mimetype="application/json")
