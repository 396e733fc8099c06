"""What AWS charges in the demo: the lines of one month, and one that comes late. Amounts are made up; how they add up is not.

Video analysis carries no tag, so its line is nobody's; what billing costs itself is tagged `internal`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.demo.clients import CLIENTS, YOURS
from sandbox.server_process import Sandbox

GLOBEX = {"Client": "Globex", "Environment": "prod", "BillingGroup": "VehicleAnalysisClients"}
DEV = {"Client": "Consultancy", "Environment": "dev", "BillingGroup": "VehicleAnalysisClients"}
INTERNAL = {"Client": "internal", "Environment": "billing", "BillingGroup": "internal"}
LINES: tuple[dict[str, Any], ...] = (
    {"service": "Amazon Simple Storage Service", "product": "AmazonS3", "amount": "1.9200000001", "tags": GLOBEX},
    {"service": "Amazon DynamoDB", "product": "AmazonDynamoDB", "amount": "0.35", "tags": GLOBEX},
    {"service": "AWS Lambda", "product": "AWSLambda", "amount": "0.0823456789", "tags": GLOBEX},
    {"service": "AWS Key Management Service", "product": "awskms", "amount": "1", "tags": GLOBEX},
    {"service": "AWS Key Management Service", "product": "awskms", "amount": "-0.50", "tags": GLOBEX, "kind": "Credit"},
    {"service": "Amazon DynamoDB", "product": "AmazonDynamoDB", "amount": "0.21", "tags": DEV},
    {"service": "AWS Lambda", "product": "AWSLambda", "amount": "0.04", "tags": DEV},
    {"service": "Amazon Rekognition", "product": "AmazonRekognition", "amount": "0.0433333333", "usage_type": "USE1-MinutesOfVideo-Label"},
    {"service": "AmazonCloudWatch", "product": "AmazonCloudWatch", "amount": "0.30"},
    {"service": "AWS Key Management Service", "product": "awskms", "amount": "3", "tags": INTERNAL},
    {"service": "AWS Support (Developer)", "product": "AWSSupportDeveloper", "amount": "29", "kind": "Fee"},
    {"service": "Tax", "product": "AmazonS3", "amount": "2.1", "kind": "Tax"},
)
CLIENTS_LINES: tuple[dict[str, Any], ...] = (
    {"service": "Amazon Simple Storage Service", "product": "AmazonS3", "amount": "1.15"},
    {"service": "Amazon Virtual Private Cloud", "product": "AmazonVPC", "amount": "14.60"},
    {"service": "Amazon Rekognition", "product": "AmazonRekognition", "amount": "0.0216666667"},
)
"""What AWS charges the client that has an account of its own, on a bill of its own."""
LATE: dict[str, Any] = {
    "service": "Amazon Simple Storage Service",
    "product": "AmazonS3",
    "amount": "-0.92",
    "tags": GLOBEX,
    "kind": "Refund",
    "description": "Refund for storage that was charged twice",
}
"""What AWS takes back after the invoices are final."""


def say_bill(sandbox: Sandbox, month: date) -> None:
    """The month's lines of both payers; `month` is any day of it."""
    _say(sandbox, YOURS, month, LINES)
    _say(sandbox, CLIENTS, month, CLIENTS_LINES)


def say_late(sandbox: Sandbox, month: date) -> None:
    """The refund that arrives after the month was closed."""
    _say(sandbox, YOURS, month, (LATE,))


def _say(sandbox: Sandbox, payer: str, month: date, lines: tuple[dict[str, Any], ...]) -> None:
    day = month.replace(day=5).isoformat()
    sandbox.admin("POST", f"bills/{payer}", {"lines": [{"day": day, "account": payer, **line} for line in lines]})
