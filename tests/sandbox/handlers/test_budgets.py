from datetime import datetime, timedelta, timezone

import pytest

from sandbox.handlers.budgets_spelling import Minute, amount_as_written, budget_to_aws, budget_to_pulumi
from tests.sandbox.handlers.drift import Case, Drift, HandlerContract

TOPIC = "arn:aws:sns:us-east-1:111111111111:costs"
ANOTHER_TOPIC = "arn:aws:sns:us-east-1:111111111111:another"
COUNTED = ("Credit", "Discount", "OtherSubscription", "Recurring", "Refund", "Subscription", "Support", "Tax", "Upfront")


def where(it):
    return {"AccountId": it["accountId"], "BudgetName": it["name"]}


def change_all(aws, it):
    counted = {**{f"Include{cost}": True for cost in COUNTED}, "UseAmortized": False, "UseBlended": False}
    aws.update_budget(
        AccountId=it["accountId"],
        NewBudget={
            "BudgetName": it["name"],
            "BudgetType": "USAGE",
            "TimeUnit": "ANNUALLY",
            "BudgetLimit": {"Amount": "7.5", "Unit": "GB"},
            "TimePeriod": {"Start": "2026-03-01T00:00:00Z", "End": "2030-01-01T00:00:00Z"},
            "CostFilters": {"Service": ["Amazon Rekognition"]},
            "CostTypes": counted,
        },
    )


def tell_others(aws, it):
    for each in aws.describe_notifications_for_budget(**where(it))["Notifications"]:
        aws.delete_notification(**where(it), Notification=each)
    another = {"NotificationType": "FORECASTED", "ComparisonOperator": "LESS_THAN", "Threshold": 7.5, "ThresholdType": "PERCENTAGE"}
    addresses = (("EMAIL", "another@acme.example"), ("SNS", ANOTHER_TOPIC))
    told = [{"SubscriptionType": kind, "Address": address} for kind, address in addresses]
    aws.create_notification(**where(it), Notification=another, Subscribers=told)


class TestBudgets(HandlerContract):
    cases = (
        Case(
            "aws:budgets/budget:Budget",
            inputs=lambda cloud: {
                "accountId": "111111111111",
                "budgetType": "COST",
                "timeUnit": "MONTHLY",
                "limitAmount": "50",
                "limitUnit": "USD",
                "timePeriodStart": "2026-07-01_00:00",
                "timePeriodEnd": "2087-06-15_00:00",
                "costFilters": [{"name": "TagKeyValue", "values": ["user:Client$acme"]}, {"name": "Region", "values": ["us-east-1"]}],
                "costTypes": {**{f"include{cost}": False for cost in COUNTED}, "useAmortized": True, "useBlended": True},
                "notifications": [
                    {
                        "notificationType": "ACTUAL",
                        "comparisonOperator": "GREATER_THAN",
                        "threshold": 80,
                        "thresholdType": "ABSOLUTE_VALUE",
                        "subscriberEmailAddresses": ["ops@acme.example"],
                        "subscriberSnsTopicArns": [TOPIC],
                    }
                ],
                "tags": {"Client": "Acme", "Project": "Vehicle"},
            },
            drifts=(
                Drift("budgetType", "USAGE", change_all),
                Drift("timeUnit", "ANNUALLY", change_all),
                Drift("limitAmount", "7.5", change_all),
                Drift("limitUnit", "GB", change_all),
                Drift("timePeriodStart", "2026-03-01_00:00", change_all),
                Drift("timePeriodEnd", "2030-01-01_00:00", change_all),
                Drift("costFilters[].name", "Service", change_all),
                Drift("costFilters[].values", ["Amazon Rekognition"], change_all),
                *(Drift(f"costTypes.include{cost}", True, change_all) for cost in COUNTED),
                Drift("costTypes.useAmortized", False, change_all),
                Drift("costTypes.useBlended", False, change_all),
                Drift("notifications[].notificationType", "FORECASTED", tell_others),
                Drift("notifications[].comparisonOperator", "LESS_THAN", tell_others),
                Drift("notifications[].threshold", 7.5, tell_others),
                Drift("notifications[].thresholdType", "PERCENTAGE", tell_others),
                Drift("notifications[].subscriberEmailAddresses", ["another@acme.example"], tell_others),
                Drift("notifications[].subscriberSnsTopicArns", [ANOTHER_TOPIC], tell_others),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(ResourceARN=it["arn"], ResourceTagKeys=["Project"])),
            ),
            required=("budgetType", "timeUnit", "limitAmount", "limitUnit"),
            computed=("timePeriodStart", "costFilters", "costTypes"),
        ),
        Case(
            "aws:budgets/budget:Budget",
            inputs=lambda cloud: {"budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "50", "limitUnit": "USD"},
            note="of the caller's account",
        ),
    )


def test_a_budget_counts_everything_unless_the_program_says_otherwise():
    sent = budget_to_aws({"name": "acme", "budgetType": "COST", "timeUnit": "MONTHLY", "costTypes": {"includeTax": False}})["CostTypes"]
    assert [name for name, counted in sent.items() if not counted] == ["IncludeTax", "UseAmortized", "UseBlended"]


def test_cost_types_that_are_as_usual_are_no_news():
    live = {"BudgetName": "acme", "CostTypes": {"IncludeTax": True, "IncludeCredit": False}}
    assert budget_to_pulumi(live, {})["costTypes"] == {"includeCredit": False}
    assert budget_to_pulumi(live, {"costTypes": {"includeTax": True}})["costTypes"] == {"includeCredit": False, "includeTax": True}


@pytest.mark.parametrize(
    ("live", "known", "read"), [("50.0", "50", "50"), ("51.0", "50", "51.0"), ("50.0", None, "50.0"), (None, "50", None)]
)
def test_an_amount_is_said_as_the_program_says_it(live, known, read):
    assert amount_as_written(live, known) == read


def test_a_period_is_said_in_utc_wherever_the_machine_stands():
    in_tokyo = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert Minute().inward(in_tokyo) == "2026-07-01_00:00"
    assert Minute().outward("2026-07-01_00:00") == in_tokyo
