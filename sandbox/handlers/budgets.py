"""Budgets, with who is told when one is exceeded."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.as_written import set_as_written
from sandbox.handlers.budgets_spelling import (
    NOTIFICATION,
    budget_to_aws,
    budget_to_pulumi,
    subscribers_to_aws,
    subscribers_to_pulumi,
)
from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.own_account import own_account
from sandbox.handlers.tagging import Tagging
from sandbox.handlers.tags import tag_list

TAGS = Tagging(
    list_call="list_tags_for_resource {ResourceARN: of}",
    found="ResourceTags",
    add_call="tag_resource {ResourceARN: of, ResourceTags: list}",
    remove_call="untag_resource {ResourceARN: of, ResourceTagKeys: removed}",
)


class Budget(Handler):
    """A budget goes by `account:name`."""

    type = "aws:budgets/budget:Budget"
    service = "budgets"
    name_input = "name"
    longest_name = 100
    supported = (
        "name",
        "accountId",
        "budgetType",
        "timeUnit",
        "limitAmount",
        "limitUnit",
        "timePeriodStart",
        "timePeriodEnd",
        "costFilters[].name",
        "costFilters[].values",
        "costTypes.includeCredit",
        "costTypes.includeDiscount",
        "costTypes.includeOtherSubscription",
        "costTypes.includeRecurring",
        "costTypes.includeRefund",
        "costTypes.includeSubscription",
        "costTypes.includeSupport",
        "costTypes.includeTax",
        "costTypes.includeUpfront",
        "costTypes.useAmortized",
        "costTypes.useBlended",
        "notifications[].notificationType",
        "notifications[].comparisonOperator",
        "notifications[].threshold",
        "notifications[].thresholdType",
        "notifications[].subscriberEmailAddresses",
        "notifications[].subscriberSnsTopicArns",
        "tags.*",
    )
    replace_on = frozenset({"name", "accountId"})
    defaults = {"timePeriodEnd": "2087-06-15_00:00"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        account = inputs.get("accountId") or own_account(aws)
        aws.create_budget(AccountId=account, Budget=budget_to_aws(inputs), ResourceTags=tag_list(inputs))
        notify(aws, account, inputs["name"], inputs)
        return f"{account}:{inputs['name']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        account, name = id.split(":", 1)
        live = aws.describe_budget(AccountId=account, BudgetName=name)["Budget"]
        arn = arn_of(id)
        return {
            "accountId": account,
            "arn": arn,
            **budget_to_pulumi(live, state),
            "notifications": notifications(aws, account, name, state),
            **TAGS.read(aws, arn),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Notifications that differ are made anew. What the provider computes itself stays when the program no longer says it."""
        account, name = id.split(":", 1)
        kept = {key: old.get(key) for key in ("limitAmount", "limitUnit", "timePeriodStart", "costFilters", "costTypes")}
        aws.update_budget(AccountId=account, NewBudget=budget_to_aws({**kept, **new}))
        if (old.get("notifications") or []) != (new.get("notifications") or []):
            for each in live_notifications(aws, account, name):
                aws.delete_notification(AccountId=account, BudgetName=name, Notification=each)
            notify(aws, account, name, new)
        TAGS.update(aws, arn_of(id), old, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        account, name = id.split(":", 1)
        aws.delete_budget(AccountId=account, BudgetName=name)


def arn_of(id: str) -> str:
    account, name = id.split(":", 1)
    return f"arn:aws:budgets::{account}:budget/{name}"


def notify(aws: BaseClient, account: str, budget: str, inputs: Properties) -> None:
    for each in inputs.get("notifications") or []:
        aws.create_notification(
            AccountId=account, BudgetName=budget, Notification=NOTIFICATION.to_aws(each), Subscribers=subscribers_to_aws(each)
        )


def live_notifications(aws: BaseClient, account: str, budget: str) -> list[dict[str, Any]]:
    """As `delete_notification` wants to hear them again: without their state."""
    found = pages(aws, "describe_notifications_for_budget", "Notifications", AccountId=account, BudgetName=budget)
    return [{key: value for key, value in each.items() if key != "NotificationState"} for each in found]


def notifications(aws: BaseClient, account: str, budget: str, state: Properties) -> list[dict[str, Any]]:
    """The live notifications, in the program's order where they are the same. A budget leaves out that a threshold is a percentage."""
    read = []
    for live in live_notifications(aws, account, budget):
        told = pages(aws, "describe_subscribers_for_notification", "Subscribers", AccountId=account, BudgetName=budget, Notification=live)
        read.append({"thresholdType": "PERCENTAGE", **NOTIFICATION.known(live), **subscribers_to_pulumi(told)})
    return set_as_written(read, state.get("notifications"))
