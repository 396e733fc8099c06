from billing.infra.client_budgets import ClientBudgets, ClientBudgetsArgs
from tests.billing.infra.watched import topic_of, with_topic

BUDGET = "aws:budgets/budget:Budget"


def deployed(deployment, **more):
    return with_topic(deployment, lambda topic: ClientBudgets("budget", ClientBudgetsArgs(topic=topic, **more)))


def test_a_client_in_your_account_is_counted_by_its_tag(deployment):
    deployed(deployment, clients={"Globex": 100})
    budget = deployment.one(BUDGET, "budget-Globex").inputs
    assert budget["costFilters"] == [{"name": "TagKeyValue", "values": ["user:Client$Globex"]}]
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == ("100", "USD", "MONTHLY")


def test_a_member_is_counted_by_its_account(deployment):
    deployed(deployment, members={"333333333333": 200})
    assert deployment.one(BUDGET).inputs["costFilters"] == [{"name": "LinkedAccount", "values": ["333333333333"]}]


def test_topic_and_addresses_hear_of_it_in_time(deployment):
    deployed(deployment, clients={"Globex": 100}, addresses=["ops@example.com"])
    told = deployment.one(BUDGET).inputs["notifications"]
    assert [(each["notificationType"], each["threshold"]) for each in told] == [
        ("ACTUAL", 50),
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]
    assert {each["subscriberSnsTopicArns"][0] for each in told} == {topic_of(deployment)}
    assert {each["subscriberEmailAddresses"][0] for each in told} == {"ops@example.com"}


def test_credits_hide_no_cost(deployment):
    deployed(deployment, clients={"Globex": 100})
    assert deployment.one(BUDGET).inputs["costTypes"] == {"includeCredit": False, "includeRefund": False}


def test_without_amounts_there_are_no_budgets(deployment):
    deployed(deployment)
    assert deployment.of(BUDGET) == []
