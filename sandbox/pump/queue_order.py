"""One call at a time per account's queues, and messages that end with their retention.

moto's DeleteMessage loses a message that comes in meanwhile, two receivers can get the same one, and a message whose retention is over
stops the ones behind it instead of vanishing.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qsl, urlencode

from moto.core.utils import unix_time_millis
from moto.sqs.models import sqs_backends
from werkzeug.wrappers import Response

from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

_QUICK = (
    "SendMessage",
    "SendMessageBatch",
    "DeleteMessage",
    "DeleteMessageBatch",
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "PurgeQueue",
    "SetQueueAttributes",
)
LONG_POLL_STEP = 0.1
"""Seconds between two looks of a waiting ReceiveMessage."""
LONGEST_POLL = 20
"""Seconds that a ReceiveMessage may wait (SQS API Reference); moto refuses more."""


class QueueOrder:
    """The stand-in around every call that touches messages. A long poll holds nothing while it waits."""

    def __init__(self, gate: Gate) -> None:
        self._locks: defaultdict[tuple[str, str], threading.RLock] = defaultdict(threading.RLock)
        self._guard = threading.Lock()
        gate.stand_in("sqs", _QUICK, self._one_at_a_time)
        gate.stand_in("sqs", "ReceiveMessage", self._receive)

    def _one_at_a_time(self, request: AwsRequest, forward: Forward) -> Response:
        """Redriving moves messages between two queues, so the lock is for all queues of an account and region."""
        with self._guard:
            lock = self._locks[request.account, request.region]
        with lock:
            return forward(request)

    def _receive(self, request: AwsRequest, forward: Forward) -> Response:
        queue = _queue(request)
        wait = _wait_seconds(request, queue)
        ends = time.monotonic() + wait

        def look(asked: AwsRequest) -> Response:
            _drop_expired(queue)
            return forward(asked)

        at_once = _without_waiting(request) if 0 < wait <= LONGEST_POLL else request
        while True:
            response = self._one_at_a_time(at_once, look)
            if b"ReceiptHandle" in response.get_data() or response.status_code >= 400 or time.monotonic() >= ends:
                return response
            time.sleep(LONG_POLL_STEP)


def _queue(request: AwsRequest) -> Any:
    """moto's queue, or None: only moto knows a message's age."""
    url = str(request.params.get("QueueUrl", ""))
    return sqs_backends[request.account][request.region].queues.get(url.rpartition("/")[2])


def _drop_expired(queue: Any) -> None:
    if queue is not None:
        oldest = unix_time_millis() - queue.message_retention_period * 1000
        queue._messages = [message for message in queue._messages if message.sent_timestamp > oldest]


def _wait_seconds(request: AwsRequest, queue: Any) -> float:
    """What the call says, else what the queue says."""
    said = request.params.get("WaitTimeSeconds")
    return float(said if said is not None else getattr(queue, "receive_message_wait_time_seconds", 0))


def _without_waiting(request: AwsRequest) -> AwsRequest:
    if request.body.startswith(b"{"):
        return request.with_body(json.dumps({**request.json(), "WaitTimeSeconds": 0}).encode())
    form = dict(parse_qsl(request.body.decode())) | {"WaitTimeSeconds": "0"}
    return request.with_body(urlencode(form).encode())
