"""What wants a person: a run that failed, and one that did not happen."""

from collections.abc import Iterator, Mapping

import pulumi
import pulumi_aws as aws

from components.function import Function
from components.metric_alarm import HOUR, Silence, Watch
from lambdas.billing_runs.names import NAMESPACE, SERVICE

LONGEST_SILENCE = 30 * HOUR
"""Seconds between two daily runs, with the time in which a failed one is tried again."""


def run_watches(functions: Mapping[str, Function]) -> list[Watch]:
    """All of them; `functions` are the runs by name. Each is 0.10 USD a month.

    An alarm looks back seven days at most, so it cannot miss something monthly by itself: the daily run looks for the month's drafts and
    counts the months that have none, and a daily run that is missing is seen by its own silence.
    """
    each = [watch for run, function in functions.items() for watch in _failures(run, function)]
    return [*each, _not_complete(), _no_daily_run(), _no_drafts()]


def _failures(run: str, function: Function) -> Iterator[Watch]:
    assert function.dead_letters is not None
    yield Watch(
        name=f"{run}-errors",
        says=f"The {run} run of billing has failed. Look at its log; it is tried twice more, and can be begun by hand at any time.",
        namespace="AWS/Lambda",
        metric="Errors",
        dimensions={"FunctionName": function.function.name},
    )
    yield Watch(
        name=f"{run}-dead-letters",
        says=f"The {run} run of billing has failed for good, or could not be begun: its event is in the dead-letter queue. "
        "Look at the log, then begin it by hand with the event from the queue.",
        namespace="AWS/SQS",
        metric="ApproximateNumberOfMessagesVisible",
        dimensions=_of_queue(function.dead_letters),
        statistic="Maximum",
    )


def _not_complete() -> Watch:
    return Watch(
        name="not-complete",
        says="A run of billing left something out: a client that could not be rated, or an environment that did not take its statement. "
        "The log names it with the remedy.",
        namespace=NAMESPACE,
        metric="RunErrors",
        dimensions={"service": SERVICE},
    )


def _no_daily_run() -> Watch:
    return Watch(
        name="no-daily-run",
        says="The daily run of billing has not come to its end for more than a day: usage is not copied, and nobody looks for missing "
        "drafts. Look at its log and its schedule.",
        metric="DailyRan",
        namespace=NAMESPACE,
        dimensions={"service": SERVICE},
        period_seconds=LONGEST_SILENCE,
        silence=Silence.IS_BAD,
    )


def _no_drafts() -> Watch:
    return Watch(
        name="no-monthly-run",
        says="A month has ended and has no drafts: the monthly run did not happen. Begin it by hand with `clientenv bill draft last`.",
        metric="MonthsWithoutDrafts",
        namespace=NAMESPACE,
        dimensions={"service": SERVICE},
        statistic="Maximum",
        period_seconds=LONGEST_SILENCE,
    )


def _of_queue(queue: aws.sqs.Queue) -> dict[str, pulumi.Input[str]]:
    return {"QueueName": queue.name}
