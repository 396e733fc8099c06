"""Logs and metrics: JSON lines that name clients and stacks, never amounts or contents."""

import traceback
from enum import StrEnum

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics
from botocore.exceptions import ClientError

from lambdas.billing_runs.names import NAMESPACE, SERVICE


class Metric(StrEnum):
    """Every metric of the runs."""

    MONTHLY_RAN = "MonthlyRan"
    """1 for each monthly run that came to its end."""
    DRAFTS_MADE = "DraftsMade"
    """Drafts that a monthly run saved or found unchanged."""
    DAILY_RAN = "DailyRan"
    """1 for each daily run that came to its end; an alarm on its absence notices a dead schedule."""
    MONTHS_WITHOUT_DRAFTS = "MonthsWithoutDrafts"
    """Whether the month that ended has clients and no drafts: 0 or 1."""
    TAG_KEYS_NOT_SEEN = "TagKeysNotSeen"
    """Cost allocation tags that AWS has not seen on any resource yet, and so cannot activate."""
    RUN_ERRORS = "RunErrors"
    """Clients that could not be rated, and steps of a daily run that failed."""


logger = Logger(service=SERVICE)
metrics = EphemeralMetrics(namespace=NAMESPACE, service=SERVICE)


def count(metric: Metric, amount: int = 1) -> None:
    """Adds to a metric of this invocation."""
    metrics.add_metric(name=metric.value, unit="Count", value=amount)


def describe(error: BaseException) -> dict[str, str]:
    """What a log may say about an error: its kind and place. Messages can quote contents."""
    frames = traceback.extract_tb(error.__traceback__)
    said = {"error": type(error).__name__, "at": f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""}
    if isinstance(error, ClientError):
        said |= {"code": error.response["Error"].get("Code", ""), "operation": error.operation_name}
    return said
