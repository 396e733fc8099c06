"""The early warning of an account that one client has to itself."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import BILLING_ALARMS
from components.cost_topic import CostTopic
from components.metric_alarm import HOUR, Watch, metric_alarm
from components.monthly_budget import monthly_budget
from model.regions import BILLING_REGION
from model.settings import StackSettings

NAMESPACE, ESTIMATED_CHARGES = "AWS/Billing", "EstimatedCharges"
"""What the account owes for the month so far, in US dollars; from zero again on the 1st."""
WHOLE_ACCOUNT = {"Currency": "USD"}
"""The metric's only dimension for the whole account. It has none for a tag, and LinkedAccount only in the account that pays for others."""
BETWEEN_FIGURES = 6 * HOUR
"""Seconds in which AWS publishes the metric at least once: it does so several times a day."""


@dataclass(frozen=True, kw_only=True)
class BillingAlarmsArgs:
    """What the billing alarms are told."""

    settings: StackSettings
    """The stack's settings; `monthly_budget_usd` is the threshold, `notify` the addresses."""
    topic: CostTopic
    """Where they say it."""


class BillingAlarms(pulumi.ComponentResource):
    """Placements `own`, `client` and `member`: an alarm on the account's EstimatedCharges and an AWS Budget, both over the whole account.

    The alarm is 0.10 USD a month, the budget free. The alarm needs "Receive CloudWatch billing alerts" to be on in the account that pays,
    which no API can do; where it is off the metric has no data and the alarm is silent, while the budget works. In your own account both
    count what clients hosted there cost too.
    """

    alarm: aws.cloudwatch.MetricAlarm
    budget: aws.budgets.Budget

    def __init__(self, name: str, args: BillingAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BILLING_ALARMS, name, {}, opts)
        watch = estimated_charges(args.settings.monthly_budget_usd)
        self.alarm = metric_alarm(name, watch, args.topic.arn, pulumi.ResourceOptions(parent=self), region=BILLING_REGION)
        self.budget = monthly_budget(name, args.settings, args.topic, within=self)
        self.register_outputs({"alarm": self.alarm.name, "budget": self.budget.name})


def estimated_charges(budget_usd: int) -> Watch:
    """Silence is well: before the month's first figure there is nothing to owe, and late figures are no reason to wake anybody."""
    return Watch(
        name="estimated-charges",
        says=f"AWS's charges of this month have reached {budget_usd} USD. Look at the dashboard for what they are, "
        "or raise clientenv:monthlyBudgetUsd.",
        namespace=NAMESPACE,
        metric=ESTIMATED_CHARGES,
        dimensions=WHOLE_ACCOUNT,
        statistic="Maximum",  # it only grows within a month
        at_least=budget_usd,
        period_seconds=BETWEEN_FIGURES,
    )
