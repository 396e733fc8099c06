"""A batch of messages as a function gets it, and what its answer says about each of them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def function_event(mapping: Mapping[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The event for messages of a queue, as ReceiveMessage gave them (docs.aws.amazon.com/lambda/latest/dg/with-sqs.html)."""
    return {"Records": [_record(mapping["EventSourceArn"], message) for message in messages]}


def _record(queue: str, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()},
        "md5OfBody": message.get("MD5OfBody") or hashlib.md5(message["Body"].encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": queue.split(":")[3],
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
    if "StringValue" in value:
        told["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        told["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return told


def failed_messages(mapping: Mapping[str, Any], sent: set[str], payload: str) -> set[str]:
    """Ids that come back, from what the function returned.

    Without ReportBatchItemFailures none does. With it, an answer that is not understood, or that names a message that was not in the
    batch, lets all of them come back (docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
    """
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return set()
    answer = json.loads(payload)
    if answer is None or answer == {}:
        return set()
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else answer
    if failures is None:
        return set()
    try:
        named = {failure["itemIdentifier"] for failure in failures}
    except (TypeError, KeyError):
        return set(sent)
    return named if named <= sent else set(sent)
