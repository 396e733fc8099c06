"""A function's lines in CloudWatch Logs, and the metrics that are written in them (embedded metric format)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.functions.deployed_code import DeployedFunction
from sandbox.functions.role_credentials import LAMBDA, Clients

METRICS_PER_CALL = 500
"""PutMetricData takes up to 1000 metrics; half of that keeps a call small."""


def write_lines(clients: Clients, function: DeployedFunction, stream: str, lines: Iterable[str]) -> bool:
    """Appends lines to the function's log group, and says whether they got there: a group that does not exist is not made.

    Metrics in embedded metric format among them go to CloudWatch, as they do for lines that reach CloudWatch Logs.
    """
    logs = clients.client("logs", function.account, function.region, LAMBDA)
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines if line]
    target = {"logGroupName": function.log_group, "logStreamName": stream}
    if not _append(logs, target, events):
        return False
    put_metrics(clients, function, [found for event in events for found in embedded_metrics(str(event["message"]))])
    return True


def _append(logs: Any, target: Mapping[str, str], events: list[dict[str, Any]]) -> bool:
    """The stream is made with its first lines. False when there is no group."""
    for making in (None, logs.create_log_stream):
        try:
            if making:
                making(**target)
            logs.put_log_events(**target, logEvents=events)
            return True
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
    return False


def put_metrics(clients: Clients, function: DeployedFunction, metrics: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Puts (namespace, datum) pairs into CloudWatch, in the function's account and region."""
    by_namespace: dict[str, list[dict[str, Any]]] = {}
    for namespace, datum in metrics:
        by_namespace.setdefault(namespace, []).append(datum)
    cloudwatch = clients.client("cloudwatch", function.account, function.region, LAMBDA)
    for namespace, data in by_namespace.items():
        for start in range(0, len(data), METRICS_PER_CALL):
            cloudwatch.put_metric_data(Namespace=namespace, MetricData=data[start : start + METRICS_PER_CALL])


def embedded_metrics(line: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The (namespace, datum) pairs of one log line; none for a line that is not in embedded metric format.

    Format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    if '"_aws"' not in line:
        return
    try:
        document = json.loads(line)
        about = document["_aws"]
        directives = about["CloudWatchMetrics"]
    except (ValueError, TypeError, KeyError):
        return
    for directive in directives:
        for dimensions in directive.get("Dimensions") or [[]]:
            for metric in directive.get("Metrics", []):
                yield from _datum(document, about.get("Timestamp"), directive["Namespace"], dimensions, metric)


def _datum(
    document: Mapping[str, Any], timestamp: Any, namespace: str, dimensions: list[str], metric: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    values = document.get(metric["Name"])
    values = values if isinstance(values, list) else [values]
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if not numbers or not all(name in document for name in dimensions):
        return
    datum = {
        "MetricName": metric["Name"],
        "Dimensions": [{"Name": name, "Value": str(document[name])} for name in dimensions],
        "Values": numbers,
        "Unit": metric.get("Unit", "None"),
        **({"Timestamp": timestamp / 1000} if timestamp else {}),
    }
    yield namespace, datum
