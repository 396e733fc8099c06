"""Limits, periods, filters and subscribers of a budget as Pulumi and as AWS Budgets spell them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sandbox.handlers.as_written import set_as_written
from sandbox.handlers.handler import Properties
from sandbox.handlers.spelling import Spelling


class Minute:
    """`2026-07-01_00:00`, in UTC."""

    FORM = "%Y-%m-%d_%H:%M"

    def outward(self, value: str) -> datetime:
        return datetime.strptime(value, self.FORM).replace(tzinfo=UTC)

    def inward(self, value: datetime) -> str:
        return value.astimezone(UTC).strftime(self.FORM)


INCLUDED = ("Credit", "Discount", "OtherSubscription", "Recurring", "Refund", "Subscription", "Support", "Tax", "Upfront")
COST_TYPES = Spelling(*(f"include{cost}" for cost in INCLUDED), "useAmortized", "useBlended")
USUAL_COST_TYPES = {**{f"include{cost}": True for cost in INCLUDED}, "useAmortized": False, "useBlended": False}
"""What a budget counts when nobody says otherwise (AWS Budgets API reference, CostTypes)."""

BUDGET = Spelling("budgetType", "timeUnit", name="BudgetName")
LIMIT = Spelling(limitAmount="Amount", limitUnit="Unit")
PERIOD = Spelling(timePeriodStart=("Start", Minute()), timePeriodEnd=("End", Minute()))
NOTIFICATION = Spelling("notificationType", "comparisonOperator", "threshold", "thresholdType")


def budget_to_aws(inputs: Properties) -> dict[str, Any]:
    parts = {
        "BudgetLimit": LIMIT.to_aws(inputs),
        "TimePeriod": PERIOD.to_aws(inputs),
        "CostFilters": {each["name"]: each["values"] for each in inputs.get("costFilters") or []},
        "CostTypes": COST_TYPES.to_aws({**USUAL_COST_TYPES, **(inputs.get("costTypes") or {})}),
    }
    return {**BUDGET.to_aws(inputs), **{name: part for name, part in parts.items() if part}}


def budget_to_pulumi(live: Mapping[str, Any], state: Properties) -> Properties:
    limit = LIMIT.to_pulumi(live.get("BudgetLimit") or {})
    filters = [{"name": name, "values": values} for name, values in (live.get("CostFilters") or {}).items()]
    return {
        **BUDGET.to_pulumi(live),
        **limit,
        "limitAmount": amount_as_written(limit["limitAmount"], state.get("limitAmount")),
        **PERIOD.to_pulumi(live.get("TimePeriod") or {}),
        "costFilters": set_as_written(filters, state.get("costFilters")),
        "costTypes": cost_types_to_pulumi(live.get("CostTypes") or {}, state.get("costTypes") or {}),
    }


def amount_as_written(live: str | None, known: Any) -> str | None:
    """AWS says `50.0` where the program says `50`."""
    return str(known) if live and known and Decimal(live) == Decimal(str(known)) else live


def cost_types_to_pulumi(live: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Those that the program says and those that are not as usual; the others would be changes that nobody made."""
    values = {**USUAL_COST_TYPES, **COST_TYPES.known(live)}
    return {name: value for name, value in values.items() if name in known or value != USUAL_COST_TYPES[name]}


def subscribers_to_aws(notification: Mapping[str, Any]) -> list[dict[str, str]]:
    told = (("EMAIL", notification.get("subscriberEmailAddresses")), ("SNS", notification.get("subscriberSnsTopicArns")))
    return [{"SubscriptionType": kind, "Address": address} for kind, addresses in told for address in addresses or []]


def subscribers_to_pulumi(subscribers: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for each in subscribers:
        name = "subscriberEmailAddresses" if each["SubscriptionType"] == "EMAIL" else "subscriberSnsTopicArns"
        told.setdefault(name, []).append(each["Address"])
    return told
