"""Event source mappings: messages of a queue go to a function in batches, and come back when it fails.

docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.inside import InsideClients
from sandbox.functions.address import Address
from sandbox.functions.fleet import Throttled
from sandbox.functions.functions import Functions, NoSuchFunction
from sandbox.functions.process import NotRunnable
from sandbox.functions.role_credentials import LAMBDA, RoleNotAssumed
from sandbox.pump import moto_state
from sandbox.pump.batches import failed_messages, function_event
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.settings import PumpSettings

RECEIVE = 10
"""Messages that one ReceiveMessage gives at most."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Messages on their way to a function."""

    mapping: Mapping[str, Any]
    """The mapping, as GetEventSourceMapping describes it."""
    queue_url: str
    """Where they came from."""
    messages: list[dict[str, Any]]
    """As ReceiveMessage gave them."""
    visibility_seconds: float
    """The queue's visibility timeout."""
    received: float
    """When they were received: monotonic seconds."""

    @property
    def address(self) -> Address:
        """The function."""
        return Address.of(self.mapping["FunctionArn"])


class Mappings:
    """Polls the queues of all enabled mappings. `take` gives batches, `run` handles one; batches of one mapping may run side by side."""

    def __init__(self, clients: InsideClients, functions: Functions, deliveries: Deliveries, settings: PumpSettings) -> None:
        self._clients = clients
        self._functions = functions
        self._deliveries = deliveries
        self._settings = settings
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._first_seen: dict[str, float] = {}
        self._refused: dict[str, str] = {}

    def take(self, may_run: Callable[[Address], bool]) -> list[Batch]:
        """Receives what may be handled now. `may_run` is asked once per batch and keeps a place for it when it says yes."""
        return [batch for mapping in self._usable() for batch in self._batches(mapping, may_run)]

    def run(self, batch: Batch) -> None:
        """Hands a batch to its function; deletes what it handled and lets the rest come back."""
        try:
            failed = self._failed(batch)
            self._delete(batch, [message for message in batch.messages if message["MessageId"] not in failed])
            self._bring_back(batch, [message for message in batch.messages if message["MessageId"] in failed])
        finally:
            self._count(batch.mapping, -1)

    def waiting(self) -> dict[str, int]:
        """Messages in the queues of enabled mappings by queue ARN, received ones included; empty queues are left out."""
        depths = {mapping["EventSourceArn"]: moto_state.queue_depth(mapping["EventSourceArn"]) for mapping in self._usable()}
        return {arn: depth.visible + depth.hidden for arn, depth in depths.items() if depth and depth.visible + depth.hidden}

    def _count(self, mapping: Mapping[str, Any], change: int) -> None:
        with self._lock:
            self._running[mapping["UUID"]] += change

    def _usable(self) -> list[dict[str, Any]]:
        return [mapping for mapping in moto_state.mappings() if mapping["State"] == "Enabled" and self._supported(mapping)]

    def _supported(self, mapping: Mapping[str, Any]) -> bool:
        reason = _unsupported(mapping)
        if self._refused.get(mapping["UUID"], "") != reason:
            self._refused[mapping["UUID"]] = reason
            if reason:
                self._deliveries.note(mapping["EventSourceMappingArn"], mapping["FunctionArn"], "", Outcome.UNSUPPORTED, reason)
        return not reason

    def _batches(self, mapping: dict[str, Any], may_run: Callable[[Address], bool]) -> list[Batch]:
        batches: list[Batch] = []
        limit = (mapping.get("ScalingConfig") or {}).get("MaximumConcurrency") or self._settings.per_function
        if mapping["EventSourceArn"].endswith(".fifo"):
            limit = 1  # AWS runs one batch for each message group; one after the other keeps every group's order too
        while self._running[mapping["UUID"]] < limit and self._worth_receiving(mapping) and may_run(Address.of(mapping["FunctionArn"])):
            batch = self._receive(mapping)
            batches.append(batch)
            self._count(mapping, 1)
            if not batch.messages:
                break
        return batches

    def _worth_receiving(self, mapping: Mapping[str, Any]) -> bool:
        """Whether there are messages, and enough of them or old enough ones for the batching window."""
        depth = moto_state.queue_depth(mapping["EventSourceArn"])
        if depth is None or not depth.visible:
            self._first_seen.pop(mapping["UUID"], None)
            return False
        window = min(mapping.get("MaximumBatchingWindowInSeconds") or 0, self._settings.longest_window_seconds)
        first = self._first_seen.setdefault(mapping["UUID"], time.monotonic())
        if depth.visible < mapping["BatchSize"] and time.monotonic() - first < window:
            return False
        self._first_seen.pop(mapping["UUID"], None)
        return True

    def _receive(self, mapping: dict[str, Any]) -> Batch:
        _, _, _, region, account, name = mapping["EventSourceArn"].split(":")
        sqs = self._clients.client("sqs", account, region, LAMBDA)
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        seconds = float(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]["VisibilityTimeout"])
        received = time.monotonic()
        messages: list[dict[str, Any]] = []
        while len(messages) < mapping["BatchSize"]:
            count = min(RECEIVE, mapping["BatchSize"] - len(messages))
            more = sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=count,
                WaitTimeSeconds=0,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            messages.extend(more)
            if len(more) < count:
                break
        return Batch(mapping=mapping, queue_url=url, messages=messages, visibility_seconds=seconds, received=received)

    def _failed(self, batch: Batch) -> set[str]:
        """Ids of the messages that the function did not handle."""
        if not batch.messages:
            return set()
        everything = {message["MessageId"] for message in batch.messages}
        source, target = batch.mapping["EventSourceArn"], batch.mapping["FunctionArn"]
        try:
            invocation = self._functions.invoke(batch.address, json.dumps(function_event(batch.mapping, batch.messages)))
        except (NoSuchFunction, NotRunnable, RoleNotAssumed, Throttled) as error:
            failed, reason = everything, f"{type(error).__name__}: {error}"
        else:
            failed = everything if invocation.function_error else failed_messages(batch.mapping, everything, invocation.payload)
            reason = invocation.payload if invocation.function_error else "the function reported it as failed"
        for message_id in everything:
            outcome, why = (Outcome.RETURNED, reason) if message_id in failed else (Outcome.DELIVERED, "")
            self._deliveries.note(source, target, message_id, outcome, why)
        return failed

    def _delete(self, batch: Batch, messages: list[dict[str, Any]]) -> None:
        for start in range(0, len(messages), RECEIVE):
            entries = [{"Id": str(i), "ReceiptHandle": one["ReceiptHandle"]} for i, one in enumerate(messages[start : start + RECEIVE])]
            self._queue(batch).delete_message_batch(QueueUrl=batch.queue_url, Entries=entries)

    def _bring_back(self, batch: Batch, messages: list[dict[str, Any]]) -> None:
        """They come back by themselves when the visibility timeout is over; a sandbox in a hurry shortens what is left of it."""
        left = batch.visibility_seconds - (time.monotonic() - batch.received)
        if self._settings.hurry <= 1 or left <= 0:
            return
        seconds = math.ceil(left / self._settings.hurry)
        for start in range(0, len(messages), RECEIVE):
            entries = [
                {"Id": str(i), "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": seconds}
                for i, one in enumerate(messages[start : start + RECEIVE])
            ]
            self._queue(batch).change_message_visibility_batch(QueueUrl=batch.queue_url, Entries=entries)

    def _queue(self, batch: Batch) -> Any:
        _, _, _, region, account, _ = batch.mapping["EventSourceArn"].split(":")
        return self._clients.client("sqs", account, region, LAMBDA)


def _unsupported(mapping: Mapping[str, Any]) -> str:
    """What the sandbox cannot do about a mapping; empty when it can carry it."""
    if mapping["EventSourceArn"].split(":")[2] != "sqs":
        return f"The sandbox polls queues only, not {mapping['EventSourceArn']}."
    if (mapping.get("FilterCriteria") or {}).get("Filters"):
        return "The sandbox does not filter messages (FilterCriteria). Filter in the function."
    return ""
