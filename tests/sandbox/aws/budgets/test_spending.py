from __future__ import annotations

import json

import pytest

ACCOUNT = "111111111111"


class Budget:
    """A budget of 50 USD that tells a topic, and the queue behind it."""

    def __init__(self, aws):
        self.aws, self.client, self.sqs = aws, aws.client("budgets"), aws.client("sqs")
        topics = aws.client("sns")
        self.topic = topics.create_topic(Name="costs")["TopicArn"]
        self.url = self.sqs.create_queue(QueueName="mail")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topics.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn)
        limit = {"Amount": "50", "Unit": "USD"}
        self.client.create_budget(
            AccountId=ACCOUNT, Budget={"BudgetName": "acme/prod", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
        )

    def notify(self, kind="ACTUAL", threshold=80.0, comparison="GREATER_THAN", **more):
        self.client.create_notification(
            AccountId=ACCOUNT,
            BudgetName="acme/prod",
            Notification={"NotificationType": kind, "ComparisonOperator": comparison, "Threshold": threshold, **more},
            Subscribers=[{"SubscriptionType": "SNS", "Address": self.topic}, {"SubscriptionType": "EMAIL", "Address": "a@acme.example"}],
        )

    def spend(self, **amounts):
        return self.aws.admin("POST", f"budgets/{ACCOUNT}/acme/prod/spend", amounts)

    def told(self):
        """How many messages came since the last time, and the last of them."""
        found = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return len(found), json.loads(found[-1]["Body"])["Message"] if found else ""


@pytest.fixture
def budget(aws):
    return Budget(aws)


def test_a_threshold_that_is_passed_is_told_once(budget):
    budget.notify()
    assert budget.spend(actual="40.00") == {"alarmed": []}
    assert budget.told() == (0, "")
    [alarmed] = budget.spend(actual="40.01")["alarmed"]
    assert alarmed["Threshold"] == 80
    times, text = budget.told()
    assert times == 1
    assert "Budget Name: acme/prod" in text
    assert "ACTUAL Amount: 40.01 USD" in text
    assert "GREATER_THAN 40 USD" in text
    budget.spend(actual="45")
    assert budget.told() == (0, "")


def test_what_is_not_said_stays_as_it_was(budget):
    budget.notify()
    budget.spend(actual="41", forecast="7")
    assert len(budget.spend(forecast="8")["alarmed"]) == 1
    spent = budget.client.describe_budget(AccountId=ACCOUNT, BudgetName="acme/prod")["Budget"]["CalculatedSpend"]
    assert (spent["ActualSpend"]["Amount"], spent["ForecastedSpend"]["Amount"]) == ("41", "8")


def test_the_state_of_a_notification_is_told(budget):
    budget.notify()
    budget.spend(actual="41")
    where = {"AccountId": ACCOUNT, "BudgetName": "acme/prod"}
    assert budget.client.describe_notifications_for_budget(**where)["Notifications"][0]["NotificationState"] == "ALARM"


def test_a_new_month_can_be_told_again(budget):
    budget.notify()
    for actual in ("41", "0", "42"):
        budget.spend(actual=actual)
    assert budget.told()[0] == 2


@pytest.mark.parametrize(
    ("notification", "amounts", "times"),
    [
        ({"kind": "FORECASTED"}, {"actual": "99"}, 0),
        ({"kind": "FORECASTED"}, {"forecast": "41"}, 1),
        ({"kind": "ACTUAL"}, {"forecast": "99"}, 0),
        ({"ThresholdType": "ABSOLUTE_VALUE"}, {"actual": "79"}, 0),
        ({"ThresholdType": "ABSOLUTE_VALUE"}, {"actual": "81"}, 1),
        ({"comparison": "LESS_THAN"}, {"actual": "39"}, 1),
        ({"comparison": "EQUAL_TO"}, {"actual": "40.0"}, 1),
    ],
)
def test_thresholds(budget, notification, amounts, times):
    budget.notify(**notification)
    budget.spend(**amounts)
    assert budget.told()[0] == times


@pytest.mark.parametrize("amounts", [{}, {"spent": "1"}, {"actual": "much"}])
def test_anything_else_is_refused(budget, amounts):
    assert budget.spend(**amounts)["error"] == "ValidationError"


def test_a_budget_that_is_not_there_is_named(aws):
    answer = aws.admin("POST", f"budgets/{ACCOUNT}/none/spend", {"actual": "1"})
    assert answer["message"] == f"Account {ACCOUNT} has no budget none."
