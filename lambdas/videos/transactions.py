"""Why DynamoDB cancelled a transaction."""

from typing import Any

from botocore.exceptions import ClientError

UNMET = "ConditionalCheckFailed"
"""The reason of a write whose condition did not hold."""
PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons that another try may not meet again."""


def cancellation_reasons(error: ClientError) -> list[str]:
    """One code for each write of the cancelled transaction; empty for any other error."""
    response: dict[str, Any] = dict(error.response)
    return [str(reason.get("Code")) for reason in response.get("CancellationReasons", [])]
