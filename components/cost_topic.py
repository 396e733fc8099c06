"""Where everything that AWS says of costs arrives."""

from dataclasses import dataclass

import pulumi

from components.alert_topic import AlertTopic, AlertTopicArgs
from components.component_types import COST_TOPIC
from components.encryption_key import EncryptionKey, EncryptionKeyArgs
from model.regions import BILLING_REGION
from model.settings import StackSettings

PUBLISHERS = ("cloudwatch", "budgets", "costalerts")
"""Alarms, AWS Budgets, Cost Anomaly Detection (AWS Cost Management user guide, "Creating an Amazon SNS topic for ...")."""


@dataclass(frozen=True, kw_only=True)
class CostTopicArgs:
    """What the cost topic is told."""

    settings: StackSettings
    """The stack's settings; `notify` are the addresses, at most 10."""
    protect: bool = False
    """Whether the key refuses to be deleted, for where it encrypts more than messages. Changing it replaces nothing."""


class CostTopic(pulumi.ComponentResource):
    """A topic in us-east-1, where AWS publishes its billing metric, and its own key there: a topic cannot use another region's key.

    The key costs 1 USD a month. What it encrypts here are messages on their way only.
    """

    key: EncryptionKey
    alerts: AlertTopic

    def __init__(self, name: str, args: CostTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(COST_TOPIC, name, {}, opts)
        self._within = pulumi.ResourceOptions(parent=self)
        self.key = self._key(name, args)
        self.alerts = self._alerts(name, args.settings)
        self.arn = self.alerts.arn
        self.register_outputs({"arn": self.arn})

    def _key(self, name: str, args: CostTopicArgs) -> EncryptionKey:
        account_id = args.settings.account.account_id
        key = EncryptionKeyArgs(account_id=account_id, publishers=PUBLISHERS, region=BILLING_REGION, protect=args.protect)
        return EncryptionKey(name, key, opts=self._within)

    def _alerts(self, name: str, settings: StackSettings) -> AlertTopic:
        args = AlertTopicArgs(
            key_arn=self.key.arn,
            account_id=settings.account.account_id,
            publishers=PUBLISHERS,
            addresses=settings.notify,
            region=BILLING_REGION,
        )
        return AlertTopic(name, args, opts=self._within)
