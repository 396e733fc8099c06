"""Messages that AWS services publish to topics by themselves: alarms, budgets."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from sandbox.aws.inside import InsideClients

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message for one topic."""

    service: str
    """Service principal that publishes: `cloudwatch.amazonaws.com`."""
    source_arn: str
    """On whose behalf: ARN of the alarm or budget."""
    account: str
    """Account of the alarm or budget."""
    topic_arn: str
    """Topic."""
    subject: str
    """Subject."""
    text: str
    """Message."""


class ServiceNotices:
    """Sends notices. A topic that is not there only leaves a line in the log, as nobody could be told."""

    def __init__(self, clients: InsideClients) -> None:
        self._clients = clients
        self.carry: Callable[[Notice], None] = self._publish
        """How a notice gets to its topic. By itself it is just published; the pump first asks the policies of topic and key."""

    def send(self, notice: Notice) -> None:
        """Send a notice."""
        self.carry(notice)

    def _publish(self, notice: Notice) -> None:
        _, _, _, region, account, _ = notice.topic_arn.split(":")
        sns = self._clients.client("sns", account, region, notice.service, notice.source_arn)
        try:
            sns.publish(TopicArn=notice.topic_arn, Subject=notice.subject, Message=notice.text)
        except ClientError as error:
            log.warning("The notice of %s was not published: %s", notice.source_arn, error)
