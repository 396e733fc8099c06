"""What a stack's state says is there: whatever AWS is asked about afterwards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.tagging import tag_shape

TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
ALARM, BUDGET, VPC = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:budgets/budget:Budget", "aws:ec2/vpc:Vpc"
MAIL = ("email", "email-json")


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What names a metric of CloudWatch."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    region: str


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A deployment, by what is looked at."""

    resources: int = 0
    """How many there are, components and providers included; 0 before the first `up`."""
    pending: tuple[str, ...] = ()
    """What an update was doing when it was killed, such as `creating acme-prod-uploads`."""
    mail: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Topic's ARN to the addresses that it should tell."""
    alarms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Region to the names of its alarms."""
    metered: Metric | None = None
    """The month's metered seconds, where an alarm works them out in money."""
    budgets: frozenset[str] = frozenset()
    taggable: Mapping[str, str] = field(default_factory=dict)
    """ARN of everything that can carry tags, to its type."""
    bare: int = 0
    """Resources of AWS of which AWS or the SDK has no tags."""
    has_network: bool = False


def deployed_in(state: Mapping[str, Any]) -> Deployed:
    """Reads a deployment as `pulumi stack export` prints it."""
    rows = [each for each in state.get("resources") or [] if not each.get("delete") and not each.get("external")]
    of_aws = [each for each in rows if str(each.get("type", "")).startswith("aws:")]
    alarms = [_outputs(each) for each in of_aws if each["type"] == ALARM]
    return Deployed(
        resources=len(rows),
        pending=tuple(_pending(each) for each in state.get("pending_operations") or []),
        mail=_grouped((row["topic"], row["endpoint"]) for row in _of(of_aws, SUBSCRIPTION) if row.get("protocol") in MAIL),
        alarms=_grouped((region_of(row["arn"]), row["name"]) for row in alarms),
        metered=next((found for row in alarms if (found := _metered(row))), None),
        budgets=frozenset(row["name"] for row in _of(of_aws, BUDGET)),
        taggable={arn: row["type"] for row in of_aws if tag_shape(row["type"]) and (arn := str(_outputs(row).get("arn", "")))},
        bare=sum(tag_shape(row["type"]) is None for row in of_aws),
        has_network=any(row["type"] == VPC for row in of_aws),
    )


def region_of(arn: str) -> str:
    """Empty for what has none in its ARN, such as a bucket."""
    return arn.split(":")[3]


def _of(rows: list[Mapping[str, Any]], type_: str) -> Iterator[Mapping[str, Any]]:
    return (_outputs(row) for row in rows if row["type"] == type_)


def _outputs(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row.get("outputs") or {}


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for key, value in pairs:
        found[key] = found.get(key, frozenset()) | {value}
    return found


def _metered(alarm: Mapping[str, Any]) -> Metric | None:
    """The metric behind an alarm that calculates: only that on metered cost does."""
    for query in alarm.get("metricQueries") or []:
        if metric := query.get("metric"):
            return Metric(
                namespace=metric["namespace"],
                name=metric["metricName"],
                dimensions=metric.get("dimensions") or {},
                region=region_of(alarm["arn"]),
            )
    return None


def _pending(operation: Mapping[str, Any]) -> str:
    urn = str((operation.get("resource") or {}).get("urn", ""))
    return f"{operation.get('type', '?')} {urn.rsplit('::', 1)[-1]}"
