"""What has been spent of a budget. Nothing is spent in a sandbox, so somebody says it, and notifications go out as AWS sends them.

`POST budgets/<account>/<name>/spend` with `{"actual": "41.50", "forecast": "80"}` (either may be left out).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.aws.admin import AdminPaths
from sandbox.aws.budgets.book import Book, Budget, Notification
from sandbox.aws.service_notices import Notice, ServiceNotices

SERVICE = "budgets.amazonaws.com"


class Spending:
    """The admin path."""

    def __init__(self, book: Book, notices: ServiceNotices, admin: AdminPaths) -> None:
        self._book = book
        self._notices = notices
        admin.add("POST", "budgets/<account>/<path:name>/spend", self._spend)

    def _spend(self, path: Mapping[str, str], body: dict[str, Any]) -> dict[str, Any]:
        budget = self._book.of(path["account"]).get(path["name"])
        if budget is None:
            raise ValueError(f"Account {path['account']} has no budget {path['name']}.")
        if not body or set(body) - {"actual", "forecast"}:
            raise ValueError('Say {"actual": "41.50", "forecast": "80"}, in the unit of the budget\'s limit.')
        budget.actual = str(_amount(body.get("actual", budget.actual)))
        budget.forecast = str(_amount(body.get("forecast", budget.forecast)))
        for each in budget.notifications:
            self._look(path["account"], budget, each)
        return {"alarmed": [each.rule for each in budget.notifications if each.alarmed]}

    def _look(self, account: str, budget: Budget, notification: Notification) -> None:
        """Tell the topics when a threshold has been passed, once until it is no longer."""
        before, notification.alarmed = notification.alarmed, _passed(budget, notification)
        if before or not notification.alarmed:
            return
        for each in notification.subscribers:
            if each["SubscriptionType"] == "SNS":
                self._notices.send(_notice(account, budget, notification, each["Address"]))


def _passed(budget: Budget, notification: Notification) -> bool:
    spent = Decimal(budget.actual if notification.rule["NotificationType"] == "ACTUAL" else budget.forecast)
    least = _threshold(budget, notification)
    compare = {"GREATER_THAN": spent > least, "LESS_THAN": spent < least, "EQUAL_TO": spent == least}
    return compare[notification.rule["ComparisonOperator"]]


def _threshold(budget: Budget, notification: Notification) -> Decimal:
    """In the limit's unit."""
    threshold = Decimal(str(notification.rule["Threshold"]))
    if notification.rule.get("ThresholdType", "PERCENTAGE") == "ABSOLUTE_VALUE":
        return threshold
    return threshold / 100 * Decimal(budget.details["BudgetLimit"]["Amount"])


def _notice(account: str, budget: Budget, notification: Notification, topic_arn: str) -> Notice:
    name, unit = budget.details["BudgetName"], budget.details["BudgetLimit"]["Unit"]
    kind = notification.rule["NotificationType"]
    spent = budget.actual if kind == "ACTUAL" else budget.forecast
    text = (
        f"AWS Budget Notification\nAWS Account {account}\n\nBudget Name: {name}\nBudget Type: {budget.details['BudgetType']}\n"
        f"Budgeted Amount: {budget.details['BudgetLimit']['Amount']} {unit}\nAlert Type: {kind}\n"
        f"Alert Threshold: {notification.rule['ComparisonOperator']} {_threshold(budget, notification).normalize():f} {unit}\n"
        f"{kind} Amount: {spent} {unit}\n"
    )
    arn = f"arn:aws:budgets::{account}:budget/{name}"
    subject = f"AWS Budgets: {name} has exceeded your alert threshold"
    return Notice(service=SERVICE, source_arn=arn, account=account, topic_arn=topic_arn, subject=subject[:100], text=text)


def _amount(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount; say it like 41.50.") from None
