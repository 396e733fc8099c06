import pytest

from components.billing_alarms import estimated_charges
from model.placement import Placement
from tests.components.environments import account, whole

ALARM, BUDGET = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:budgets/budget:Budget"
TO_ITSELF = [Placement.OWN, Placement.CLIENT, Placement.MEMBER]


@pytest.mark.parametrize("placement", TO_ITSELF)
def test_the_alarm_watches_the_charges_of_the_environments_own_account_where_aws_publishes_them(placement):
    deployment = whole(placement)
    alarm = deployment.one(ALARM, "acme-prod-estimated-charges")
    assert deployment.account_of(alarm) == account(placement).account_id
    assert alarm.inputs["region"] == "us-east-1"
    assert (alarm.inputs["namespace"], alarm.inputs["metricName"]) == ("AWS/Billing", "EstimatedCharges")
    assert alarm.inputs["dimensions"] == {"Currency": "USD"}


def test_it_is_told_at_fifty_dollars_unless_the_stack_says_otherwise():
    alarm = whole().one(ALARM, "acme-prod-estimated-charges").inputs
    assert (alarm["threshold"], alarm["comparisonOperator"]) == (50, "GreaterThanOrEqualToThreshold")
    assert estimated_charges(80).at_least == 80
    assert "80 USD" in estimated_charges(80).says


def test_the_highest_figure_of_six_hours_counts_and_a_month_without_figures_is_well():
    alarm = whole().one(ALARM, "acme-prod-estimated-charges").inputs
    assert (alarm["statistic"], alarm["period"], alarm["evaluationPeriods"]) == ("Maximum", 21_600, 1)
    assert alarm["treatMissingData"] == "notBreaching"


def test_it_tells_the_cost_topic_which_is_in_its_region():
    deployment = whole()
    assert deployment.one(ALARM, "acme-prod-estimated-charges").inputs["alarmActions"] == [
        deployment.one("aws:sns/topic:Topic", "acme-prod-costs").arn
    ]


@pytest.mark.parametrize("placement", TO_ITSELF)
def test_the_budget_counts_the_whole_account(placement):
    assert "costFilters" not in whole(placement).one(BUDGET).inputs


def test_a_hosted_client_has_no_alarm_on_the_account_that_others_share():
    metrics = {each.inputs.get("metricName") for each in whole(Placement.HOSTED).of(ALARM)}
    assert "EstimatedCharges" not in metrics
