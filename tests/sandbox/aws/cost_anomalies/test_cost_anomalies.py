from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

TOPIC = "arn:aws:sns:us-east-1:111111111111:costs"
SERVICE = {"MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
MISSING = "arn:aws:ce::111111111111:anomalymonitor/00000000-0000-0000-0000-000000000000"
MISSING_SUBSCRIPTION = MISSING.replace("monitor", "subscription")


def above(amount="10", key="ANOMALY_TOTAL_IMPACT_ABSOLUTE", option="GREATER_THAN_OR_EQUAL"):
    return {"Dimensions": {"Key": key, "Values": [amount], "MatchOptions": [option]}}


@pytest.fixture
def ce(aws):
    return aws.client("ce")


@pytest.fixture
def monitor(ce):
    """ARN of a monitor of services."""
    return ce.create_anomaly_monitor(AnomalyMonitor=SERVICE, ResourceTags=[{"Key": "Client", "Value": "acme"}])["MonitorArn"]


def wanted(*monitors, **more):
    return {
        "SubscriptionName": "acme",
        "MonitorArnList": list(monitors),
        "Subscribers": [{"Type": "SNS", "Address": TOPIC}],
        "Frequency": "IMMEDIATE",
        "ThresholdExpression": above(),
        **more,
    }


def mail(*addresses):
    return [{"Type": "EMAIL", "Address": address} for address in addresses]


def subscribed(ce, *monitors, **more):
    """ARN of a new subscription."""
    subscription = {name: value for name, value in wanted(*monitors, **more).items() if value is not None}
    return ce.create_anomaly_subscription(AnomalySubscription=subscription)["SubscriptionArn"]


def refused(call, *arguments, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(*arguments, **parameters)
    return refusal.value.response["Error"]["Code"]


class TestMonitors:
    def test_one_is_made_told_renamed_and_deleted(self, ce, monitor):
        [told] = ce.get_anomaly_monitors(MonitorArnList=[monitor])["AnomalyMonitors"]
        assert {name: told[name] for name in SERVICE} == SERVICE
        assert told["MonitorArn"] == monitor
        assert monitor.startswith("arn:aws:ce::111111111111:anomalymonitor/")
        ce.update_anomaly_monitor(MonitorArn=monitor, MonitorName="all services")
        assert [each["MonitorName"] for each in ce.get_anomaly_monitors()["AnomalyMonitors"]] == ["all services"]
        ce.delete_anomaly_monitor(MonitorArn=monitor)
        assert ce.get_anomaly_monitors()["AnomalyMonitors"] == []

    @pytest.mark.parametrize("call", ["update_anomaly_monitor", "delete_anomaly_monitor"])
    def test_one_that_is_not_there_is_said_to_be_unknown(self, ce, call):
        assert refused(getattr(ce, call), MonitorArn=MISSING) == "UnknownMonitorException"
        assert refused(ce.get_anomaly_monitors, MonitorArnList=[MISSING]) == "UnknownMonitorException"

    def test_another_accounts_is_unknown(self, aws, monitor):
        other = aws.client("ce", "222222222222")
        assert refused(other.get_anomaly_monitors, MonitorArnList=[monitor]) == "UnknownMonitorException"
        assert other.get_anomaly_monitors()["AnomalyMonitors"] == []
        assert refused(other.list_tags_for_resource, ResourceArn=monitor) == "ResourceNotFoundException"

    def test_there_is_one_a_dimension_and_account(self, ce, monitor, aws):
        with pytest.raises(ClientError, match="Limit exceeded on dimensional spend monitor creation") as refusal:
            ce.create_anomaly_monitor(AnomalyMonitor={**SERVICE, "MonitorName": "again"})
        assert refusal.value.response["Error"]["Code"] == "ValidationException"
        ce.create_anomaly_monitor(AnomalyMonitor={**SERVICE, "MonitorDimension": "LINKED_ACCOUNT"})
        aws.client("ce", "222222222222").create_anomaly_monitor(AnomalyMonitor=SERVICE)
        ce.delete_anomaly_monitor(MonitorArn=monitor)
        ce.create_anomaly_monitor(AnomalyMonitor=SERVICE)

    @pytest.mark.parametrize(
        "monitor",
        [
            {**SERVICE, "MonitorDimension": "TAG", "MonitorSpecification": {"Tags": {"Key": "Client"}}},
            {"MonitorName": "acme", "MonitorType": "CUSTOM", "MonitorSpecification": {"Tags": {"Key": "Client", "Values": ["acme"]}}},
            {
                "MonitorName": "acme",
                "MonitorType": "CUSTOM",
                "MonitorSpecification": {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["222222222222"]}},
            },
        ],
    )
    def test_others_that_aws_takes(self, ce, monitor):
        arn = ce.create_anomaly_monitor(AnomalyMonitor=monitor)["MonitorArn"]
        [told] = ce.get_anomaly_monitors(MonitorArnList=[arn])["AnomalyMonitors"]
        assert told["MonitorSpecification"] == monitor["MonitorSpecification"]

    @pytest.mark.parametrize(
        "monitor",
        [
            {"MonitorName": "x", "MonitorType": "DIMENSIONAL"},
            {**SERVICE, "MonitorSpecification": {"Tags": {"Key": "Client"}}},
            {**SERVICE, "MonitorDimension": "TAG"},
            {"MonitorName": "x", "MonitorType": "CUSTOM"},
            {**SERVICE, "MonitorType": "CUSTOM", "MonitorSpecification": {"Tags": {"Key": "Client", "Values": ["acme"]}}},
            {"MonitorName": "x", "MonitorType": "CUSTOM", "MonitorSpecification": {"Tags": {"Key": "Client"}}},
            {"MonitorName": "x", "MonitorType": "CUSTOM", "MonitorSpecification": {"Tags": {"Key": "Client", "Values": ["v"] * 11}}},
            {"MonitorName": "x", "MonitorType": "CUSTOM", "MonitorSpecification": {"Dimensions": {"Key": "SERVICE", "Values": ["v"]}}},
        ],
    )
    def test_what_aws_does_not_take_is_refused(self, ce, monitor):
        assert refused(ce.create_anomaly_monitor, AnomalyMonitor=monitor) == "ValidationException"

    def test_a_deleted_one_leaves_its_subscriptions(self, ce, monitor):
        accounts = ce.create_anomaly_monitor(AnomalyMonitor={**SERVICE, "MonitorDimension": "LINKED_ACCOUNT"})["MonitorArn"]
        arn = subscribed(ce, monitor, accounts)
        ce.delete_anomaly_monitor(MonitorArn=monitor)
        [told] = ce.get_anomaly_subscriptions(SubscriptionArnList=[arn])["AnomalySubscriptions"]
        assert told["MonitorArnList"] == [accounts]


class TestSubscriptions:
    def test_one_is_made_told_changed_and_deleted(self, ce, monitor):
        arn = subscribed(ce, monitor)
        [told] = ce.get_anomaly_subscriptions()["AnomalySubscriptions"]
        assert {name: told[name] for name in ("SubscriptionName", "MonitorArnList", "Frequency", "ThresholdExpression")} == {
            "SubscriptionName": "acme",
            "MonitorArnList": [monitor],
            "Frequency": "IMMEDIATE",
            "ThresholdExpression": above(),
        }
        assert (told["SubscriptionArn"], told["AccountId"]) == (arn, "111111111111")
        assert told["Subscribers"] == [{"Type": "SNS", "Address": TOPIC, "Status": "CONFIRMED"}]
        ce.update_anomaly_subscription(SubscriptionArn=arn, Frequency="DAILY", Subscribers=mail("ops@acme.example"), Threshold=5)
        [told] = ce.get_anomaly_subscriptions(SubscriptionArnList=[arn])["AnomalySubscriptions"]
        assert (told["Frequency"], told["Threshold"], told["SubscriptionName"]) == ("DAILY", 5, "acme")
        assert "ThresholdExpression" not in told
        assert told["Subscribers"][0]["Address"] == "ops@acme.example"
        ce.delete_anomaly_subscription(SubscriptionArn=arn)
        assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []

    def test_they_are_found_by_their_monitor(self, ce, monitor):
        accounts = ce.create_anomaly_monitor(AnomalyMonitor={**SERVICE, "MonitorDimension": "LINKED_ACCOUNT"})["MonitorArn"]
        first, second = subscribed(ce, monitor), subscribed(ce, accounts)
        found = [ce.get_anomaly_subscriptions(MonitorArn=each)["AnomalySubscriptions"] for each in (monitor, accounts)]
        assert [[each["SubscriptionArn"] for each in told] for told in found] == [[first], [second]]

    @pytest.mark.parametrize("call", ["update_anomaly_subscription", "delete_anomaly_subscription"])
    def test_one_that_is_not_there_is_said_to_be_unknown(self, ce, call):
        assert refused(getattr(ce, call), SubscriptionArn=MISSING_SUBSCRIPTION) == "UnknownSubscriptionException"
        assert refused(ce.get_anomaly_subscriptions, SubscriptionArnList=[MISSING_SUBSCRIPTION]) == "UnknownSubscriptionException"

    def test_its_monitors_must_be_there(self, ce, monitor):
        assert refused(subscribed, ce, monitor, MISSING) == "UnknownMonitorException"
        arn = subscribed(ce, monitor)
        change = {"SubscriptionArn": arn, "MonitorArnList": [MISSING]}
        assert refused(ce.update_anomaly_subscription, **change) == "UnknownMonitorException"
        assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"][0]["MonitorArnList"] == [monitor]

    @pytest.mark.parametrize(
        ("subscribers", "frequency", "taken"),
        [
            (mail("ops@acme.example"), "DAILY", True),
            (mail("ops@acme.example", "b@acme.example"), "WEEKLY", True),
            (mail("ops@acme.example"), "IMMEDIATE", False),
            ([{"Type": "SNS", "Address": TOPIC}], "DAILY", False),
            ([{"Type": "SNS", "Address": TOPIC}], "WEEKLY", False),
            ([{"Type": "SNS", "Address": TOPIC}, *mail("ops@acme.example")], "IMMEDIATE", False),
            (mail("ops at acme"), "DAILY", False),
            ([{"Type": "SNS", "Address": "our costs"}], "IMMEDIATE", False),
            ([], "DAILY", False),
        ],
    )
    def test_mail_comes_daily_or_weekly_and_topics_hear_at_once(self, ce, monitor, subscribers, frequency, taken):
        given = {"Subscribers": subscribers, "Frequency": frequency}
        if taken:
            assert subscribed(ce, monitor, **given)
        else:
            assert refused(subscribed, ce, monitor, **given) == "ValidationException"
        arn = subscribed(ce, monitor)
        if not taken:
            assert refused(ce.update_anomaly_subscription, SubscriptionArn=arn, **given) == "ValidationException"

    @pytest.mark.parametrize(
        "expression",
        [
            above(key="ANOMALY_TOTAL_IMPACT_PERCENTAGE"),
            above("0.5"),
            {"And": [above(), above("5", "ANOMALY_TOTAL_IMPACT_PERCENTAGE")]},
            {"Or": [above(), {"And": [above(), above()]}]},
        ],
    )
    def test_thresholds_that_aws_takes(self, ce, monitor, expression):
        arn = subscribed(ce, monitor, ThresholdExpression=expression)
        [told] = ce.get_anomaly_subscriptions(SubscriptionArnList=[arn])["AnomalySubscriptions"]
        assert told["ThresholdExpression"] == expression

    @pytest.mark.parametrize(
        "threshold",
        [
            {"ThresholdExpression": None},
            {"Threshold": 10.0},
            {"ThresholdExpression": above("-1")},
            {"ThresholdExpression": above("ten")},
            {"ThresholdExpression": above("10000000001")},
            {"ThresholdExpression": above(key="SERVICE")},
            {"ThresholdExpression": above(option="EQUALS")},
            {"ThresholdExpression": {"Tags": {"Key": "Client", "Values": ["acme"]}}},
            {"ThresholdExpression": {**above(), "And": [above()]}},
            {"ThresholdExpression": {"Or": [above(), above(key="SERVICE")]}},
        ],
    )
    def test_thresholds_that_aws_does_not_take(self, ce, monitor, threshold):
        assert refused(subscribed, ce, monitor, **threshold) == "ValidationException"

    def test_without_a_monitor_there_is_none(self, ce):
        assert refused(subscribed, ce) == "ValidationException"


class TestTags:
    def tags(self, ce, arn):
        return {each["Key"]: each["Value"] for each in ce.list_tags_for_resource(ResourceArn=arn)["ResourceTags"]}

    def test_they_are_told_put_and_taken_away(self, ce, monitor):
        assert self.tags(ce, monitor) == {"Client": "acme"}
        subscription = subscribed(ce, monitor)
        for arn in (monitor, subscription):
            ce.tag_resource(ResourceArn=arn, ResourceTags=[{"Key": "Client", "Value": "globex"}, {"Key": "Owner", "Value": "ops"}])
            ce.untag_resource(ResourceArn=arn, ResourceTagKeys=["Client"])
            assert self.tags(ce, arn) == {"Owner": "ops"}

    def test_of_what_is_not_there(self, ce):
        for arn in (MISSING, MISSING_SUBSCRIPTION):
            assert refused(ce.list_tags_for_resource, ResourceArn=arn) == "ResourceNotFoundException"

    def test_of_other_things_they_are_motos(self, ce):
        rules = [{"Value": "acme", "Rule": {"Tags": {"Key": "Client", "Values": ["acme"]}}}]
        category = {"Name": "clients", "RuleVersion": "CostCategoryExpression.v1", "Rules": rules}
        arn = ce.create_cost_category_definition(**category, ResourceTags=[{"Key": "Owner", "Value": "ops"}])["CostCategoryArn"]
        assert self.tags(ce, arn) == {"Owner": "ops"}

    def test_awss_own_and_more_than_fifty_are_refused(self, ce, monitor):
        reserved = [{"Key": "aws:x", "Value": "1"}]
        assert refused(ce.tag_resource, ResourceArn=monitor, ResourceTags=reserved) == "ValidationException"
        many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
        assert refused(ce.tag_resource, ResourceArn=monitor, ResourceTags=many) == "TooManyTagsException"
        ce.tag_resource(ResourceArn=monitor, ResourceTags=many[1:])
        other = {**SERVICE, "MonitorDimension": "LINKED_ACCOUNT"}
        assert refused(ce.create_anomaly_monitor, AnomalyMonitor=other, ResourceTags=reserved) == "ValidationException"


def test_no_anomaly_is_ever_found(ce, monitor):
    found = ce.get_anomalies(MonitorArn=monitor, DateInterval={"StartDate": "2026-01-01"})
    assert found["Anomalies"] == []
