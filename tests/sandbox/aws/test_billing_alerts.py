from __future__ import annotations

import pytest

OWN, MEMBER = "111111111111", "222222222222"


@pytest.fixture
def alarm(aws):
    """State of an alarm on more than 50 USD."""
    cloudwatch = aws.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="charges",
        Namespace="AWS/Billing",
        MetricName="EstimatedCharges",
        Dimensions=[{"Name": "Currency", "Value": "USD"}],
        Statistic="Maximum",
        Period=21600,
        EvaluationPeriods=1,
        Threshold=50,
        ComparisonOperator="GreaterThanThreshold",
    )
    return lambda: cloudwatch.describe_alarms(AlarmNames=["charges"])["MetricAlarms"][0]["StateValue"]


def publish(aws, account=OWN, **body):
    return aws.admin("POST", f"accounts/{account}/estimated-charges", body)


def test_charges_that_are_published_reach_the_alarm(aws, alarm):
    assert publish(aws, usd="50.00") == {"published": True}
    assert alarm() == "OK"
    publish(aws, usd="50.01")
    assert alarm() == "ALARM"


def test_a_members_share_is_another_metric(aws, alarm):
    publish(aws, usd="99", linked_account=MEMBER)
    assert alarm() == "INSUFFICIENT_DATA"
    [metric] = aws.client("cloudwatch").list_metrics(Namespace="AWS/Billing")["Metrics"]
    assert {each["Name"]: each["Value"] for each in metric["Dimensions"]} == {"Currency": "USD", "LinkedAccount": MEMBER}


def test_a_brand_new_account_has_its_billing_alerts_off(aws, alarm):
    aws.admin("POST", f"accounts/{OWN}/new", {"new": True})
    assert publish(aws, usd="99") == {"published": False}
    assert aws.client("cloudwatch").list_metrics(Namespace="AWS/Billing")["Metrics"] == []
    assert alarm() == "INSUFFICIENT_DATA"


@pytest.mark.parametrize("body", [{}, {"eur": "1"}, {"usd": "1", "region": "x"}, {"usd": "much"}, {"usd": "1", "linked_account": "2"}])
def test_anything_else_is_refused(aws, body):
    assert publish(aws, **body)["error"] == "ValidationError"
    assert publish(aws, "2", usd="1")["error"] == "ValidationError"
