"""What AWS says of topics, alarms, budgets and metrics that warn of costs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import boto3

from automation.aws.asking import asked
from automation.doctoring.answer import Answer
from automation.doctoring.deployed import Metric, region_of
from automation.doctoring.early_warnings import DAY, Subscription
from model.regions import BILLING_REGION

PENDING = "PendingConfirmation"
"""What SNS writes in place of an ARN."""
ALARMS_AT_ONCE = 100
"""Names in one DescribeAlarms (CloudWatch API reference)."""
HOUR = 3600
ESTIMATED_CHARGES = Metric(namespace="AWS/Billing", name="EstimatedCharges", dimensions={"Currency": "USD"}, region=BILLING_REGION)
"""Of a whole account, in the only region that has it."""


def mail_subscriptions(session: boto3.Session, topics: Iterable[str]) -> Answer[tuple[Subscription, ...]]:
    """Every e-mail address that these topics list."""
    return asked(lambda: tuple(each for topic in topics for each in _listed(session, topic)))


def _listed(session: boto3.Session, topic: str) -> Iterator[Subscription]:
    sns = session.client("sns", region_name=region_of(topic))
    for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic):
        for each in page["Subscriptions"]:
            if each["Protocol"].startswith("email"):
                yield Subscription(topic=topic, address=each["Endpoint"], confirmed=each["SubscriptionArn"] != PENDING)


def alarms_there(session: boto3.Session, wanted: Mapping[str, Iterable[str]]) -> Answer[Mapping[str, bool]]:
    """`wanted`: region to names. Each that exists, with whether it tells anybody."""
    return asked(lambda: {name: told for region, names in wanted.items() for name, told in _alarms(session, region, names)})


def _alarms(session: boto3.Session, region: str, names: Iterable[str]) -> Iterator[tuple[str, bool]]:
    cloudwatch = session.client("cloudwatch", region_name=region)
    every = sorted(names)
    for start in range(0, len(every), ALARMS_AT_ONCE):
        some = every[start : start + ALARMS_AT_ONCE]
        for each in cloudwatch.describe_alarms(AlarmNames=some, MaxRecords=ALARMS_AT_ONCE)["MetricAlarms"]:
            yield each["AlarmName"], bool(each["ActionsEnabled"] and each["AlarmActions"])


def budgets_there(session: boto3.Session, account_id: str, names: Iterable[str]) -> Answer[frozenset[str]]:
    """Those that exist."""
    budgets = session.client("budgets", region_name=BILLING_REGION)

    def exists(name: str) -> bool:
        try:
            budgets.describe_budget(AccountId=account_id, BudgetName=name)
        except budgets.exceptions.NotFoundException:
            return False
        return True

    return asked(lambda: frozenset(name for name in names if exists(name)))


def latest_figure(session: boto3.Session, metric: Metric, now: datetime) -> Answer[datetime | None]:
    """When the metric had its last datapoint within 24 hours; None where it had none."""
    cloudwatch = session.client("cloudwatch", region_name=metric.region)
    found = asked(
        lambda: cloudwatch.get_metric_statistics(
            Namespace=metric.namespace,
            MetricName=metric.name,
            Dimensions=[{"Name": name, "Value": value} for name, value in metric.dimensions.items()],
            StartTime=now - DAY,
            EndTime=now,
            Period=HOUR,
            Statistics=["Maximum"],
        )["Datapoints"]
    )
    if found.value is None:
        return Answer(refused=found.refused)
    return Answer(value=max((each["Timestamp"] for each in found.value), default=None))
