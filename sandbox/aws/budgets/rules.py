"""What AWS Budgets refuses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.aws.budgets.book import Budget, Details, Notification
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.request import AwsRequest

NOTIFICATIONS, TOPICS, ADDRESSES = 10, 1, 10
"""Notifications of a budget, SNS topics and e-mail addresses of a notification (AWS Budgets API Reference, Notification)."""
TAGS = 50
"""Tags that a budget can carry."""
_TAG_FILTER = re.compile(r"(user|aws):[^$]+\$.*", re.DOTALL)
_ADDRESS = {"EMAIL": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "SNS": re.compile(r"arn:aws:sns:[a-z0-9-]+:\d{12}:[\w.-]+")}


def own_account(request: AwsRequest) -> str:
    """The account that a call names. Raises AwsError when it is not the caller's."""
    account = str(request.json().get("AccountId", ""))
    if account != request.account:
        arn = f"arn:aws:budgets::{account}:budget/*"
        words = f"User: {request.caller.arn} is not authorized to perform: budgets:{request.action} on resource: {arn}"
        raise AwsError("AccessDeniedException", words)
    return account


def check_budget(details: Details) -> None:
    """Raise for a budget that AWS does not take."""
    if "PlannedBudgetLimits" in details or "AutoAdjustData" in details:
        raise SandboxUnsupported("The sandbox knows budgets with a BudgetLimit only, not PlannedBudgetLimits or AutoAdjustData.")
    if "BudgetLimit" not in details:
        raise _invalid(
            "Unable to create/update budget - please provide one of the followings: Budget Limit/ Planned Budget Limit/ Auto Adjust Data"
        )
    name = str(details["BudgetName"])
    if not 1 <= len(name) <= 100 or re.search(r"[:\\]|/action/", name):
        raise _invalid(f"BudgetName {name!r} must have 1 to 100 characters and none of ':' and '\\', nor '/action/'.")
    if _number(details["BudgetLimit"].get("Amount")) <= 0:
        raise _invalid("Budget limit must be greater than zero.")
    period = details.get("TimePeriod", {})
    if "Start" in period and "End" in period and period["Start"] >= period["End"]:
        raise _invalid("Start time must be before end time.")
    _check_filters(details)


def _check_filters(details: Details) -> None:
    """AWS takes any value of TagKeyValue, and then shows $0 for ever. Here the wrong spelling is an error."""
    filters: dict[str, list[str]] = details.get("CostFilters") or {}
    if filters and details.get("FilterExpression"):
        raise _invalid("CostFilters and FilterExpression cannot be used together.")
    for value in filters.get("TagKeyValue", []):
        if not _TAG_FILTER.fullmatch(value):
            raise SandboxUnsupported(
                f"A budget filtered by the tag {value!r} would show 0 for ever in AWS. Spell it user:<key>$<value>, as in user:Client$acme."
            )


def check_notifications(notifications: Iterable[Notification]) -> None:
    """Raise when a budget cannot have all of these."""
    kept = list(notifications)
    if len(kept) > NOTIFICATIONS:
        raise AwsError("CreationLimitExceededException", f"A budget can have {NOTIFICATIONS} notifications at most.")
    if any(times > 1 for times in Counter(str(sorted(same_rule(each.rule).items())) for each in kept).values()):
        raise AwsError("DuplicateRecordException", "Unable to create notification - the notification already exists.")
    for each in kept:
        check_subscribers(each.subscribers)


def check_subscribers(subscribers: list[Details]) -> None:
    """Raise when a notification cannot have all of these."""
    if not subscribers:
        raise _invalid("A notification must have at least one subscriber.")
    kinds = Counter(each.get("SubscriptionType") for each in subscribers)
    if kinds["SNS"] > TOPICS or kinds["EMAIL"] > ADDRESSES:
        words = f"A notification can have {TOPICS} SNS and {ADDRESSES} email subscribers at most."
        raise AwsError("CreationLimitExceededException", words)
    if len({(each.get("SubscriptionType"), each.get("Address")) for each in subscribers}) < len(subscribers):
        raise AwsError("DuplicateRecordException", "Unable to create subscriber - the subscriber already exists.")
    for each in subscribers:
        form = _ADDRESS.get(str(each.get("SubscriptionType")))
        if form is None or not form.fullmatch(str(each.get("Address", ""))):
            raise _invalid(f"Invalid {each.get('SubscriptionType')} subscriber address.")


def check_tags(budget: Budget) -> None:
    """Raise when a budget has too many tags, or one that is AWS's."""
    if len(budget.tags) > TAGS:
        raise AwsError("ServiceQuotaExceededException", f"A budget can have {TAGS} tags at most.")
    if any(key.lower().startswith("aws:") for key in budget.tags):
        raise _invalid("Tag keys that begin with aws: are reserved.")


def same_rule(rule: Details) -> Details:
    """What tells one notification from another; a threshold is a percentage unless it says otherwise."""
    named = {name: rule.get(name) for name in ("NotificationType", "ComparisonOperator", "Threshold")}
    return {**named, "ThresholdType": rule.get("ThresholdType", "PERCENTAGE")}


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def _number(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise _invalid(f"{value!r} is not a number.") from None
