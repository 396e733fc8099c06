import json

import pytest

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import handler_of
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
TOPIC, ANOTHER_TOPIC = (f"arn:aws:sns:us-east-1:111111111111:{name}" for name in ("costs", "another"))


def monitor(cloud):
    """ARN of a monitor of its own: of monitors by service, AWS allows one an account."""
    account = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["111111111111"]}}
    chosen = {"MonitorName": cloud.name("monitor"), "MonitorType": "CUSTOM", "MonitorSpecification": account}
    return cloud.client("ce").create_anomaly_monitor(AnomalyMonitor=chosen)["MonitorArn"]


def subscription(cloud):
    return {
        "frequency": "IMMEDIATE",
        "monitorArnLists": [monitor(cloud), monitor(cloud)],
        "subscribers": [{"type": "SNS", "address": TOPIC}],
        "thresholdExpression": {
            "dimension": {"key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "matchOptions": ["GREATER_THAN_OR_EQUAL"], "values": ["5"]}
        },
        "tags": {"Client": "Acme", "Project": "Vehicle"},
    }


def another_threshold(aws, it):
    other = {"Key": "ANOMALY_TOTAL_IMPACT_PERCENTAGE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": ["40"]}
    aws.update_anomaly_subscription(SubscriptionArn=it["id"], ThresholdExpression={"Dimensions": other})


def told_by_mail(aws, it):
    mail = [{"Type": "EMAIL", "Address": "ops@acme.example"}]
    aws.update_anomaly_subscription(SubscriptionArn=it["id"], Frequency="DAILY", Subscribers=mail)


def two_thresholds(aws, it):
    """Which the handler does not know as a program's, but sees that it is not what the program said."""
    impacts = {"ANOMALY_TOTAL_IMPACT_ABSOLUTE": "5", "ANOMALY_TOTAL_IMPACT_PERCENTAGE": "40"}
    both = [{"Dimensions": {"Key": key, "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": [least]}} for key, least in impacts.items()]
    aws.update_anomaly_subscription(SubscriptionArn=it["id"], ThresholdExpression={"And": both})


def first_monitor_only(aws, it):
    aws.update_anomaly_subscription(SubscriptionArn=it["id"], MonitorArnList=it["monitorArnLists"][:1])


MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
CHOSEN = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["111111111111"]}}


def named_by_hand(aws, it):
    aws.update_anomaly_monitor(MonitorArn=it["id"], MonitorName="by hand")


def without_a_project(aws, it):
    aws.untag_resource(ResourceArn=it["id"], ResourceTagKeys=["Project"])


class TestAnomalyMonitors(HandlerContract):
    cases = (
        Case(
            MONITOR,
            inputs=lambda cloud: {
                "name": cloud.name("monitor"),
                "monitorType": "CUSTOM",
                "monitorSpecification": json.dumps(CHOSEN, indent=1),
                "tags": {"Client": "internal", "Project": "Billing"},
            },
            drifts=(Drift("name", "by hand", named_by_hand), Drift("tags.*", {"Client": "internal"}, without_a_project)),
            required=("name",),
        ),
        Case(MONITOR, inputs=lambda _: {"monitorType": "DIMENSIONAL", "monitorDimension": "SERVICE"}, note="of services"),
    )


class TestAnomalySubscriptions(HandlerContract):
    cases = (
        Case(
            SUBSCRIPTION,
            inputs=subscription,
            drifts=(
                Drift("thresholdExpression.dimension.key", "ANOMALY_TOTAL_IMPACT_PERCENTAGE", another_threshold),
                Drift("thresholdExpression.dimension.values", ["40"], another_threshold),
                Drift("thresholdExpression.dimension.matchOptions", GONE, two_thresholds),
                Drift("monitorArnLists", lambda it: it["monitorArnLists"][:1], first_monitor_only),
                Drift("frequency", "DAILY", told_by_mail),
                Drift("subscribers[].type", "EMAIL", told_by_mail),
                Drift("subscribers[].address", "ops@acme.example", told_by_mail),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceArn=it["id"], ResourceTagKeys=["Project"])),
            ),
            required=("frequency", "monitorArnLists", "subscribers", "thresholdExpression"),
        ),
    )


@pytest.mark.parametrize("case", [TestAnomalySubscriptions.cases[0], TestAnomalyMonitors.cases[0]], ids=str)
def test_one_that_somebody_deleted_already_counts_as_deleted(case, cloud):
    handler = handler_of(case.type)
    inputs = lifecycle.checked(handler, "it", case.inputs(cloud), "x")
    id, state = lifecycle.create(handler, cloud.account, inputs)
    for _ in range(2):
        lifecycle.delete(handler, cloud.account, id, state)
    assert lifecycle.read(handler, cloud.account, id, state) is None
