import pytest

from model.placement import Placement
from tests.components.environments import whole

ALARM, BUDGET = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:budgets/budget:Budget"
NAME = "acme-prod-metered-cost"


def alarm():
    return whole(Placement.HOSTED).one(ALARM, NAME).inputs


def test_the_budget_counts_what_carries_the_clients_tag_as_budgets_spells_it():
    assert whole(Placement.HOSTED).one(BUDGET).inputs["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Client$Acme"]}]


def test_the_alarm_multiplies_the_months_metered_seconds_by_the_price_of_a_minute():
    seconds, cost = alarm()["metricQueries"]
    assert seconds["metric"] == {
        "namespace": "ClientEnvironment",
        "metricName": "MonthSeconds",
        "dimensions": {"service": "vehicle-analysis", "Stack": "acme-prod"},
        "stat": "Maximum",
        "period": 3_600,
    }
    assert (seconds["id"], cost["expression"]) == ("seconds", "seconds * 0.10 / 60")
    assert [each.get("returnData", False) for each in (seconds, cost)] == [False, True]


def test_it_is_told_when_the_month_has_used_up_its_budget():
    assert (alarm()["threshold"], alarm()["comparisonOperator"]) == (50, "GreaterThanOrEqualToThreshold")
    assert "50 USD" in alarm()["alarmDescription"]
    assert "Acme" in alarm()["alarmDescription"]


def test_an_hour_without_a_sweep_neither_ends_the_alarm_nor_begins_it():
    assert (alarm()["treatMissingData"], alarm()["evaluationPeriods"]) == ("ignore", 1)


def test_it_tells_a_topic_of_its_own_region_which_is_the_metrics():
    deployment = whole(Placement.HOSTED)
    assert alarm()["alarmActions"] == [deployment.one("aws:sns/topic:Topic", "acme-prod-operations").arn]
    assert "region" not in alarm()


@pytest.mark.parametrize("placement", [Placement.OWN, Placement.CLIENT, Placement.MEMBER])
def test_who_has_an_account_to_itself_has_no_need_of_it(placement):
    assert NAME not in {each.name for each in whole(placement).of(ALARM)}
