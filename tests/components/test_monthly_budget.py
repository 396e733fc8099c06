import pulumi
import pytest

from components.cost_topic import CostTopic, CostTopicArgs
from components.monthly_budget import monthly_budget
from tests.components.environments import settings

BUDGET = "aws:budgets/budget:Budget"


def made(deployment, filters=None, **more):
    around = settings(**{"notify": ("ops@example.com", "billing@acme.example"), **more})

    def program():
        topic = CostTopic("acme-prod-costs", CostTopicArgs(settings=around))
        monthly_budget("acme-prod", around, topic, pulumi.ComponentResource("example:index:Parent", "parent"), filters)

    deployment.deploy(program)
    return deployment.one(BUDGET)


def test_it_counts_us_dollars_by_the_calendar_month(deployment):
    budget = made(deployment, monthly_budget_usd=80).inputs
    assert (budget["budgetType"], budget["timeUnit"], budget["limitAmount"], budget["limitUnit"]) == ("COST", "MONTHLY", "80", "USD")


def test_somebody_is_told_at_half_at_four_fifths_at_all_of_it_and_when_the_forecast_is_above(deployment):
    told = [(each["notificationType"], each["threshold"], each["thresholdType"]) for each in made(deployment).inputs["notifications"]]
    wanted = [("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]
    assert told == [(*each, "PERCENTAGE") for each in wanted]


def test_topic_and_addresses_hear_each_of_it(deployment):
    for each in made(deployment).inputs["notifications"]:
        assert each["comparisonOperator"] == "GREATER_THAN"
        assert each["subscriberSnsTopicArns"] == [deployment.one("aws:sns/topic:Topic").arn]
        assert each["subscriberEmailAddresses"] == ["ops@example.com", "billing@acme.example"]


def test_without_an_address_the_topic_alone_hears_it(deployment):
    for each in made(deployment, notify=()).inputs["notifications"]:
        assert "subscriberEmailAddresses" not in each
        assert each["subscriberSnsTopicArns"]


def test_credits_and_refunds_do_not_hide_what_is_spent(deployment):
    assert made(deployment).inputs["costTypes"] == {"includeCredit": False, "includeRefund": False}


@pytest.mark.parametrize(("filters", "counted"), [(None, None), ({"Region": ["eu-west-1"]}, [{"name": "Region", "values": ["eu-west-1"]}])])
def test_without_a_filter_it_counts_the_whole_account(deployment, filters, counted):
    assert made(deployment, filters).inputs.get("costFilters") == counted


def test_it_waits_until_budgets_may_publish_to_the_topic(deployment):
    budget = made(deployment)
    assert deployment.one("aws:sns/topicPolicy:TopicPolicy").urn in budget.dependencies
