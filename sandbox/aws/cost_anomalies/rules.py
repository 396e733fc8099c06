"""What Cost Anomaly Detection refuses (Cost Explorer API Reference, AnomalyMonitor and AnomalySubscription)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.aws.errors import AwsError

Details = dict[str, Any]
"""A structure as the API spells it."""

KINDS = {"EMAIL": ("DAILY", "WEEKLY"), "SNS": ("IMMEDIATE",)}
"""Kind of a subscriber -> how often it can be told."""
IMPACTS = ("ANOMALY_TOTAL_IMPACT_ABSOLUTE", "ANOMALY_TOTAL_IMPACT_PERCENTAGE")
"""What a threshold can be about."""
MOST_IMPACT = 10_000_000_000
MOST_VALUES = 10
"""Values of a monitor of the account's own choosing."""
TAGS = 50
_ADDRESS = {"EMAIL": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "SNS": re.compile(r"arn:aws:sns:[a-z0-9-]+:\d{12}:[\w.-]+")}


def check_monitor(monitor: Details, others: Iterable[Details]) -> None:
    """Raise for a monitor that AWS does not take; `others` are those that the account has."""
    if monitor["MonitorType"] == "CUSTOM":
        _check_custom(monitor)
        return
    dimension = monitor.get("MonitorDimension")
    if not dimension:
        raise _invalid("MonitorDimension must be specified for DIMENSIONAL monitors.")
    if (dimension in ("TAG", "COST_CATEGORY")) != ("MonitorSpecification" in monitor):
        raise _invalid("MonitorSpecification goes with the dimensions TAG and COST_CATEGORY, and with no other.")
    if any(each.get("MonitorDimension") == dimension for each in others):
        raise _invalid("Limit exceeded on dimensional spend monitor creation")


def _check_custom(monitor: Details) -> None:
    specification = monitor.get("MonitorSpecification") or {}
    if "MonitorDimension" in monitor or set(specification) not in ({"Dimensions"}, {"Tags"}, {"CostCategories"}):
        raise _invalid("CUSTOM monitors have a MonitorSpecification of either Dimensions, Tags or CostCategories, and no MonitorDimension.")
    [(kind, chosen)] = specification.items()
    if kind == "Dimensions" and chosen.get("Key") != "LINKED_ACCOUNT":
        raise _invalid("LINKED_ACCOUNT is the only dimension that a CUSTOM monitor can have.")
    if not 1 <= len(chosen.get("Values", [])) <= MOST_VALUES:
        raise _invalid(f"A CUSTOM monitor has 1 to {MOST_VALUES} values.")


def check_subscription(subscription: Details) -> None:
    """Raise for a subscription that AWS does not take."""
    if not subscription["MonitorArnList"]:
        raise _invalid("A subscription must have at least one monitor.")
    if not subscription["Subscribers"]:
        raise _invalid("A subscription must have at least one subscriber.")
    for each in subscription["Subscribers"]:
        _check_subscriber(each, subscription["Frequency"])
    given = [name for name in ("Threshold", "ThresholdExpression") if subscription.get(name) is not None]
    if not given:
        raise _invalid("Threshold and ThresholdExpression cannot both be null")
    if len(given) == 2:
        raise _invalid("Threshold and ThresholdExpression cannot both be specified")
    if "ThresholdExpression" in given:
        _check_expression(subscription["ThresholdExpression"])


def _check_subscriber(subscriber: Mapping[str, str], frequency: str) -> None:
    kind = subscriber.get("Type", "")
    if kind not in KINDS or not _ADDRESS[kind].fullmatch(subscriber.get("Address", "")):
        raise _invalid(f"{subscriber.get('Address')} is not a valid {kind or 'subscriber'} address.")
    if frequency not in KINDS[kind]:
        raise _invalid(f"{kind} subscribers can be notified {' or '.join(KINDS[kind])}, not {frequency}.")


def _check_expression(expression: Details) -> None:
    """`And` and `Or` of impacts that are at least so much."""
    if len(expression) != 1:
        raise _invalid("A ThresholdExpression has one of Dimensions, And, Or.")
    [(kind, inner)] = expression.items()
    if kind in ("And", "Or"):
        for each in inner:
            _check_expression(each)
        return
    if kind != "Dimensions" or inner.get("Key") not in IMPACTS or inner.get("MatchOptions") != ["GREATER_THAN_OR_EQUAL"]:
        raise _invalid(f"A threshold is {' or '.join(IMPACTS)}, GREATER_THAN_OR_EQUAL.")
    values = inner.get("Values", [])
    if len(values) != 1 or not re.fullmatch(r"\d+(\.\d+)?", values[0]) or float(values[0]) > MOST_IMPACT:
        raise _invalid(f"A threshold is one number between 0 and {MOST_IMPACT:,}.")


def check_tags(tags: Mapping[str, str], arn: str) -> None:
    """Raise for too many tags, or one that is AWS's."""
    if len(tags) > TAGS:
        raise AwsError("TooManyTagsException", f"{arn} can have {TAGS} tags at most.")
    if any(key.lower().startswith("aws:") for key in tags):
        raise _invalid("Tag keys that begin with aws: are reserved.")


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)
