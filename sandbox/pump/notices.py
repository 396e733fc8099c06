"""What alarms and budgets tell topics, as parcels: so the policies of topic and key are asked, and the list of deliveries has a line."""

from __future__ import annotations

import uuid

from sandbox.aws.service_notices import Notice
from sandbox.pump.queue_access import Sender
from sandbox.pump.targets import Parcel


def parcel_of(notice: Notice) -> tuple[Sender, Parcel]:
    """Who sends, and what."""
    sender = Sender(service=notice.service, arn=notice.source_arn, account=notice.account)
    parcel = Parcel(event_id=str(uuid.uuid4()), text=notice.text, target=notice.topic_arn, original=notice.text, subject=notice.subject)
    return sender, parcel
