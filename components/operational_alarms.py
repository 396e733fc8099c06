"""What wants a person before anybody complains."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alert_topic import AlertTopic
from components.component_types import OPERATIONAL_ALARMS
from components.metric_alarm import HOUR, Watch, metric_alarm
from components.workload import Workload

LONGEST_WAIT = 1 * HOUR
"""Seconds that a message may be in a work queue. Usually it is one or two: what has to wait does so in a table, so whatever is here for an
hour has failed or is not taken out."""


@dataclass(frozen=True, kw_only=True)
class OperationalAlarmsArgs:
    """What the operational alarms are told."""

    workload: Workload
    """The solution; its functions, queues and own metrics are watched."""
    topic: AlertTopic
    """Where they say it."""


class OperationalAlarms(pulumi.ComponentResource):
    """Alarms on what a solution is made of, and those that it asks for itself. Client and operator hear them alike, at `notify`.

    Each alarm is 0.10 USD a month: the vehicle analysis has 26, so 2.60 USD. Metrics of AWS's own services cost nothing. A just deployed
    environment alarms on what has never run yet, and is well after its first run.
    """

    alarms: dict[str, aws.cloudwatch.MetricAlarm]
    """By the name of the watch."""

    def __init__(self, name: str, args: OperationalAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(OPERATIONAL_ALARMS, name, {}, opts)
        within = pulumi.ResourceOptions(parent=self)
        self.alarms = {watch.name: metric_alarm(name, watch, args.topic.arn, within) for watch in watches(args.workload)}
        self.register_outputs({"alarms": [alarm.name for alarm in self.alarms.values()]})


def watches(workload: Workload) -> list[Watch]:
    """All that is watched in a solution."""
    return [
        *(_dead_letters(of, queue) for of, queue in workload.dead_letters.items()),
        *(_age(of, queue) for of, queue in workload.queues.items()),
        *(_errors(of, each.function) for of, each in workload.functions.items()),
        *(_throttles(of, each.function) for of, each in workload.functions.items()),
        *workload.watches,
    ]


def _dead_letters(of: str, queue: aws.sqs.Queue) -> Watch:
    return Watch(
        name=f"{_spelt(of)}-dead-letters",
        says=f"The dead-letter queue of {of} is not empty: what is in it has failed for good. Look at the function's log, "
        "then move the messages back or delete them; after two weeks they are gone.",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=_of_queue(queue),
        statistic="Maximum",
    )


def _age(of: str, queue: aws.sqs.Queue) -> Watch:
    return Watch(
        name=f"{_spelt(of)}-age",
        says=f"A message has been in the queue {of} for an hour: it fails again and again, or nothing takes it out. "
        "Look at the log of the function that empties the queue.",
        namespace="AWS/SQS",
        metric="ApproximateAgeOfOldestMessage",
        dimensions=_of_queue(queue),
        statistic="Maximum",
        at_least=LONGEST_WAIT,
    )


def _errors(of: str, function: aws.lambda_.Function) -> Watch:
    return Watch(
        name=f"{_spelt(of)}-errors",
        says=f"The function {of} has failed: an error in its code, too little time or memory. Its log says which; what it was "
        "working on is tried again.",
        namespace="AWS/Lambda",
        metric="Errors",
        dimensions=_of_function(function),
    )


def _throttles(of: str, function: aws.lambda_.Function) -> Watch:
    """Lambda tries again by itself what it has throttled: one burst is no news, a quarter of an hour is."""
    return Watch(
        name=f"{_spelt(of)}-throttles",
        says=f"The function {of} has been throttled for a quarter of an hour: the account's concurrency is used up. Ask AWS for more, "
        "or find what uses it.",
        namespace="AWS/Lambda",
        metric="Throttles",
        dimensions=_of_function(function),
        periods=3,
        breaching=3,
    )


def _spelt(name: str) -> str:
    return name.replace("_", "-")


def _of_queue(queue: aws.sqs.Queue) -> Mapping[str, pulumi.Input[str]]:
    return {"QueueName": queue.name}


def _of_function(function: aws.lambda_.Function) -> Mapping[str, pulumi.Input[str]]:
    return {"FunctionName": function.name}
