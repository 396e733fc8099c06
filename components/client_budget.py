"""The early warning of a client among others in one account."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alert_topic import AlertTopic
from components.component_types import CLIENT_BUDGET
from components.cost_topic import CostTopic
from components.meter import Meter
from components.metric_alarm import HOUR, Silence
from components.monthly_budget import monthly_budget
from model.settings import StackSettings
from model.tags import TagSource, spelling


@dataclass(frozen=True, kw_only=True)
class ClientBudgetArgs:
    """What a hosted client's budget is told."""

    settings: StackSettings
    """The stack's settings; `monthly_budget_usd` is the budget, `notify` the addresses."""
    topic: CostTopic
    """Where the budget says it."""
    at_home: AlertTopic
    """Where the alarm says it: it is in the environment's region, as its metric is, and an alarm tells topics of its own region only."""
    meter: Meter
    """What the solution meters."""


class ClientBudget(pulumi.ComponentResource):
    """Placement `hosted`: a budget for what carries the client's tag, and an alarm on metered seconds × price for what cannot carry any.

    EstimatedCharges knows accounts and no tags, so here it would alarm on all clients at once. A budget can count one tag, but Rekognition
    Video, most of the cost, has nothing that could be tagged, and figures of a budget are half a day old. Metered seconds are this client's
    own. An alarm cannot add up a month, so the solution does, and says the month's seconds so far once an hour.

    The alarm is 0.10 USD a month, the budget free. The budget shows 0 USD until the payer has activated the cost allocation tag `Client`.
    """

    budget: aws.budgets.Budget
    alarm: aws.cloudwatch.MetricAlarm

    def __init__(self, name: str, args: ClientBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(CLIENT_BUDGET, name, {}, opts)
        client = spelling(TagSource.BUDGET, "Client") + args.settings.tags.client
        self.budget = monthly_budget(name, args.settings, args.topic, within=self, filters={"TagKeyValue": [client]})
        self.alarm = self._alarm(name, args)
        self.register_outputs({"alarm": self.alarm.name, "budget": self.budget.name})

    def _alarm(self, name: str, args: ClientBudgetArgs) -> aws.cloudwatch.MetricAlarm:
        budget = args.settings.monthly_budget_usd
        return aws.cloudwatch.MetricAlarm(
            f"{name}-metered-cost",
            alarm_description=f"Analyses for {args.settings.tags.client} have cost {budget} USD this month, all that a month may cost. "
            "Look at the dashboard for how many there were, or raise clientenv:monthlyBudgetUsd; at clientenv:monthlyMinutesLimit further "
            "videos are held.",
            metric_queries=[self._seconds(args.meter), self._cost(args.meter)],
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=budget,
            evaluation_periods=1,
            treat_missing_data=Silence.CHANGES_NOTHING.value,  # of a sweep that does not run, another alarm tells
            alarm_actions=[args.at_home.arn],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _seconds(self, meter: Meter) -> aws.cloudwatch.MetricAlarmMetricQueryArgs:
        metric = aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
            namespace=meter.namespace, metric_name=meter.month_seconds, dimensions=meter.dimensions, stat="Maximum", period=HOUR
        )
        return aws.cloudwatch.MetricAlarmMetricQueryArgs(id="seconds", metric=metric)

    def _cost(self, meter: Meter) -> aws.cloudwatch.MetricAlarmMetricQueryArgs:
        return aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id="cost", expression=meter.usd("seconds"), label="Metered cost of the month, USD", return_data=True
        )
