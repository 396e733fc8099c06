"""The AWS Budget of a client environment: AWS itself compares cost with the month's budget, and says so in time."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.cost_topic import CostTopic
from model.settings import StackSettings

ACTUAL_PERCENT = (50, 80, 100)
"""Shares of the budget at which somebody is told that they have been spent."""
FORECAST_PERCENT = (100,)
"""Share of the budget that the month's forecast must exceed. AWS forecasts once it has seen about five weeks of cost."""


def monthly_budget(
    name: str, settings: StackSettings, topic: CostTopic, within: pulumi.Resource, filters: Mapping[str, Sequence[str]] | None = None
) -> aws.budgets.Budget:
    """A budget in US dollars a calendar month; filters narrow what it counts, by the name that Budgets gives them.

    It costs nothing: AWS charges only for budgets with actions. Its figures are 8 to 12 hours old.

    Credits and refunds are left out, though Budgets counts both unless told otherwise: an account that lives on credits would show 0 USD
    until they are used up, and then say everything at once. All else is as AWS has it: unblended, tax and support included.

    The addresses are told twice, by the topic and directly: what comes directly needs no confirmation.
    """
    told = [_notification("ACTUAL", share, settings, topic) for share in ACTUAL_PERCENT]
    told += [_notification("FORECASTED", share, settings, topic) for share in FORECAST_PERCENT]
    return aws.budgets.Budget(
        name,
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(settings.monthly_budget_usd),
        limit_unit="USD",
        cost_types=aws.budgets.BudgetCostTypesArgs(include_credit=False, include_refund=False),
        cost_filters=[aws.budgets.BudgetCostFilterArgs(name=each, values=values) for each, values in (filters or {}).items()] or None,
        notifications=told,
        opts=pulumi.ResourceOptions(parent=within, depends_on=[topic.alerts.access]),
    )


def _notification(kind: str, percent: int, settings: StackSettings, topic: CostTopic) -> aws.budgets.BudgetNotificationArgs:
    return aws.budgets.BudgetNotificationArgs(
        notification_type=kind,
        comparison_operator="GREATER_THAN",
        threshold=percent,
        threshold_type="PERCENTAGE",
        subscriber_sns_topic_arns=[topic.arn],
        subscriber_email_addresses=list(settings.notify) or None,
    )
