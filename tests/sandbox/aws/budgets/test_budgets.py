from __future__ import annotations

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.budgets.book import filled_in

ACCOUNT = "111111111111"
TOPIC = "arn:aws:sns:us-east-1:111111111111:costs"
ARN = f"arn:aws:budgets::{ACCOUNT}:budget/acme"
BUDGET = {"BudgetName": "acme", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "50", "Unit": "USD"}}
ACTUAL = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
FORECAST = {**ACTUAL, "NotificationType": "FORECASTED", "Threshold": 100.0}
WHERE = {"AccountId": ACCOUNT, "BudgetName": "acme"}


def mail(address="ops@acme.example"):
    return {"SubscriptionType": "EMAIL", "Address": address}


def topic(arn=TOPIC):
    return {"SubscriptionType": "SNS", "Address": arn}


@pytest.fixture
def budgets(aws):
    return aws.client("budgets")


@pytest.fixture
def acme(budgets):
    """Client of an account with the budget `acme`, which tells an address and a topic."""
    told = [{"Notification": ACTUAL, "Subscribers": [mail(), topic()]}]
    budgets.create_budget(
        AccountId=ACCOUNT, Budget=BUDGET, NotificationsWithSubscribers=told, ResourceTags=[{"Key": "Client", "Value": "acme"}]
    )
    return budgets


def described(budgets):
    return budgets.describe_budget(**WHERE)["Budget"]


def notifications(budgets):
    return budgets.describe_notifications_for_budget(**WHERE)["Notifications"]


def subscribers(budgets, notification=ACTUAL):
    return budgets.describe_subscribers_for_notification(**WHERE, Notification=notification)["Subscribers"]


def refused(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]["Code"]


class TestBudgets:
    def test_a_new_one_has_awss_defaults(self, acme):
        found = described(acme)
        now = datetime.now(UTC)
        assert found["BudgetLimit"] == {"Amount": "50", "Unit": "USD"}
        assert found["TimePeriod"]["Start"].astimezone(UTC) == datetime(now.year, now.month, 1, tzinfo=UTC)
        assert found["TimePeriod"]["End"].astimezone(UTC) == datetime(2087, 6, 15, tzinfo=UTC)
        assert found["CalculatedSpend"]["ActualSpend"] == {"Amount": "0", "Unit": "USD"}
        assert (found["CostTypes"]["IncludeTax"], found["CostTypes"]["UseBlended"]) == (True, False)

    @pytest.mark.parametrize(("unit", "month", "day"), [("ANNUALLY", 1, 1), ("QUARTERLY", 10, 1), ("DAILY", 12, 24), ("MONTHLY", 12, 1)])
    def test_it_begins_with_the_period_that_it_is_in(self, unit, month, day):
        made = filled_in({**BUDGET, "TimeUnit": unit}, {}, datetime(2026, 12, 24, 18, 20, tzinfo=UTC))
        assert made["TimePeriod"]["Start"] == datetime(2026, month, day, tzinfo=UTC).timestamp()

    def test_what_is_said_stays(self, budgets):
        period = {"Start": datetime(2026, 3, 1, tzinfo=UTC), "End": datetime(2030, 1, 1, tzinfo=UTC)}
        filters = {"TagKeyValue": ["user:Client$Müller $ Söhne"], "Service": ["Amazon Rekognition"]}
        budgets.create_budget(
            AccountId=ACCOUNT, Budget={**BUDGET, "TimePeriod": period, "CostFilters": filters, "CostTypes": {"IncludeTax": False}}
        )
        found = described(budgets)
        assert {name: at.astimezone(UTC) for name, at in found["TimePeriod"].items()} == period
        assert found["CostFilters"] == filters
        assert (found["CostTypes"]["IncludeTax"], found["CostTypes"]["IncludeCredit"]) == (False, True)

    def test_there_is_one_of_a_name_in_an_account(self, acme, aws):
        assert refused(acme.create_budget, AccountId=ACCOUNT, Budget=BUDGET) == "DuplicateRecordException"
        aws.client("budgets", "222222222222").create_budget(AccountId="222222222222", Budget=BUDGET)
        assert [each["BudgetName"] for each in acme.describe_budgets(AccountId=ACCOUNT)["Budgets"]] == ["acme"]

    def test_another_accounts_are_out_of_reach(self, acme, aws):
        for call in ("describe_budget", "delete_budget", "describe_notifications_for_budget"):
            assert refused(getattr(aws.client("budgets", "222222222222"), call), **WHERE) == "AccessDeniedException"

    def test_an_update_that_names_no_period_keeps_it(self, budgets):
        period = {"Start": datetime(2026, 3, 1, tzinfo=UTC), "End": datetime(2030, 1, 1, tzinfo=UTC)}
        budgets.create_budget(AccountId=ACCOUNT, Budget={**BUDGET, "TimePeriod": period})
        budgets.update_budget(AccountId=ACCOUNT, NewBudget=BUDGET)
        assert {name: at.astimezone(UTC) for name, at in described(budgets)["TimePeriod"].items()} == period

    def test_what_a_budget_says_itself_of_its_spend_does_not_count(self, budgets):
        spent = {"ActualSpend": {"Amount": "7", "Unit": "USD"}}
        budgets.create_budget(AccountId=ACCOUNT, Budget={**BUDGET, "CalculatedSpend": spent})
        assert described(budgets)["CalculatedSpend"]["ActualSpend"]["Amount"] == "0"

    def test_an_update_replaces_all_and_forgets_what_was_spent(self, acme, aws):
        aws.admin("POST", f"budgets/{ACCOUNT}/acme/spend", {"actual": "41.50", "forecast": "80"})
        start = described(acme)["TimePeriod"]["Start"]
        spent = described(acme)["CalculatedSpend"]
        assert (spent["ActualSpend"]["Amount"], spent["ForecastedSpend"]["Amount"]) == ("41.50", "80")
        acme.update_budget(AccountId=ACCOUNT, NewBudget={**BUDGET, "BudgetLimit": {"Amount": "70", "Unit": "USD"}})
        found = described(acme)
        assert found["BudgetLimit"]["Amount"] == "70"
        assert found["TimePeriod"]["Start"] == start
        assert found["CalculatedSpend"]["ActualSpend"]["Amount"] == found["CalculatedSpend"]["ForecastedSpend"]["Amount"] == "0"
        assert len(notifications(acme)) == 1

    def test_a_deleted_one_is_gone(self, acme):
        acme.delete_budget(**WHERE)
        assert refused(acme.describe_budget, **WHERE) == "NotFoundException"
        assert refused(acme.delete_budget, **WHERE) == "NotFoundException"
        assert refused(acme.update_budget, AccountId=ACCOUNT, NewBudget=BUDGET) == "NotFoundException"
        assert refused(acme.list_tags_for_resource, ResourceARN=ARN) == "NotFoundException"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"BudgetLimit": {"Amount": "0", "Unit": "USD"}},
            {"BudgetLimit": {"Amount": "-1", "Unit": "USD"}},
            {"BudgetLimit": {"Amount": "fifty", "Unit": "USD"}},
            {"BudgetName": "acme:prod"},
            {"BudgetName": "acme\\prod"},
            {"BudgetName": "acme/action/prod"},
            {"BudgetName": "x" * 101},
            {"TimePeriod": {"Start": datetime(2030, 1, 1, tzinfo=UTC), "End": datetime(2026, 1, 1, tzinfo=UTC)}},
            {"CostFilters": {"Service": ["x"]}, "FilterExpression": {"Tags": {"Key": "Client", "Values": ["acme"]}}},
        ],
    )
    def test_what_aws_does_not_take_is_refused(self, acme, wrong):
        assert (
            refused(acme.create_budget, AccountId=ACCOUNT, Budget={**BUDGET, "BudgetName": "other", **wrong}) == "InvalidParameterException"
        )
        if "BudgetName" not in wrong:
            assert refused(acme.update_budget, AccountId=ACCOUNT, NewBudget={**BUDGET, **wrong}) == "InvalidParameterException"

    def test_a_budget_must_have_a_limit(self, budgets):
        without = {name: value for name, value in BUDGET.items() if name != "BudgetLimit"}
        assert refused(budgets.create_budget, AccountId=ACCOUNT, Budget=without) == "InvalidParameterException"

    @pytest.mark.parametrize("value", ["Client$acme", "user:Client", "acme", "user:$acme"])
    def test_a_tag_filter_that_would_show_zero_for_ever_is_refused(self, budgets, value):
        with pytest.raises(ClientError, match=r"Spell it user:<key>\$<value>"):
            budgets.create_budget(AccountId=ACCOUNT, Budget={**BUDGET, "CostFilters": {"TagKeyValue": [value]}})

    def test_what_the_sandbox_does_not_know_is_refused_by_name(self, budgets):
        adjusted = {**BUDGET, "AutoAdjustData": {"AutoAdjustType": "FORECAST"}}
        assert refused(budgets.create_budget, AccountId=ACCOUNT, Budget=adjusted) == "SandboxUnsupported"

    def test_answers_come_in_pages(self, acme):
        for number in range(4):
            acme.create_budget(AccountId=ACCOUNT, Budget={**BUDGET, "BudgetName": f"budget {number}"})
        pages = list(acme.get_paginator("describe_budgets").paginate(AccountId=ACCOUNT, PaginationConfig={"PageSize": 2}))
        assert [len(page["Budgets"]) for page in pages] == [2, 2, 1]
        assert len({each["BudgetName"] for page in pages for each in page["Budgets"]}) == 5


class TestNotifications:
    def test_they_are_told_with_their_state(self, acme):
        assert notifications(acme) == [{**ACTUAL, "NotificationState": "OK"}]

    def test_they_are_made_changed_and_deleted(self, acme):
        acme.create_notification(**WHERE, Notification=FORECAST, Subscribers=[mail()])
        acme.update_notification(**WHERE, OldNotification=FORECAST, NewNotification={**FORECAST, "Threshold": 90.0})
        assert [each["Threshold"] for each in notifications(acme)] == [80.0, 90.0]
        assert subscribers(acme, {**FORECAST, "Threshold": 90.0}) == [mail()]
        acme.delete_notification(**WHERE, Notification=ACTUAL)
        assert [each["NotificationType"] for each in notifications(acme)] == ["FORECASTED"]

    def test_a_percentage_is_one_whether_it_is_said_or_not(self, acme):
        said = {**ACTUAL, "ThresholdType": "PERCENTAGE"}
        assert len(subscribers(acme, said)) == 2
        assert refused(acme.create_notification, **WHERE, Notification=said, Subscribers=[mail()]) == "DuplicateRecordException"
        acme.create_notification(**WHERE, Notification={**ACTUAL, "ThresholdType": "ABSOLUTE_VALUE"}, Subscribers=[mail()])

    def test_one_that_is_not_there_is_said_to_be_missing(self, acme):
        for call in (acme.delete_notification, acme.describe_subscribers_for_notification):
            assert refused(call, **WHERE, Notification=FORECAST) == "NotFoundException"
        assert refused(acme.update_notification, **WHERE, OldNotification=FORECAST, NewNotification=ACTUAL) == "NotFoundException"

    def test_one_cannot_become_another(self, acme):
        acme.create_notification(**WHERE, Notification=FORECAST, Subscribers=[mail()])
        assert refused(acme.update_notification, **WHERE, OldNotification=FORECAST, NewNotification=ACTUAL) == "DuplicateRecordException"

    def test_ten_are_the_most(self, acme):
        for share in range(1, 10):
            acme.create_notification(**WHERE, Notification={**ACTUAL, "Threshold": float(share)}, Subscribers=[mail()])
        assert refused(acme.create_notification, **WHERE, Notification=FORECAST, Subscribers=[mail()]) == "CreationLimitExceededException"
        assert len(notifications(acme)) == 10


class TestSubscribers:
    def test_they_are_made_changed_and_deleted(self, acme):
        acme.create_subscriber(**WHERE, Notification=ACTUAL, Subscriber=mail("b@acme.example"))
        acme.update_subscriber(**WHERE, Notification=ACTUAL, OldSubscriber=mail(), NewSubscriber=mail("c@acme.example"))
        assert subscribers(acme) == [mail("c@acme.example"), topic(), mail("b@acme.example")]
        acme.delete_subscriber(**WHERE, Notification=ACTUAL, Subscriber=topic())
        assert subscribers(acme) == [mail("c@acme.example"), mail("b@acme.example")]

    def test_the_last_one_takes_its_notification_with_it(self, acme):
        for each in (mail(), topic()):
            acme.delete_subscriber(**WHERE, Notification=ACTUAL, Subscriber=each)
        assert notifications(acme) == []

    def test_one_that_is_not_there_is_said_to_be_missing(self, acme):
        other = mail("other@acme.example")
        assert refused(acme.delete_subscriber, **WHERE, Notification=ACTUAL, Subscriber=other) == "NotFoundException"
        changed = {"OldSubscriber": other, "NewSubscriber": mail("new@acme.example")}
        assert refused(acme.update_subscriber, **WHERE, Notification=ACTUAL, **changed) == "NotFoundException"

    def test_one_topic_and_ten_addresses_are_the_most(self, acme):
        assert (
            refused(acme.create_subscriber, **WHERE, Notification=ACTUAL, Subscriber=topic(f"{TOPIC}-2"))
            == "CreationLimitExceededException"
        )
        for number in range(9):
            acme.create_subscriber(**WHERE, Notification=ACTUAL, Subscriber=mail(f"a{number}@acme.example"))
        more = mail("more@acme.example")
        assert refused(acme.create_subscriber, **WHERE, Notification=ACTUAL, Subscriber=more) == "CreationLimitExceededException"
        assert len(subscribers(acme)) == 11

    def test_nobody_is_told_twice(self, acme):
        assert refused(acme.create_subscriber, **WHERE, Notification=ACTUAL, Subscriber=mail()) == "DuplicateRecordException"

    @pytest.mark.parametrize(
        "subscriber", [mail("nobody"), mail("ops@acme.example twice"), topic("costs"), topic("arn:aws:sqs:us-east-1:111111111111:costs")]
    )
    def test_an_address_that_is_none_is_refused(self, acme, subscriber):
        acme.create_notification(**WHERE, Notification=FORECAST, Subscribers=[mail()])
        assert refused(acme.create_subscriber, **WHERE, Notification=FORECAST, Subscriber=subscriber) == "InvalidParameterException"
        told = [{"Notification": ACTUAL, "Subscribers": [subscriber]}]
        asked = {"Budget": {**BUDGET, "BudgetName": "other"}, "NotificationsWithSubscribers": told}
        assert refused(acme.create_budget, AccountId=ACCOUNT, **asked) == "InvalidParameterException"


class TestTags:
    def tags(self, budgets):
        return {each["Key"]: each["Value"] for each in budgets.list_tags_for_resource(ResourceARN=ARN)["ResourceTags"]}

    def test_they_are_told_put_and_taken_away(self, acme):
        acme.tag_resource(ResourceARN=ARN, ResourceTags=[{"Key": "Client", "Value": "globex"}, {"Key": "Owner", "Value": "ops"}])
        assert self.tags(acme) == {"Client": "globex", "Owner": "ops"}
        acme.untag_resource(ResourceARN=ARN, ResourceTagKeys=["Client", "None"])
        assert self.tags(acme) == {"Owner": "ops"}

    def test_awss_own_and_more_than_fifty_are_refused(self, acme):
        call = acme.tag_resource
        assert refused(call, ResourceARN=ARN, ResourceTags=[{"Key": "aws:x", "Value": "1"}]) == "InvalidParameterException"
        many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
        assert refused(call, ResourceARN=ARN, ResourceTags=many) == "ServiceQuotaExceededException"
        call(ResourceARN=ARN, ResourceTags=many[1:])
        assert len(self.tags(acme)) == 50
