"""What an environment uses in a month: what the program deploys, and what its videos ask for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from automation.program_resources import Resource
from billing.domain.money import product, quotient

HOURS = 730
"""Hours in a month, as AWS's own calculator counts."""
SECONDS = 60
VISITS, MAILS = 300, 40
"""Times that somebody opens the web page, about 100 KB each, and mails that alarms and budget send."""
GB_PER_MINUTE = Decimal("0.11")
"""Of video: 1080p at 15 Mbit/s, as phones and dash cameras record it."""
METRICS = 14
"""Custom metrics that the functions publish."""
POLLERS, POLL_SECONDS = 5, 20
"""Of a queue: Lambda keeps five connections open on each event source, which ask again every 20 seconds (AWS Lambda, "Using Lambda with
Amazon SQS")."""

REKOGNITION = "Amazon Rekognition"
"""Service names are those of Cost Explorer."""


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """So much of one thing in a month."""

    what: str
    service: str
    quantity: Decimal
    price: str
    """Table and key in the price file."""


@dataclass(frozen=True, kw_only=True)
class MonthOfVideos:
    """What a client does in a month."""

    videos: int
    seconds: int
    """Of all videos together."""
    gigabytes: Decimal
    """Kept on average."""

    @property
    def minutes(self) -> Decimal:
        return quotient(Decimal(self.seconds), SECONDS)


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """What of a program costs by being there."""

    keys: int
    alarms: int
    queues: int
    """From which functions read."""
    pages: int
    """Distributions of the web page."""
    doors: int
    """Interface endpoints, times the zones that each is in."""
    gateways: int
    """NAT gateways, each with a public address."""

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> Self:
        resources = list(resources)
        count = Counter(each.type for each in resources)
        vpcs = [each.inputs for each in resources if each.type == "awsx:ec2:Vpc"]
        zones = max((int(each["numberOfAvailabilityZones"]) for each in vpcs), default=0)
        endpoints = [each for each in resources if each.inputs.get("vpcEndpointType") == "Interface"]
        return cls(
            keys=count["aws:kms/key:Key"],
            alarms=count["aws:cloudwatch/metricAlarm:MetricAlarm"],
            queues=count["aws:lambda/eventSourceMapping:EventSourceMapping"],
            pages=count["aws:cloudfront/distribution:Distribution"],
            doors=len(endpoints) * zones,
            gateways=sum(_gateways(each["natGateways"]["strategy"], zones) for each in vpcs),
        )


def _gateways(strategy: str, zones: int) -> int:
    """NAT gateways under a strategy of awsx. Raises KeyError for one that is not known: its cost is not guessed."""
    return {"None": 0, "Single": 1, "OnePerAz": zones}[strategy]


def quantities(deployed: Deployed, month: MonthOfVideos) -> Iterator[Quantity]:
    """Everything that costs. Requests for a video are rounded up to what the pipeline makes in its worst case."""
    yield from _videos(month)
    yield from _functions(month)
    yield from _watching(deployed, month)
    if deployed.pages:
        yield from _page()
    yield _some("SNS, mails", "Amazon Simple Notification Service", MAILS, "sns.mail")
    polls = deployed.queues * POLLERS * (3600 // POLL_SECONDS) * HOURS
    what = f"SQS, requests ({deployed.queues} queues, {POLLERS} pollers, {POLL_SECONDS} s each)"
    yield _some(what, "Amazon Simple Queue Service", polls, "sqs.request")
    yield from _network(deployed)


def _some(what: str, service: str, quantity: Decimal | int, price: str) -> Quantity:
    return Quantity(what=what, service=service, quantity=Decimal(quantity), price=price)


def _videos(month: MonthOfVideos) -> Iterator[Quantity]:
    yield _some("Rekognition, minutes analysed", REKOGNITION, month.minutes, "rekognition.video_label_minute")
    yield _some("S3, GB kept", "Amazon Simple Storage Service", month.gigabytes, "s3.standard_gb_month")
    yield _some("S3, uploads and results", "Amazon Simple Storage Service", month.videos * 20, "s3.put_request")


def _functions(month: MonthOfVideos) -> Iterator[Quantity]:
    """Schedules run whether there are videos or not: every five minutes, every hour, every night."""
    videos = month.videos
    yield _some("Lambda, GB-seconds (schedules included)", "AWS Lambda", 2_700 + 20 * videos, "lambda.arm_gb_second")
    yield _some("Lambda, requests", "AWS Lambda", 9_550 + 30 * videos, "lambda.request")
    yield _some("DynamoDB, writes", "Amazon DynamoDB", 20 * videos, "dynamodb.write_request")
    yield _some("DynamoDB, reads", "Amazon DynamoDB", 48_500 + 100 * videos, "dynamodb.read_request")


def _watching(deployed: Deployed, month: MonthOfVideos) -> Iterator[Quantity]:
    service = "AmazonCloudWatch"
    yield _some("encryption keys (data; cost topic in us-east-1)", "AWS Key Management Service", deployed.keys, "kms.key_month")
    yield _some("CloudWatch, custom metrics", service, METRICS, "cloudwatch.metric_month")
    yield _some("CloudWatch, alarms", service, deployed.alarms, "cloudwatch.alarm_month")
    yield _some("CloudWatch, dashboards beyond an account's three free ones", service, 0, "cloudwatch.dashboard_month")
    yield _some("CloudWatch, GB of logs", service, Decimal("0.085") + product(Decimal("0.001"), Decimal(month.videos)), "cloudwatch.log_gb")


def _page() -> Iterator[Quantity]:
    yield _some("CloudFront, GB of the web page", "Amazon CloudFront", Decimal(VISITS) / 10_000, "cloudfront.gb")
    yield _some("CloudFront, requests", "Amazon CloudFront", VISITS * 10, "cloudfront.https_request")


def _network(deployed: Deployed) -> Iterator[Quantity]:
    service = "Amazon Virtual Private Cloud"
    if deployed.doors:
        yield _some("interface endpoints in each zone, hours", service, deployed.doors * HOURS, "vpc.interface_endpoint_hour")
    if deployed.gateways:
        yield _some("NAT gateway, hours", service, deployed.gateways * HOURS, "vpc.nat_gateway_hour")
        yield _some("its public address, hours", service, deployed.gateways * HOURS, "vpc.public_ipv4_hour")
        yield _some("GB through it", service, 1, "vpc.nat_gateway_gb")
