"""A batch of a queue's messages: what fails comes again, and only that."""

from collections.abc import Callable
from typing import Any

Answer = dict[str, list[dict[str, str]]]


def work_off(event: dict[str, Any], take: Callable[[dict[str, Any]], None]) -> Answer:
    """Takes the messages one by one, and names those that raised (Lambda developer guide, "Implementing partial batch responses").

    Powertools has this too, but loads its readers of all other event sources with it, a third as long as boto3 itself.
    """
    failed = []
    for record in event["Records"]:
        try:
            take(record)
        except Exception:  # whoever takes messages has said what it was
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
