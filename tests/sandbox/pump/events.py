"""Queues, topics, rules and functions for the tests of the pump, made over real HTTP."""

from __future__ import annotations

import json
from typing import Any

from tests.sandbox.functions.deploying import OWN, REGION, Cloud

EVENTS = "events.amazonaws.com"
SNS = "sns.amazonaws.com"


def allows(service: str, action: str, resource: str, **condition: Any) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **({"Condition": condition} if condition else {})}]})


class EventCloud(Cloud):
    """A running sandbox with shortcuts for events."""

    def __init__(self, running: Any) -> None:
        super().__init__(running)
        self._names = 0

    def new_name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}-{self._names}"

    def queue(self, lets_in: str = EVENTS, account: str = OWN, condition: dict[str, Any] | None = None, **attributes: str) -> str:
        """A new queue into which a service may send; returns its ARN."""
        name = self.new_name("queue")
        arn = f"arn:aws:sqs:{REGION}:{account}:{name}"
        if lets_in:
            attributes["Policy"] = allows(lets_in, "sqs:SendMessage", arn, **(condition or {}))
        self.client("sqs", account).create_queue(QueueName=name, Attributes=attributes)
        return arn

    def url(self, queue: str) -> str:
        *_, account, name = queue.split(":")
        return f"{self.endpoint}/{account}/{name}"

    def send(self, queue: str, *bodies: str, **more: Any) -> None:
        for body in bodies:
            self.client("sqs", queue.split(":")[4]).send_message(QueueUrl=self.url(queue), MessageBody=body, **more)

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """Takes everything out of a queue, once all is quiet."""
        self.quiet()
        sqs = self.client("sqs", queue.split(":")[4])
        found: list[dict[str, Any]] = []
        while batch := sqs.receive_message(QueueUrl=self.url(queue), MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages"):
            found += batch
            for message in batch:
                sqs.delete_message(QueueUrl=self.url(queue), ReceiptHandle=message["ReceiptHandle"])
        return found

    def bodies(self, queue: str) -> list[Any]:
        return [json.loads(message["Body"]) for message in self.messages(queue)]

    def topic(self, lets_in: str = "", account: str = OWN) -> str:
        """A new topic to which a service may publish; returns its ARN."""
        name = self.new_name("topic")
        arn = f"arn:aws:sns:{REGION}:{account}:{name}"
        policy = {"Policy": allows(lets_in, "sns:Publish", arn)} if lets_in else {}
        return self.client("sns", account).create_topic(Name=name, Attributes=policy)["TopicArn"]

    def rule(self, *targets: str | dict[str, Any], pattern: Any = None, schedule: str = "", account: str = OWN, **more: Any) -> str:
        """A new rule on the default bus; targets are ARNs or EventBridge targets without Id. Returns its ARN."""
        name = self.new_name("rule")
        events = self.client("events", account)
        when = {"EventPattern": json.dumps(pattern)} if pattern else {"ScheduleExpression": schedule}
        arn = events.put_rule(Name=name, **when, **more)["RuleArn"]
        described = [{"Id": str(i), **({"Arn": one} if isinstance(one, str) else one)} for i, one in enumerate(targets)]
        assert events.put_targets(Rule=name, Targets=described)["FailedEntryCount"] == 0
        return arn

    def put_event(self, kind: str, detail: Any = None, account: str = OWN, **more: Any) -> str:
        entry = {"Source": "tests", "DetailType": kind, "Detail": json.dumps(detail or {}), **more}
        [answer] = self.client("events", account).put_events(Entries=[entry])["Entries"]
        return answer["EventId"]

    def may_invoke(self, service: str, function: str, source: str = "") -> None:
        """Adds a statement to the function's policy."""
        self.client("lambda").add_permission(
            FunctionName=function,
            StatementId=self.new_name("statement"),
            Action="lambda:InvokeFunction",
            Principal=service,
            **({"SourceArn": source} if source else {}),
        )

    def quiet(self, seconds: float = 30) -> None:
        """Waits until nothing is under way."""
        answer = self.admin("GET", f"pump?wait={seconds}")
        assert answer["quiet"], answer

    def forward(self, **time: float) -> None:
        import datetime

        self.admin("POST", "clock", {"forward_seconds": datetime.timedelta(**time).total_seconds()})

    def deliveries(self, target: str = "", outcome: str = "") -> list[dict[str, str]]:
        self.quiet()
        listed = self.admin("GET", f"deliveries?outcome={outcome}")["deliveries"]
        return [one for one in listed if target in ("", one["target"], one["source"])]

    def echo(self, **more: Any) -> str:
        """A function that prints its event as `got <json>`; returns its ARN."""
        return self.deploy("import json\ndef handler(event, context): print('got ' + json.dumps(event))", **more)

    def got(self, function: str) -> list[Any]:
        """The events that an echo function was given."""
        self.quiet()
        lines = self.lines(function.split(":")[6], function.split(":")[4])
        return [json.loads(line.removeprefix("got ")) for line in lines if line.startswith("got ")]
