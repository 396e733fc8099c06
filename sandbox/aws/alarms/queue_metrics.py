"""Metrics of queues that an alarm watches: how many messages wait, and how old the oldest is.

SQS writes them every minute for every queue; here they are written when something happens in the queue's account and region, if they have
changed or a minute is over, and when the clock is moved.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sqs.models import sqs_backends
from werkzeug.wrappers import Response

from sandbox.aws.gate import Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest

NAMESPACE = "AWS/SQS"
VISIBLE, AGE = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
EVERY_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class _Written:
    """The last time."""

    at: float
    visible: int


class QueueMetrics:
    """Writes the metrics."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        self._written: dict[tuple[str, str, str], _Written] = {}
        self._lock = threading.Lock()
        gate.on(self._after)

    def write(self) -> None:
        """Write them for every watched queue: time has passed."""
        for account in list(cloudwatch_backends):
            for region in list(cloudwatch_backends[account]):
                self._write(account, region, always=True)

    def _after(self, request: AwsRequest, _: Response) -> None:
        if request.service == "sqs" and request.action.startswith(("Send", "Receive", "Delete", "Purge", "ChangeMessage")):
            self._write(request.account, request.region, always=False)

    def _write(self, account: str, region: str, always: bool) -> None:
        for name in _watched(account, region):
            queue = sqs_backends[account][region].queues.get(name)
            if queue is not None and self._is_time(account, region, queue, always):
                self._clients.client("cloudwatch", account, region).put_metric_data(Namespace=NAMESPACE, MetricData=_data(queue))

    def _is_time(self, account: str, region: str, queue: Any, always: bool) -> bool:
        key, now, visible = (account, region, queue.name), time.time(), _visible(queue)
        with self._lock:
            last = self._written.get(key)
            if not always and last and last.visible == visible and now - last.at < EVERY_SECONDS:
                return False
            self._written[key] = _Written(at=now, visible=visible)
            return True


def _watched(account: str, region: str) -> set[str]:
    """Names of the queues that alarms there watch."""
    alarms = list(cloudwatch_backends[account][region].alarms.values())
    metrics = [metric for alarm in alarms for metric in _metrics(alarm) if metric.namespace == NAMESPACE]
    return {each.value for metric in metrics for each in metric.dimensions if each.name == "QueueName"}


def _metrics(alarm: Any) -> Iterator[Any]:
    yield alarm
    for query in alarm.metric_data_queries:
        if query.metric_stat:
            yield query.metric_stat.metric


def _visible(queue: Any) -> int:
    return sum(message.visible and not message.delayed for message in list(queue._messages))


def _data(queue: Any) -> list[dict[str, Any]]:
    sent = [float(message.sent_timestamp) / 1000 for message in list(queue._messages)]
    dimensions = [{"Name": "QueueName", "Value": queue.name}]
    return [
        {"MetricName": VISIBLE, "Dimensions": dimensions, "Value": float(_visible(queue)), "Unit": "Count"},
        {"MetricName": AGE, "Dimensions": dimensions, "Value": max(0.0, time.time() - min(sent)) if sent else 0.0, "Unit": "Seconds"},
    ]
