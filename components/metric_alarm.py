"""Alarms on one metric: what is watched, as data, and the alarm that is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pulumi
import pulumi_aws as aws

MINUTE, HOUR, DAY = 60, 3_600, 86_400
"""Periods are in seconds."""


class Silence(StrEnum):
    """What it means that a metric has no data."""

    IS_WELL = "notBreaching"
    """Nothing happened: a metric that is written only when there is something to count."""
    IS_BAD = "breaching"
    """Something that should have happened did not."""
    CHANGES_NOTHING = "ignore"
    """The last value still stands: a level that is said from time to time."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A metric, and from which value on somebody is told. Each costs 0.10 USD a month (aws.amazon.com/cloudwatch/pricing)."""

    name: str
    """End of the alarm's name."""
    says: str
    """What the mail says: what happened and what to do."""
    namespace: str
    """CloudWatch namespace of the metric."""
    metric: str
    """Its name."""
    dimensions: Mapping[str, pulumi.Input[str]]
    """Its dimensions, all of them: CloudWatch finds no metric by some."""
    statistic: str = "Sum"
    """How the values of a period become one: `Sum` of what is counted, `Maximum` of a level."""
    at_least: float = 1
    """Value, in the metric's unit, from which on it alarms."""
    period_seconds: int = 5 * MINUTE
    """Length of a period, a multiple of 60."""
    periods: int = 1
    """Periods that are looked at, the last ones; together no longer than 7 days, and a day where a period is below an hour."""
    breaching: int = 1
    """How many of them must reach the value."""
    silence: Silence = Silence.IS_WELL
    """What a period without data counts as."""


def metric_alarm(
    name: str, watch: Watch, topic_arn: pulumi.Input[str], opts: pulumi.ResourceOptions, region: str | None = None
) -> aws.cloudwatch.MetricAlarm:
    """The alarm of a watch. It tells a topic of its own region (default: the environment's) when it begins, and not when it ends.

    Where silence is bad the value must be reached; else it must not.
    """
    expected = watch.silence is Silence.IS_BAD
    return aws.cloudwatch.MetricAlarm(
        f"{name}-{watch.name}",
        alarm_description=watch.says,
        namespace=watch.namespace,
        metric_name=watch.metric,
        dimensions=watch.dimensions,
        statistic=watch.statistic,
        comparison_operator="LessThanThreshold" if expected else "GreaterThanOrEqualToThreshold",
        threshold=watch.at_least,
        period=watch.period_seconds,
        evaluation_periods=watch.periods,
        datapoints_to_alarm=watch.breaching,
        treat_missing_data=watch.silence.value,
        alarm_actions=[topic_arn],
        region=region,
        opts=opts,
    )
