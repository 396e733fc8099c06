"""Findings of Cost Anomaly Detection, where somebody has made a monitor."""

from __future__ import (
    annotations,  # an annotation that is evaluated would import pulumi_aws.costexplorer for stacks that follow no monitor
)

import pulumi
import pulumi_aws as aws

from components.cost_topic import CostTopic
from model.settings import StackSettings

WORTH_A_MAIL = 10
"""Percent of the month's budget that an anomaly must have cost."""


def anomaly_subscription(
    name: str, settings: StackSettings, topic: CostTopic, opts: pulumi.ResourceOptions
) -> aws.costexplorer.AnomalySubscription | None:
    """Has the cost topic told of the monitor's findings; None where no monitor is named. It costs nothing.

    The monitor is not made here: AWS allows one of a kind an account, so it belongs to the account and not to one of its environments.
    IMMEDIATE is the only frequency that a topic can have.
    """
    if settings.anomaly_monitor_arn is None:
        return None
    least = settings.monthly_budget_usd * WORTH_A_MAIL / 100
    return aws.costexplorer.AnomalySubscription(
        name,
        frequency="IMMEDIATE",
        monitor_arn_lists=[settings.anomaly_monitor_arn],
        subscribers=[aws.costexplorer.AnomalySubscriptionSubscriberArgs(type="SNS", address=topic.arn)],
        threshold_expression=aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(
            dimension=aws.costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
                key="ANOMALY_TOTAL_IMPACT_ABSOLUTE", match_options=["GREATER_THAN_OR_EQUAL"], values=[f"{least:g}"]
            )
        ),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[topic.alerts.access])),
    )
