"""Cost Anomaly Detection over the whole bill: somebody hears the day that a service costs more than it used to."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import ANOMALY_WATCH
from components.cost_topic import CostTopic

WORTH_A_MAIL_USD = 10
"""What an anomaly must have cost beyond the usual, in US dollars."""


@dataclass(frozen=True, kw_only=True)
class AnomalyWatchArgs:
    """What the watch is told."""

    monitor_arn: str | None = None
    """The monitor that the payer has already; AWS allows one a dimension and account, and new accounts come with one. None: one is made.
    Changing it replaces the subscription's monitor, and deletes the one that was made."""
    topic: CostTopic
    """Where it says what it found."""


class AnomalyWatch(pulumi.ComponentResource):
    """A monitor of all services, or the one that is there, and its subscription. Both cost nothing."""

    monitor: aws.costexplorer.AnomalyMonitor | None
    """None where an existing one was adopted: it stays whose it was, and is not deleted with this."""
    subscription: aws.costexplorer.AnomalySubscription

    def __init__(self, name: str, args: AnomalyWatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ANOMALY_WATCH, name, {}, opts)
        self.monitor = None if args.monitor_arn else self._monitor(name)
        self.monitor_arn = self.monitor.arn if self.monitor else pulumi.Output.from_input(args.monitor_arn or "")
        self.subscription = self._subscription(name, args.topic)
        self.register_outputs({"monitor": self.monitor_arn})

    def _monitor(self, name: str) -> aws.costexplorer.AnomalyMonitor:
        opts = pulumi.ResourceOptions(parent=self)
        return aws.costexplorer.AnomalyMonitor(name, monitor_type="DIMENSIONAL", monitor_dimension="SERVICE", opts=opts)

    def _subscription(self, name: str, topic: CostTopic) -> aws.costexplorer.AnomalySubscription:
        least = aws.costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
            key="ANOMALY_TOTAL_IMPACT_ABSOLUTE", match_options=["GREATER_THAN_OR_EQUAL"], values=[str(WORTH_A_MAIL_USD)]
        )
        return aws.costexplorer.AnomalySubscription(
            name,
            frequency="IMMEDIATE",  # the only one that a topic can have
            monitor_arn_lists=[self.monitor_arn],
            subscribers=[aws.costexplorer.AnomalySubscriptionSubscriberArgs(type="SNS", address=topic.arn)],
            threshold_expression=aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(dimension=least),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[topic.alerts.access]),
        )
