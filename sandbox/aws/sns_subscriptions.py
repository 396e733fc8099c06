"""SNS subscriptions: an e-mail address stays pending until it is confirmed (moto confirms it at once), and some protocols are refused."""

from __future__ import annotations

import re
import threading
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.admin import AdminPaths
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

MAIL = frozenset({"email", "email-json"})
"""Protocols that wait for a confirmation. No mail is ever sent."""
DELIVERED = frozenset({"sqs"})
"""Protocols that moto delivers to."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A subscription that waits for its confirmation."""

    subscription_arn: str
    """The ARN that it has already and shows only when confirmed."""
    topic_arn: str
    """Its topic."""
    endpoint: str
    """E-mail address."""
    token: str
    """What the mail would carry."""


class SnsSubscriptions:
    """Pending subscriptions, and what the API says about them."""

    def __init__(self, gate: Gate, admin: AdminPaths) -> None:
        self._pending: dict[str, Pending] = {}
        self._confirmed: set[str] = set()
        self._lock = threading.Lock()
        self.delivered = set(DELIVERED)
        """Protocols besides e-mail that can be subscribed; a part that delivers to another one adds it."""
        gate.stand_in("sns", "Subscribe", self._subscribe)
        gate.stand_in("sns", "ConfirmSubscription", self._confirm)
        gate.stand_in("sns", ("ListSubscriptions", "ListSubscriptionsByTopic"), self._list)
        gate.stand_in("sns", "GetSubscriptionAttributes", self._attributes)
        gate.on(self._forget)
        admin.add("GET", "subscriptions/pending", lambda *_: {"pending": [asdict(one) for one in self.pending()]})
        admin.add("POST", "subscriptions/confirm", lambda _, body: self._confirm_by_hand(body))

    def pending(self) -> list[Pending]:
        """Subscriptions that wait, oldest first."""
        with self._lock:
            return list(self._pending.values())

    def _subscribe(self, request: AwsRequest, forward: Forward) -> Response:
        protocol, endpoint = request.params.get("Protocol", ""), request.params.get("Endpoint", "")
        if protocol not in self.delivered | MAIL:
            raise SandboxUnsupported(f"The sandbox does not deliver to {protocol} subscriptions, only to sqs, and keeps e-mail pending.")
        if protocol in MAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", endpoint):
            raise AwsError("InvalidParameter", "Invalid parameter: Email address")
        response = forward(request)
        if response.status_code >= 400 or protocol not in MAIL:
            return response
        arn = _first(response, "SubscriptionArn")
        with self._lock:
            if arn not in self._confirmed:
                topic = request.params.get("TopicArn", "")
                self._pending.setdefault(arn, Pending(subscription_arn=arn, topic_arn=topic, endpoint=endpoint, token=uuid.uuid4().hex))
        if arn in self._pending and request.params.get("ReturnSubscriptionArn") != "true":
            _replace(response, f">{arn}<", ">pending confirmation<")
        return response

    def _confirm(self, request: AwsRequest, _: Forward) -> Response:
        token = request.params.get("Token", "")
        found = [one for one in self.pending() if one.token == token and one.topic_arn == request.params.get("TopicArn")]
        if not found:
            raise AwsError("InvalidParameter", "Invalid token")
        self._settle(found[0].subscription_arn)
        body = (
            f"<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>{found[0].subscription_arn}</SubscriptionArn>"
            "</ConfirmSubscriptionResult></ConfirmSubscriptionResponse>"
        )
        return Response(body, mimetype="text/xml")

    def _confirm_by_hand(self, body: dict[str, Any]) -> dict[str, str]:
        """`{"endpoint": "a@b.example"}` or `{"subscription_arn": ".."}`; every subscription of the address is confirmed."""
        wanted = [
            one for one in self.pending() if one.endpoint == body.get("endpoint") or one.subscription_arn == body.get("subscription_arn")
        ]
        if not wanted:
            raise ValueError("No pending subscription is meant: give its endpoint or subscription_arn.")
        for one in wanted:
            self._settle(one.subscription_arn)
        return {one.subscription_arn: "confirmed" for one in wanted}

    def _settle(self, arn: str) -> None:
        """moto answers a repeated subscription with the old one: it must not become pending again."""
        with self._lock:
            if self._pending.pop(arn, None):
                self._confirmed.add(arn)

    def _list(self, request: AwsRequest, forward: Forward) -> Response:
        response = forward(request)
        for one in self.pending():
            _replace(response, f">{one.subscription_arn}<", ">PendingConfirmation<")
        return response

    def _attributes(self, request: AwsRequest, forward: Forward) -> Response:
        response = forward(request)
        if request.params.get("SubscriptionArn") in self._pending:
            for name, value in (("PendingConfirmation", "true"), ("ConfirmationWasAuthenticated", "false")):
                pattern = rf"(<key>{name}</key>\s*<value>)\w+(</value>)"
                response.set_data(re.sub(pattern, rf"\g<1>{value}\g<2>", response.get_data(as_text=True)))
        return response

    def _forget(self, request: AwsRequest, _: Response) -> None:
        if request.service != "sns":
            return
        if request.action == "Unsubscribe":
            self._settle(request.params.get("SubscriptionArn", ""))
        if request.action == "DeleteTopic":
            for one in self.pending():
                if one.topic_arn == request.params.get("TopicArn"):
                    self._settle(one.subscription_arn)


def _first(response: Response, tag: str) -> str:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", response.get_data(as_text=True))
    return found.group(1) if found else ""


def _replace(response: Response, old: str, new: str) -> None:
    response.set_data(response.get_data(as_text=True).replace(old, new))
