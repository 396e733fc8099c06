"""A topic that AWS's own services publish to and that people hear by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import ALERT_TOPIC
from components.permissions import Conditions, allow, policy


@dataclass(frozen=True, kw_only=True)
class AlertTopicArgs:
    """What a topic for alerts is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the messages; it must let the publishers use it. Changing it replaces nothing."""
    account_id: str
    """Account on whose behalf the services publish."""
    publishers: Sequence[str]
    """Services that may publish, such as `cloudwatch`. Changing them replaces nothing."""
    addresses: Sequence[str] = ()
    """E-mail addresses, at most 10. Each gets a mail with a link and hears nothing until it has followed it. Changing them replaces only
    the subscriptions concerned."""
    region: str | None = None
    """Where the topic is: an alarm tells topics of its own region only. Default: where the environment is. Changing it replaces all."""


class AlertTopic(pulumi.ComponentResource):
    """An encrypted topic, who may publish to it, and its e-mail subscriptions.

    The first 1,000 mails a month cost nothing (aws.amazon.com/sns/pricing).
    """

    topic: aws.sns.Topic
    access: aws.sns.TopicPolicy
    """What publishes must wait for it: Budgets refuses a topic that it may not publish to."""
    subscriptions: list[aws.sns.TopicSubscription]

    def __init__(self, name: str, args: AlertTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ALERT_TOPIC, name, {}, opts)
        self.topic = self._topic(name, args)
        self.access = self._access(name, args)
        self.subscriptions = [self._subscription(name, address, args) for address in args.addresses]
        self.arn = self.topic.arn
        self.register_outputs({"arn": self.arn})

    def _topic(self, name: str, args: AlertTopicArgs) -> aws.sns.Topic:
        return aws.sns.Topic(name, kms_master_key_id=args.key_arn, region=args.region, opts=pulumi.ResourceOptions(parent=self))

    def _access(self, name: str, args: AlertTopicArgs) -> aws.sns.TopicPolicy:
        own: Conditions = {"StringEquals": {"aws:SourceAccount": args.account_id}}
        publishing = [
            allow(service.capitalize(), "sns:Publish", on=[self.topic.arn], only_if=own, to=f"{service}.amazonaws.com")
            for service in args.publishers
        ]
        within = pulumi.ResourceOptions(parent=self.topic)
        return aws.sns.TopicPolicy(name, arn=self.topic.arn, policy=policy(*publishing), region=args.region, opts=within)

    def _subscription(self, name: str, address: str, args: AlertTopicArgs) -> aws.sns.TopicSubscription:
        """Named by its address: were it numbered, taking one out would make all after it confirm again."""
        within = pulumi.ResourceOptions(parent=self.topic)
        return aws.sns.TopicSubscription(
            f"{name}-{address}", topic=self.topic.arn, protocol="email", endpoint=address, region=args.region, opts=within
        )
