"""The calls of Cost Anomaly Detection that the sandbox answers."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.cost_anomalies.rules import Details, check_monitor, check_subscription, check_tags
from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

MONITOR, SUBSCRIPTION = "anomalymonitor", "anomalysubscription"
_UNKNOWN = {
    MONITOR: ("UnknownMonitorException", "The cost anomaly monitor does not exist for the account."),
    SUBSCRIPTION: ("UnknownSubscriptionException", "The cost anomaly subscription does not exist for the account."),
}

Call = Callable[[AwsRequest, Details], Details | None]
"""(request, its parameters) -> the answer."""


@dataclass(kw_only=True)
class _Kept:
    """A monitor or a subscription."""

    details: Details
    tags: dict[str, str] = field(default_factory=dict)


class CostAnomalies:
    """The stand-in."""

    def __init__(self, gate: Gate) -> None:
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()
        calls: dict[str, Call] = {
            "CreateAnomalyMonitor": self._create_monitor,
            "GetAnomalyMonitors": self._get_monitors,
            "UpdateAnomalyMonitor": self._update_monitor,
            "DeleteAnomalyMonitor": self._delete_monitor,
            "CreateAnomalySubscription": self._create_subscription,
            "GetAnomalySubscriptions": self._get_subscriptions,
            "UpdateAnomalySubscription": self._update_subscription,
            "DeleteAnomalySubscription": self._delete_subscription,
            "GetAnomalies": lambda *_: {"Anomalies": []},
        }
        for action, call in calls.items():
            gate.stand_in("ce", action, self._answering(call))
        gate.stand_in("ce", "ListTagsForResource", self._of_ours(lambda arn, _: {"ResourceTags": _tag_list(self._kept[arn].tags)}))
        gate.stand_in("ce", "TagResource", self._of_ours(self._tag))
        gate.stand_in("ce", "UntagResource", self._of_ours(self._untag))

    def _answering(self, call: Call) -> Callable[[AwsRequest, Forward], Response]:
        def answer(request: AwsRequest, _: Forward) -> Response:
            with self._lock:
                return _response(call(request, request.json()))

        return answer

    def _of_ours(self, call: Callable[[str, Details], Details | None]) -> Callable[[AwsRequest, Forward], Response]:
        """Tags of monitors and subscriptions are kept here, all others by moto."""

        def answer(request: AwsRequest, forward: Forward) -> Response:
            asked = request.json()
            arn = str(asked.get("ResourceArn", ""))
            if arn.split(":")[-1].split("/")[0] not in _UNKNOWN:
                return forward(request)
            with self._lock:
                if arn not in self._kept or arn.split(":")[4] != request.account:
                    raise AwsError("ResourceNotFoundException", f"The specified ARN in the request doesn't exist: {arn}")
                return _response(call(arn, asked))

        return answer

    def _own(self, request: AwsRequest, kind: str) -> dict[str, _Kept]:
        """The account's, by ARN."""
        start = f"arn:aws:ce::{request.account}:{kind}/"
        return {arn: kept for arn, kept in self._kept.items() if arn.startswith(start)}

    def _found(self, request: AwsRequest, kind: str, arn: str) -> _Kept:
        found = self._own(request, kind).get(arn)
        if found is None:
            raise AwsError(*_UNKNOWN[kind])
        return found

    def _listed(self, request: AwsRequest, kind: str, arns: list[str] | None) -> list[Details]:
        wanted = [self._found(request, kind, arn) for arn in arns] if arns else self._own(request, kind).values()
        return [kept.details for kept in wanted]

    def _keep(self, request: AwsRequest, kind: str, details: Details, asked: Details) -> str:
        arn = f"arn:aws:ce::{request.account}:{kind}/{uuid.uuid4()}"
        tags = _tags(asked)
        check_tags(tags, arn)
        self._kept[arn] = _Kept(details=details, tags=tags)
        return arn

    def _create_monitor(self, request: AwsRequest, asked: Details) -> Details:
        monitor, today = dict(asked["AnomalyMonitor"]), f"{request.at:%Y-%m-%d}"
        check_monitor(monitor, self._listed(request, MONITOR, None))
        arn = self._keep(request, MONITOR, monitor, asked)
        monitor |= {"MonitorArn": arn, "CreationDate": today, "LastUpdatedDate": today}
        return {"MonitorArn": arn}

    def _get_monitors(self, request: AwsRequest, asked: Details) -> Details:
        return {"AnomalyMonitors": self._listed(request, MONITOR, asked.get("MonitorArnList"))}

    def _update_monitor(self, request: AwsRequest, asked: Details) -> Details:
        monitor = self._found(request, MONITOR, asked["MonitorArn"]).details
        if asked.get("MonitorName"):
            monitor |= {"MonitorName": asked["MonitorName"], "LastUpdatedDate": f"{request.at:%Y-%m-%d}"}
        return {"MonitorArn": asked["MonitorArn"]}

    def _delete_monitor(self, request: AwsRequest, asked: Details) -> None:
        """It leaves the subscriptions that it is in."""
        arn = asked["MonitorArn"]
        self._found(request, MONITOR, arn)
        del self._kept[arn]
        for kept in self._own(request, SUBSCRIPTION).values():
            kept.details["MonitorArnList"] = [each for each in kept.details["MonitorArnList"] if each != arn]

    def _create_subscription(self, request: AwsRequest, asked: Details) -> Details:
        subscription = self._checked(request, asked["AnomalySubscription"])
        arn = self._keep(request, SUBSCRIPTION, subscription, asked)
        subscription |= {"SubscriptionArn": arn, "AccountId": request.account}
        return {"SubscriptionArn": arn}

    def _get_subscriptions(self, request: AwsRequest, asked: Details) -> Details:
        found = self._listed(request, SUBSCRIPTION, asked.get("SubscriptionArnList"))
        monitor = asked.get("MonitorArn")
        return {"AnomalySubscriptions": [each for each in found if not monitor or monitor in each["MonitorArnList"]]}

    def _update_subscription(self, request: AwsRequest, asked: Details) -> Details:
        kept = self._found(request, SUBSCRIPTION, asked["SubscriptionArn"])
        thresholds = {"Threshold", "ThresholdExpression"}
        gone = thresholds if thresholds & set(asked) else set()
        kept.details = self._checked(request, {name: value for name, value in kept.details.items() if name not in gone} | asked)
        return {"SubscriptionArn": asked["SubscriptionArn"]}

    def _checked(self, request: AwsRequest, subscription: Details) -> Details:
        check_subscription(subscription)
        for arn in subscription["MonitorArnList"]:
            self._found(request, MONITOR, arn)
        told = [{**each, "Status": "CONFIRMED"} for each in subscription["Subscribers"]]
        return {**subscription, "Subscribers": told}

    def _delete_subscription(self, request: AwsRequest, asked: Details) -> None:
        self._found(request, SUBSCRIPTION, asked["SubscriptionArn"])
        del self._kept[asked["SubscriptionArn"]]

    def _tag(self, arn: str, asked: Details) -> None:
        tags = {**self._kept[arn].tags, **_tags(asked)}
        check_tags(tags, arn)
        self._kept[arn].tags = tags

    def _untag(self, arn: str, asked: Details) -> None:
        tags = self._kept[arn].tags
        self._kept[arn].tags = {key: value for key, value in tags.items() if key not in asked["ResourceTagKeys"]}


def _tags(asked: Details) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in asked.get("ResourceTags") or []}


def _tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _response(document: Any) -> Response:
    return Response(json.dumps(document or {}), mimetype="application/x-amz-json-1.1")
