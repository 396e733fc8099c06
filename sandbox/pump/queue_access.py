"""Sending to queues on behalf of AWS services, as far as the queue's policy and its key's policy let them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients
from sandbox.functions.service_access import ServiceCall, may


class NotDelivered(Exception):
    """A target did not take an event. `code` is AWS's word for it in dead-letter queues."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


NO_PERMISSIONS, NO_RESOURCE, REFUSED = "NO_PERMISSIONS", "NO_RESOURCE", "SDK_CLIENT_ERROR"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The AWS service that sends, and on whose behalf."""

    service: str
    """Service principal, e.g. `events.amazonaws.com`."""
    arn: str
    """ARN of the rule, topic, ...: what policies see as aws:SourceArn."""
    account: str
    """Its account: aws:SourceAccount."""
    with_role: bool = False
    """Whether it acts with a role in that account: then policies of the account's resources and keys need not name the service."""

    def call(self, action: str, resource: str) -> ServiceCall:
        """What a policy is asked."""
        return ServiceCall(service=self.service, action=action, resource=resource, source_arn=self.arn, source_account=self.account)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is sent to a queue."""

    body: str
    """Its text."""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Message attributes as SendMessage takes them."""
    group: str = ""
    """Message group, for FIFO queues."""


def send_to_queue(clients: InsideClients, sender: Sender, arn: str, message: Message) -> None:
    """Sends a message to the queue of that ARN. Raises `NotDelivered`."""
    _, _, _, region, account, name = arn.split(":")
    sqs = clients.client("sqs", account, region)
    try:
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    except ClientError as error:
        raise NotDelivered(NO_RESOURCE, f"there is no queue {arn}") from error
    check_policy(sender, "sqs:SendMessage", arn, json.loads(attributes.get("Policy") or "{}"))
    check_key(clients, sender, attributes.get("KmsMasterKeyId", ""), account, region)
    try:
        clients.client("sqs", account, region, sender.service).send_message(
            QueueUrl=url,
            MessageBody=message.body,
            MessageAttributes=message.attributes,
            **({"MessageGroupId": message.group} if message.group else {}),
        )
    except ClientError as error:
        raise NotDelivered(REFUSED, str(error)) from error


def check_key(clients: InsideClients, sender: Sender, key: str, account: str, region: str) -> None:
    """Whether the sender may use the customer's key with which a queue or topic is encrypted. No key, no question. Raises `NotDelivered`.

    The AWS-managed keys (`alias/aws/sqs`) let no other service in, and nobody can change their policies.
    """
    if not key or sender.with_role:
        return
    if "alias/aws/" in key:
        raise NotDelivered(NO_PERMISSIONS, f"{key} lets no other service in; use a key of your own whose policy names {sender.service}")
    kms = clients.client("kms", account, region)
    try:
        arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        policy = json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    except ClientError as error:
        raise NotDelivered(NO_RESOURCE, f"there is no key {key}") from error
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        check_policy(sender, action, arn, policy)


def check_policy(sender: Sender, action: str, resource: str, policy: Mapping[str, Any] | None) -> None:
    """Raises `NotDelivered` when the policy of a resource does not let the sender in."""
    if sender.with_role and resource.split(":")[4] == sender.account:
        return
    verdict = may(policy, sender.call(action, resource))
    if not verdict.allowed:
        raise NotDelivered(NO_PERMISSIONS, f"policy of {resource}: {verdict.reason}")
