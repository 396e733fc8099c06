"""Where asynchronous events of functions end: in a dead-letter queue or topic, or at a destination for failures or successes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.inside import InsideClients
from sandbox.functions.asynchronous import GivenUp, PendingEvent
from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.functions import Invocation
from sandbox.functions.role_credentials import LAMBDA
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.queue_access import Message, NotDelivered, Sender, send_to_queue
from sandbox.pump.targets import Parcel, Targets

LONGEST_MESSAGE = 1024
"""Characters of an error message in a dead-letter queue (docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html)."""


class EndedEvents:
    """Told by the queue of asynchronous events."""

    def __init__(self, clients: InsideClients, targets: Targets, deliveries: Deliveries) -> None:
        self._clients = clients
        self._targets = targets
        self._deliveries = deliveries

    def give_up(self, ended: GivenUp) -> None:
        """An event failed for good."""
        function, event = ended.function, ended.event
        error = _error_message(ended)
        if function is None or not (function.dead_letter_arn or function.failure_arn):
            self._deliveries.note("", event.address.arn, event.request_id, Outcome.FAILED, f"{ended.condition}: {error}")
            return
        if function.failure_arn:
            self._send(function, event, function.failure_arn, _record(event, function, ended.last, ended.condition))
        if function.dead_letter_arn:
            self._to_dead_letters(function, event, error)
        self._deliveries.note("", event.address.arn, event.request_id, Outcome.DEAD_LETTERED, f"{ended.condition}: {error}")

    def succeed(self, event: PendingEvent, function: DeployedFunction, invocation: Invocation) -> None:
        """A function has handled an event."""
        if function.success_arn:
            self._send(function, event, function.success_arn, _record(event, function, invocation, "Success"))

    def _to_dead_letters(self, function: DeployedFunction, event: PendingEvent, error: str) -> None:
        if function.dead_letter_arn.split(":")[2] != "sqs":
            self._send(function, event, function.dead_letter_arn, event.body)
            return
        attributes = {
            "RequestID": {"DataType": "String", "StringValue": event.request_id},
            "ErrorCode": {"DataType": "Number", "StringValue": "200"},
            "ErrorMessage": {"DataType": "String", "StringValue": error[:LONGEST_MESSAGE] or "-"},
        }
        try:
            send_to_queue(self._clients, _sender(function), function.dead_letter_arn, Message(body=event.body, attributes=attributes))
        except NotDelivered as failure:
            self._deliveries.note(function.arn, function.dead_letter_arn, event.request_id, Outcome.FAILED, str(failure))

    def _send(self, function: DeployedFunction, event: PendingEvent, target: str, text: str) -> None:
        self._targets.deliver(_sender(function), Parcel(event_id=event.request_id, text=text, target=target, original=text))


def _sender(function: DeployedFunction) -> Sender:
    return Sender(service=LAMBDA, arn=function.arn, account=function.account, with_role=True)


def _error_message(ended: GivenUp) -> str:
    if ended.last is None:
        return ended.condition
    error: dict[str, Any] = json.loads(ended.last.payload)
    return str(error.get("errorMessage", ""))


def _record(event: PendingEvent, function: DeployedFunction, last: Invocation | None, condition: str) -> str:
    """What a destination gets (docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html)."""
    response = {"statusCode": 200, "executedVersion": function.version}
    if last is not None and last.function_error:
        response["functionError"] = last.function_error
    document = {
        "version": "1.0",
        "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": f"{function.arn}:{function.version}",
            "condition": condition,
            "approximateInvokeCount": event.attempts + (condition == "Success"),
        },
        "requestPayload": json.loads(event.body),
        "responseContext": response,
        "responsePayload": json.loads(last.payload) if last else None,
    }
    return json.dumps(document, ensure_ascii=False)
