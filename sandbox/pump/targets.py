"""The last step of an event: queues, topics and functions take it, or its dead-letter queue does, or it is listed as lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients
from sandbox.functions.address import Address
from sandbox.functions.asynchronous import AsynchronousEvents
from sandbox.functions.functions import Functions, NoSuchFunction
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.queue_access import NO_RESOURCE, REFUSED, Message, NotDelivered, Sender, check_key, check_policy, send_to_queue


class NotSupported(Exception):
    """AWS could deliver this; the sandbox cannot. The text names it."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Something on its way to one target."""

    event_id: str
    """Id of the event or message, for the list of deliveries."""
    text: str
    """What the target gets."""
    target: str
    """ARN of the target."""
    original: str
    """What a dead-letter queue gets: the event before it was transformed."""
    dead_letter_arn: str = ""
    """Queue for what could not be delivered; empty = none."""
    group: str = ""
    """Message group, for FIFO queues."""
    subject: str = ""
    """Subject, for topics; empty = none."""


class Targets:
    """Delivers parcels, one attempt each: AWS tries for 24 hours, but in the sandbox nothing mends itself meanwhile."""

    def __init__(self, clients: InsideClients, functions: Functions, events: AsynchronousEvents, deliveries: Deliveries) -> None:
        self._clients = clients
        self._functions = functions
        self._events = events
        self._deliveries = deliveries
        self._ways: dict[str, Callable[[Sender, Parcel], None]] = {
            "sqs": self._to_queue,
            "sns": self._to_topic,
            "lambda": self._to_function,
        }

    def deliver(self, sender: Sender, parcel: Parcel) -> None:
        """Delivers and notes how it went; never raises."""
        service = (parcel.target.split(":") + [""] * 3)[2]
        try:
            if service not in self._ways:
                raise NotSupported(f"The sandbox delivers to {', '.join(self._ways)}, not to {parcel.target}.")
            self._ways[service](sender, parcel)
        except NotSupported as error:
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id, Outcome.UNSUPPORTED, str(error))
        except NotDelivered as error:
            self.bury(sender, parcel, error)
        else:
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id)

    def bury(self, sender: Sender, parcel: Parcel, error: NotDelivered) -> None:
        """Puts what was not delivered into its dead-letter queue, if there is one that takes it."""
        if not parcel.dead_letter_arn:
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id, Outcome.FAILED, str(error))
            return
        told = {"RULE_ARN": sender.arn, "TARGET_ARN": parcel.target, "ERROR_CODE": error.code, "ERROR_MESSAGE": str(error)}
        attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}
        try:
            send_to_queue(self._clients, sender, parcel.dead_letter_arn, Message(body=parcel.original, attributes=attributes))
        except NotDelivered as second:
            reason = f"{error}; and the dead-letter queue {parcel.dead_letter_arn}: {second}"
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id, Outcome.FAILED, reason)
        else:
            self._deliveries.note(sender.arn, parcel.target, parcel.event_id, Outcome.DEAD_LETTERED, str(error))

    def _to_queue(self, sender: Sender, parcel: Parcel) -> None:
        send_to_queue(self._clients, sender, parcel.target, Message(body=parcel.text, group=parcel.group))

    def _to_topic(self, sender: Sender, parcel: Parcel) -> None:
        _, _, _, region, account, _ = parcel.target.split(":")
        try:
            attributes = self._clients.client("sns", account, region).get_topic_attributes(TopicArn=parcel.target)["Attributes"]
        except ClientError as error:
            raise NotDelivered(NO_RESOURCE, f"there is no topic {parcel.target}") from error
        check_policy(sender, "sns:Publish", parcel.target, json.loads(attributes["Policy"]))
        check_key(self._clients, sender, attributes.get("KmsMasterKeyId", ""), account, region)
        try:
            self._clients.client("sns", account, region, sender.service).publish(
                TopicArn=parcel.target, Message=parcel.text, **({"Subject": parcel.subject} if parcel.subject else {})
            )
        except ClientError as error:
            raise NotDelivered(REFUSED, str(error)) from error

    def _to_function(self, sender: Sender, parcel: Parcel) -> None:
        address = Address.of(parcel.target)
        try:
            function = self._functions.find(address)
        except NoSuchFunction as error:
            raise NotDelivered(NO_RESOURCE, str(error)) from error
        check_policy(sender, "lambda:InvokeFunction", parcel.target, function.policy)
        self._events.put(address, parcel.text)
