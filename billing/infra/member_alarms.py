"""The payer's own early warning of what a member account costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import MEMBER_ALARMS
from components.billing_alarms import BETWEEN_FIGURES, ESTIMATED_CHARGES, NAMESPACE
from components.cost_topic import CostTopic
from components.metric_alarm import Watch, metric_alarm
from model.regions import BILLING_REGION


@dataclass(frozen=True, kw_only=True)
class MemberAlarmsArgs:
    """What the alarms are told."""

    members: Mapping[str, int] = field(default_factory=dict)
    """Member account to US dollars a month. Changing the amount replaces nothing."""
    topic: CostTopic
    """Where they say it."""


class MemberAlarms(pulumi.ComponentResource):
    """One alarm a member account on its EstimatedCharges, as the payer sees them: the dimension LinkedAccount exists nowhere else.

    Each is 0.10 USD a month. They need "Receive CloudWatch billing alerts" to be on in the payer, which no API can do.
    """

    alarms: dict[str, aws.cloudwatch.MetricAlarm]
    """By account."""

    def __init__(self, name: str, args: MemberAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(MEMBER_ALARMS, name, {}, opts)
        within = pulumi.ResourceOptions(parent=self)
        self.alarms = {
            account: metric_alarm(name, charges_of(account, usd), args.topic.arn, within, region=BILLING_REGION)
            for account, usd in args.members.items()
        }
        self.register_outputs({"alarms": [alarm.name for alarm in self.alarms.values()]})


def charges_of(account: str, usd: int) -> Watch:
    """Silence is well: before the month's first figure there is nothing to owe."""
    return Watch(
        name=account,
        says=f"AWS's charges of this month for the member account {account} have reached {usd} USD. Look at the operator's dashboard, "
        "or raise its amount in clientenv-billing:memberAccounts.",
        namespace=NAMESPACE,
        metric=ESTIMATED_CHARGES,
        dimensions={"Currency": "USD", "LinkedAccount": account},
        statistic="Maximum",  # it only grows within a month
        at_least=usd,
        period_seconds=BETWEEN_FIGURES,
    )
