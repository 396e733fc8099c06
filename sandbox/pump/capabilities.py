"""What the pump and the functions emulate, record only, or refuse. Data, for the same page as `sandbox.aws.capabilities`."""

from __future__ import annotations

from sandbox.aws.capabilities import Capability, Level


def capabilities() -> list[Capability]:
    """The lines of this part, by service."""
    return [Capability(service=service, level=level, what=what, note=note) for service, level, what, note in _LINES]


_LINES = [
    (
        "lambda",
        Level.EMULATED,
        "functions",
        "Processes of their own with the deployed zip, environment, time limit, logs, concurrency and the role's credentials. They import "
        "what AWS's runtime has and the zip holds, reach this machine only, start no other programs, and follow the sandbox's clock.",
    ),
    ("lambda", Level.EMULATED, "Invoke", "RequestResponse, Event and DryRun; within an account and region."),
    ("lambda", Level.EMULATED, "asynchronous events", "Two retries, then a dead-letter target or a destination."),
    (
        "lambda",
        Level.EMULATED,
        "event source mappings of queues",
        "Batches, windows (cut to half a second), ReportBatchItemFailures, MaximumConcurrency. At most two events of a function at a time.",
    ),
    ("lambda", Level.EMULATED, "metrics", "Invocations, Errors, Duration, Throttles, and embedded metrics in log lines."),
    ("lambda", Level.RECORDED, "Runtime, MemorySize, Architectures, TracingConfig, VpcConfig", "Every Python is the sandbox's own."),
    ("lambda", Level.RECORDED, "permissions of the execution role", "Polling and logging ask nothing of the role beyond its trust policy."),
    ("lambda", Level.REFUSED, "images, layers, other runtimes", "When the function is invoked."),
    ("lambda", Level.REFUSED, "FilterCriteria, streams and tables as event sources", "Listed in /_sandbox/deliveries; nothing is polled."),
    (
        "events",
        Level.EMULATED,
        "rules",
        "All pattern operators of AWS's documentation; Input, InputPath (names and positions), InputTransformer; dead-letter queues. One "
        "attempt for each target.",
    ),
    ("events", Level.EMULATED, "policies of queues, topics, functions and keys", "Asked about service, SourceArn and SourceAccount."),
    (
        "events",
        Level.EMULATED,
        "schedules",
        "rate and cron by the sandbox's clock. After a jump of it the latest 100 firings of each happen in order, with their times; the "
        "rest is listed as skipped.",
    ),
    ("events", Level.REFUSED, "targets besides queues, topics and functions; buses of other accounts", "Listed in /_sandbox/deliveries."),
    ("scheduler", Level.EMULATED, "schedules", "rate, cron and at with time zones, start, end, dead-letter queue and trust policy."),
    ("scheduler", Level.RECORDED, "flexible time windows, retry policies, what the role may do", ""),
    ("scheduler", Level.REFUSED, "universal targets", "Listed in /_sandbox/deliveries."),
    ("sns", Level.EMULATED, "topics to functions and queues", "Filters, raw delivery, dead-letter queues; policies are asked."),
    ("sns", Level.RECORDED, "signatures of notifications", "They say that they are not signed."),
    ("sqs", Level.EMULATED, "retention", "A message is gone when it is over."),
]
