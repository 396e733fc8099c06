"""SNS: what is published reaches queues and functions, as far as filters and policies let it.

moto's own delivery asks no policy, reaches queues of its own account only, and would start a container for a function.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.sns.models import Subscription

from sandbox.aws.inside import InsideClients
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.queue_access import Message, NotDelivered, Sender, send_to_queue
from sandbox.pump.targets import Parcel, Targets

SNS = "sns.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A message for one subscription whose filter lets it through."""

    topic: str
    """ARN of the topic."""
    subscription: str
    """ARN of the subscription."""
    protocol: str
    """`sqs`, `lambda`, `email`, ..."""
    endpoint: str
    """Where it goes."""
    message_id: str
    """The same for all subscriptions."""
    text: str
    """The message, chosen for the protocol where there are several."""
    subject: str
    """Subject; empty = none."""
    attributes: Mapping[str, Any]
    """Message attributes: name -> {"Type", "Value"}."""
    raw: bool
    """Whether a queue gets the bare text."""
    dead_letter_arn: str
    """Queue for what could not be delivered; empty = none."""
    group: str
    """Message group of a FIFO topic."""
    at: datetime
    """When it was published."""


class Topics:
    """Carries notifications. `hand_over` is told what was published, in the thread of the call."""

    def __init__(self, clients: InsideClients, targets: Targets, deliveries: Deliveries) -> None:
        self._clients = clients
        self._targets = targets
        self._deliveries = deliveries

    def deliver(self, notification: Notification) -> None:
        """Carries a notification to its subscriber; never raises."""
        account = notification.topic.split(":")[4]
        sender = Sender(service=SNS, arn=notification.topic, account=account)
        parcel = _parcel(notification)
        if notification.protocol == "sqs":
            self._to_queue(sender, notification, parcel)
        elif notification.protocol == "lambda":
            self._targets.deliver(sender, parcel)
        else:
            reason = f"The sandbox sends nothing over {notification.protocol}."
            self._deliveries.note(notification.topic, notification.endpoint, notification.message_id, Outcome.UNSUPPORTED, reason)

    def _to_queue(self, sender: Sender, notification: Notification, parcel: Parcel) -> None:
        attributes = {name: _queue_attribute(value) for name, value in notification.attributes.items()} if notification.raw else {}
        try:
            message = Message(body=parcel.text, attributes=attributes, group=notification.group)
            send_to_queue(self._clients, sender, notification.endpoint, message)
        except NotDelivered as error:
            self._targets.bury(sender, parcel, error)
        else:
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id)


def hand_over_publications(hand_over: Callable[[Notification], None]) -> Callable[[], None]:
    """From now on moto hands over what is published instead of delivering it; returns what undoes that."""
    original = Subscription.publish

    def publish(subscription: Any, message: str, message_id: str, **more: Any) -> None:
        matcher = subscription._filter_policy_matcher
        if matcher is not None and not matcher.matches(more.get("message_attributes"), message):
            return
        if more.get("message_structure") == "json":
            message = subscription._parse_message_structure(message, subscription.protocol)
        hand_over(_notification(subscription, message, message_id, more))

    def undo() -> None:
        Subscription.publish = original

    Subscription.publish = publish
    return undo


def _notification(subscription: Any, text: str, message_id: str, more: Mapping[str, Any]) -> Notification:
    redrive = json.loads(subscription.attributes.get("RedrivePolicy") or "{}")
    return Notification(
        topic=subscription.topic.arn,
        subscription=subscription.arn,
        protocol=subscription.protocol,
        endpoint=subscription.endpoint,
        message_id=message_id,
        text=text,
        subject=more.get("subject") or "",
        attributes=more.get("message_attributes") or {},
        raw=bool(subscription.attributes.get("RawMessageDelivery")),
        dead_letter_arn=redrive.get("deadLetterTargetArn", ""),
        group=more.get("group_id") or "",
        at=datetime.now(UTC),
    )


def _parcel(notification: Notification) -> Parcel:
    document = _document(notification)
    if notification.protocol == "lambda":
        text = json.dumps({"Records": [_record(notification, document)]}, ensure_ascii=False)
    else:
        text = notification.text if notification.raw else json.dumps(document, ensure_ascii=False)
    return Parcel(
        event_id=notification.message_id,
        text=text,
        target=notification.endpoint,
        original=text,
        dead_letter_arn=notification.dead_letter_arn,
        group=notification.group,
    )


def _document(notification: Notification) -> dict[str, Any]:
    """The notification as subscribers read it, not really signed (docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html)."""
    region = notification.topic.split(":")[3]
    return {
        "Type": "Notification",
        "MessageId": notification.message_id,
        "TopicArn": notification.topic,
        **({"Subject": notification.subject} if notification.subject else {}),
        "Message": notification.text,
        "Timestamp": f"{notification.at:%Y-%m-%dT%H:%M:%S}.{notification.at.microsecond // 1000:03d}Z",
        "SignatureVersion": "1",
        "Signature": "not signed by the sandbox",
        "SigningCertURL": f"https://sns.{region}.amazonaws.com/SimpleNotificationService-{uuid.UUID(int=0).hex}.pem",
        "UnsubscribeURL": f"https://sns.{region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={notification.subscription}",
        **({"MessageAttributes": dict(notification.attributes)} if notification.attributes else {}),
    }


def _record(notification: Notification, document: dict[str, Any]) -> dict[str, Any]:
    renamed = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}
    message = {renamed.get(name, name): value for name, value in document.items()}
    return {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": notification.subscription,
        "Sns": {"Subject": None, "MessageAttributes": {}, **message},
    }


def _queue_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    kind = "BinaryValue" if attribute["Type"].startswith("Binary") else "StringValue"
    return {"DataType": attribute["Type"], kind: attribute["Value"] if kind == "BinaryValue" else str(attribute["Value"])}
