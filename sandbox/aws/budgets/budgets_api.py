"""The calls of AWS Budgets that the sandbox answers; budget actions and performance history are not among them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from sandbox.aws.budgets.book import Book, Budget, Details, Notification, filled_in
from sandbox.aws.budgets.rules import check_budget, check_notifications, check_subscribers, check_tags, own_account, same_rule
from sandbox.aws.errors import AwsError
from sandbox.aws.gate import Forward, Gate
from sandbox.aws.request import AwsRequest

PAGE = 100
"""Entries of an answer, unless MaxResults asks for fewer."""

Call = Callable[[AwsRequest, Details], Details | None]
"""(request, its parameters) -> the answer."""


class BudgetsApi:
    """The stand-in."""

    def __init__(self, gate: Gate, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        calls: dict[str, Call] = {
            "CreateBudget": self._create,
            "DescribeBudget": lambda request, asked: {"Budget": self._named(request, asked, "get").told()},
            "DescribeBudgets": lambda request, asked: _page("Budgets", [each.told() for each in self._own(request).values()], asked),
            "UpdateBudget": self._update,
            "DeleteBudget": self._delete,
            "CreateNotification": self._create_notification,
            "DescribeNotificationsForBudget": self._notifications,
            "UpdateNotification": self._update_notification,
            "DeleteNotification": self._delete_notification,
            "CreateSubscriber": self._create_subscriber,
            "DescribeSubscribersForNotification": self._subscribers,
            "UpdateSubscriber": self._update_subscriber,
            "DeleteSubscriber": self._delete_subscriber,
            "ListTagsForResource": lambda request, asked: {"ResourceTags": _tag_list(self._by_arn(request, asked).tags)},
            "TagResource": self._tag,
            "UntagResource": self._untag,
        }
        for action, call in calls.items():
            gate.stand_in("budgets", action, self._answering(call))

    def _answering(self, call: Call) -> Callable[[AwsRequest, Forward], Response]:
        def answer(request: AwsRequest, _: Forward) -> Response:
            with self._lock:
                return Response(json.dumps(call(request, request.json()) or {}), mimetype="application/x-amz-json-1.1")

        return answer

    def _own(self, request: AwsRequest) -> dict[str, Budget]:
        return self._book.of(own_account(request))

    def _named(self, request: AwsRequest, asked: Details, verb: str) -> Budget:
        name = str(asked.get("BudgetName", ""))
        found = self._own(request).get(name)
        if found is None:
            raise AwsError("NotFoundException", f"Unable to {verb} budget: {name} - the budget doesn't exist.")
        return found

    def _by_arn(self, request: AwsRequest, asked: Details) -> Budget:
        arn = str(asked.get("ResourceARN", ""))
        found = self._book.of(request.account).get(arn.removeprefix(f"arn:aws:budgets::{request.account}:budget/"))
        if found is None:
            raise AwsError("NotFoundException", f"Resource not found: {arn}")
        return found

    def _create(self, request: AwsRequest, asked: Details) -> None:
        details = asked["Budget"]
        name, budgets = details["BudgetName"], self._own(request)
        check_budget(details)
        if name in budgets:
            raise AwsError("DuplicateRecordException", f"Error creating budget: {name} - the budget already exists.")
        told = [_notification(each) for each in asked.get("NotificationsWithSubscribers", [])]
        made = Budget(details=filled_in(details, {}, request.at), notifications=told, tags=_tags(asked))
        check_notifications(made.notifications)
        check_tags(made)
        budgets[name] = made

    def _update(self, request: AwsRequest, asked: Details) -> None:
        """Everything is replaced but the name; what was spent is zero again until AWS counts anew."""
        details = asked["NewBudget"]
        budget = self._named(request, details, "update")
        check_budget(details)
        budget.details = filled_in(details, budget.details, request.at)
        budget.actual = budget.forecast = "0"

    def _delete(self, request: AwsRequest, asked: Details) -> None:
        del self._own(request)[self._named(request, asked, "delete").details["BudgetName"]]

    def _create_notification(self, request: AwsRequest, asked: Details) -> None:
        budget = self._named(request, asked, "get")
        more = [*budget.notifications, _notification(asked)]
        check_notifications(more)
        budget.notifications = more

    def _notifications(self, request: AwsRequest, asked: Details) -> Details:
        return _page("Notifications", [each.told() for each in self._named(request, asked, "get").notifications], asked)

    def _found(self, request: AwsRequest, asked: Details, rule: Details) -> Notification:
        for each in self._named(request, asked, "get").notifications:
            if same_rule(each.rule) == same_rule(rule):
                return each
        raise AwsError("NotFoundException", "Unable to find the notification - the notification doesn't exist.")

    def _update_notification(self, request: AwsRequest, asked: Details) -> None:
        old = self._found(request, asked, asked["OldNotification"])
        new = Notification(rule=_rule(asked["NewNotification"]), subscribers=old.subscribers)
        budget = self._named(request, asked, "get")
        changed = [new if each is old else each for each in budget.notifications]
        check_notifications(changed)
        budget.notifications = changed

    def _delete_notification(self, request: AwsRequest, asked: Details) -> None:
        self._named(request, asked, "get").notifications.remove(self._found(request, asked, asked["Notification"]))

    def _subscribers(self, request: AwsRequest, asked: Details) -> Details:
        return _page("Subscribers", self._found(request, asked, asked["Notification"]).subscribers, asked)

    def _create_subscriber(self, request: AwsRequest, asked: Details) -> None:
        found = self._found(request, asked, asked["Notification"])
        self._resubscribe(found, [*found.subscribers, asked["Subscriber"]])

    def _update_subscriber(self, request: AwsRequest, asked: Details) -> None:
        found, old = self._found(request, asked, asked["Notification"]), _known(asked["OldSubscriber"])
        if old not in found.subscribers:
            raise AwsError("NotFoundException", "Unable to find the subscriber - the subscriber doesn't exist.")
        self._resubscribe(found, [asked["NewSubscriber"] if each == old else each for each in found.subscribers])

    def _delete_subscriber(self, request: AwsRequest, asked: Details) -> None:
        """The last subscriber takes its notification with it."""
        found, old = self._found(request, asked, asked["Notification"]), _known(asked["Subscriber"])
        if old not in found.subscribers:
            raise AwsError("NotFoundException", "Unable to find the subscriber - the subscriber doesn't exist.")
        found.subscribers = [each for each in found.subscribers if each != old]
        if not found.subscribers:
            self._named(request, asked, "get").notifications.remove(found)

    def _resubscribe(self, notification: Notification, subscribers: list[Details]) -> None:
        known = [_known(each) for each in subscribers]
        check_subscribers(known)
        notification.subscribers = known

    def _tag(self, request: AwsRequest, asked: Details) -> None:
        budget = self._by_arn(request, asked)
        check_tags(Budget(details={}, tags={**budget.tags, **_tags(asked)}))
        budget.tags |= _tags(asked)

    def _untag(self, request: AwsRequest, asked: Details) -> None:
        budget = self._by_arn(request, asked)
        budget.tags = {key: value for key, value in budget.tags.items() if key not in asked.get("ResourceTagKeys", [])}


def _notification(asked: Details) -> Notification:
    return Notification(rule=_rule(asked["Notification"]), subscribers=[_known(each) for each in asked.get("Subscribers", [])])


def _rule(asked: Details) -> Details:
    """As it was put: AWS leaves out that a threshold is a percentage where the call left it out."""
    return {name: value for name, value in asked.items() if name != "NotificationState"}


def _known(subscriber: Details) -> Details:
    return {name: subscriber[name] for name in ("SubscriptionType", "Address") if name in subscriber}


def _tags(asked: Details) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in asked.get("ResourceTags") or []}


def _tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _page(name: str, entries: list[Any], asked: Details) -> Details:
    """The entries from the one that NextToken names."""
    start, most = int(asked.get("NextToken") or 0), int(asked.get("MaxResults") or PAGE)
    more = {"NextToken": str(start + most)} if start + most < len(entries) else {}
    return {name: entries[start : start + most], **more}
