"""The budgets of all accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

END_OF_TIME = 3706473600.0
"""2087-06-15 UTC, epoch seconds: where a budget ends that names no end (AWS Budgets API Reference, TimePeriod)."""
COUNTED = ("Credit", "Discount", "OtherSubscription", "Recurring", "Refund", "Subscription", "Support", "Tax", "Upfront")
COST_TYPES = {**{f"Include{cost}": True for cost in COUNTED}, "UseAmortized": False, "UseBlended": False}
"""What a budget of costs counts unless told otherwise (AWS Budgets API Reference, CostTypes)."""

Details = dict[str, Any]
"""A structure as the API spells it."""


@dataclass(kw_only=True)
class Notification:
    """One notification of a budget."""

    rule: Details
    """NotificationType, ComparisonOperator, Threshold, ThresholdType."""
    subscribers: list[Details]
    """Each with SubscriptionType and Address."""
    alarmed: bool = False
    """Whether the spend has passed the threshold."""

    def told(self) -> Details:
        """As the API tells it."""
        return {**self.rule, "NotificationState": "ALARM" if self.alarmed else "OK"}


@dataclass(kw_only=True)
class Budget:
    """One budget."""

    details: Details
    """Budget; what it says of CalculatedSpend does not count."""
    notifications: list[Notification] = field(default_factory=list)
    """In the order in which they were made."""
    tags: dict[str, str] = field(default_factory=dict)
    """Tags."""
    actual: str = "0"
    """Spent, in the limit's unit, decimal number; somebody must say it (`/_sandbox/budgets/...`)."""
    forecast: str = "0"
    """Expected at the end of the period, likewise."""

    def told(self) -> Details:
        """As the API tells it."""
        unit = self.details.get("BudgetLimit", {}).get("Unit", "USD")
        spend = {"ActualSpend": {"Amount": self.actual, "Unit": unit}, "ForecastedSpend": {"Amount": self.forecast, "Unit": unit}}
        return {**self.details, "CalculatedSpend": spend}


class Book:
    """Budgets by account and name."""

    def __init__(self) -> None:
        self._budgets: dict[str, dict[str, Budget]] = {}

    def of(self, account: str) -> dict[str, Budget]:
        """The account's budgets by name; what is put in stays."""
        return self._budgets.setdefault(account, {})


def filled_in(details: Details, before: Details, now: datetime) -> Details:
    """A budget as it is kept: with AWS's defaults, or what stood there `before`, for what it does not name."""
    period = {"Start": _start(details["TimeUnit"], now), "End": END_OF_TIME, **before.get("TimePeriod", {})}
    return {
        **details,
        **({"CostTypes": {**COST_TYPES, **details.get("CostTypes", {})}} if details["BudgetType"] == "COST" else {}),
        "TimePeriod": {**period, **details.get("TimePeriod", {})},
        "LastUpdatedTime": now.timestamp(),
    }


def _start(unit: str, now: datetime) -> float:
    """Begin of the current period, epoch seconds."""
    month = {"ANNUALLY": 1, "QUARTERLY": (now.month - 1) // 3 * 3 + 1}.get(unit, now.month)
    day = now.day if unit == "DAILY" else 1
    return datetime(now.year, month, day, tzinfo=UTC).timestamp()
