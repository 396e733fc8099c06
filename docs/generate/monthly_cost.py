"""What a small client costs a month on AWS, in each network mode: quantities times the prices of `prices/us-east-1.toml`."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from benchmarks.recorded import recorded_program
from docs.generate.pages import ROOT

HOURS = 730
"""Hours in a month, as AWS's own calculator counts."""
VIDEOS, MINUTES, GIGABYTES = 15, 3, 5
"""The small client: videos a month, minutes each, GB kept."""
KEY, ALARM = "aws:kms/key:Key", "aws:cloudwatch/metricAlarm:MetricAlarm"
STACK = "acme-prod"
"""The shipped stack whose keys and alarms are counted; a test says that the others have as many."""
VISITS, MAILS = 300, 40
"""Times that somebody opens the web page, about 100 KB each, and mails that alarms and budget send."""


@dataclass(frozen=True, kw_only=True)
class Line:
    what: str
    quantity: Decimal
    price: str
    """Table and key in the price file."""


@cache
def deployed(stack: str) -> Mapping[str, int]:
    """Resource type to how many of it a shipped stack has."""
    return Counter(each.type for each in recorded_program(stack).registered)


def lines(mode: str) -> Iterator[Line]:
    """Quantities of a month; requests per video are rounded up to what the pipeline makes in its worst case."""
    keys, alarms = (Decimal(deployed(STACK)[type_]) for type_ in (KEY, ALARM))
    yield Line(what="Rekognition, minutes analysed", quantity=Decimal(VIDEOS * MINUTES), price="rekognition.video_label_minute")
    yield Line(what="encryption keys (data; cost topic in us-east-1)", quantity=keys, price="kms.key_month")
    yield Line(what="S3, GB kept", quantity=Decimal(GIGABYTES), price="s3.standard_gb_month")
    yield Line(what="S3, uploads and results", quantity=Decimal(VIDEOS * 20), price="s3.put_request")
    yield Line(what="Lambda, GB-seconds (schedules included)", quantity=Decimal(3000), price="lambda.arm_gb_second")
    yield Line(what="Lambda, requests", quantity=Decimal(10000), price="lambda.request")
    yield Line(what="DynamoDB, writes", quantity=Decimal(VIDEOS * 20), price="dynamodb.write_request")
    yield Line(what="DynamoDB, reads", quantity=Decimal(50000), price="dynamodb.read_request")
    yield Line(what="CloudWatch, custom metrics", quantity=Decimal(14), price="cloudwatch.metric_month")
    yield Line(what="CloudWatch, alarms", quantity=alarms, price="cloudwatch.alarm_month")
    yield Line(what="CloudWatch, dashboards beyond an account's three free ones", quantity=Decimal(0), price="cloudwatch.dashboard_month")
    yield Line(what="CloudWatch, GB of logs", quantity=Decimal("0.1"), price="cloudwatch.log_gb")
    yield Line(what="CloudFront, GB of the web page", quantity=Decimal(VISITS) / 10_000, price="cloudfront.gb")
    yield Line(what="CloudFront, requests", quantity=Decimal(VISITS * 10), price="cloudfront.https_request")
    yield Line(what="SNS, mails", quantity=Decimal(MAILS), price="sns.mail")
    yield Line(what="SQS, requests (two queues, five pollers, 20 s each)", quantity=Decimal(2 * 5 * 3 * 60 * HOURS), price="sqs.request")
    if mode == "isolated":
        yield Line(what="Rekognition endpoint in two zones, hours", quantity=Decimal(2 * HOURS), price="vpc.interface_endpoint_hour")
    if mode == "nat":
        yield Line(what="NAT gateway, hours", quantity=Decimal(HOURS), price="vpc.nat_gateway_hour")
        yield Line(what="its public address, hours", quantity=Decimal(HOURS), price="vpc.public_ipv4_hour")
        yield Line(what="GB through it", quantity=Decimal(1), price="vpc.nat_gateway_gb")


def prices() -> dict[str, dict[str, str]]:
    """`service.key` to its row in the price file."""
    tables = tomllib.loads((ROOT / "prices" / "us-east-1.toml").read_text())
    return {f"{service}.{key}": row for service, rows in tables.items() for key, row in rows.items()}


def total(mode: str) -> Decimal:
    """US dollars, to the cent."""
    known = prices()
    exact = sum((line.quantity * Decimal(known[line.price]["usd"]) for line in lines(mode)), Decimal())
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def summary() -> str:
    """The small table of the README."""
    rows = "".join(f"| `{mode}` | ${total(mode)} |\n" for mode in ("none", "isolated", "nat"))
    return f"| network | a month |\n|-|-:|\n{rows}"


def page() -> str:
    """Every line with price, source and date."""
    parts = [
        "# What a small client costs a month\n",
        f"\n{VIDEOS} videos of {MINUTES} minutes, {GIGABYTES} GB kept, us-east-1, no free tier, no tax. "
        "Generated from `prices/us-east-1.toml`; estimates, not a bill.\n",
    ]
    known = prices()
    for mode in ("none", "isolated", "nat"):
        parts.append(f"\n## Network `{mode}`: ${total(mode)}\n\n| what | quantity | price in USD | per | USD |\n|-|-:|-:|-|-:|\n")
        for line in lines(mode):
            row = known[line.price]
            cost = line.quantity * Decimal(row["usd"])
            parts.append(f"| {line.what} | {line.quantity:,} | {row['usd']} | {row['per']} | {cost:.4f} |\n")
    parts.append("\n## Prices\n\n| price | source | read |\n|-|-|-|\n")
    parts.extend(f"| {name} | {row['source']} | {row['read']} |\n" for name, row in sorted(known.items()))
    return "".join(parts)
