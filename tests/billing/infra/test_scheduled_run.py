import json

from tests.billing.infra.recording import whole

SCHEDULE = "aws:scheduler/schedule:Schedule"


def test_the_clock_is_that_of_the_place_that_the_settings_name():
    schedules = {each.name: each.inputs for each in whole(time_zone="Europe/Berlin").of(SCHEDULE)}
    assert {name: (each["scheduleExpression"], each["scheduleExpressionTimezone"]) for name, each in schedules.items()} == {
        "billing-monthly": ("cron(0 9 1 * ? *)", "Europe/Berlin"),
        "billing-daily": ("cron(0 6 * * ? *)", "Europe/Berlin"),
    }
    assert {each["flexibleTimeWindow"]["mode"] for each in schedules.values()} == {"OFF"}


def test_a_run_is_told_when_it_was_due():
    assert json.loads(whole().one(SCHEDULE, "billing-monthly").inputs["target"]["input"]) == {"time": "<aws.scheduler.scheduled-time>"}


def test_a_run_that_cannot_be_begun_is_kept():
    target = whole().one(SCHEDULE, "billing-monthly").inputs["target"]
    assert target["deadLetterConfig"] == {"arn": whole().one("aws:sqs/queue:Queue", "billing-monthly-dead").arn}
    assert target["retryPolicy"] == {"maximumRetryAttempts": 5, "maximumEventAgeInSeconds": 21600}


def test_the_scheduler_may_begin_this_run_alone_and_for_this_account():
    role = whole().one("aws:iam/role:Role", "billing-monthly-schedule")
    (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": ["scheduler.amazonaws.com"]}
    assert list(trust["Condition"].values()) == [{"aws:SourceAccount": "111111111111"}]
    policy = json.loads(whole().one("aws:iam/rolePolicy:RolePolicy", "billing-monthly-schedule").inputs["policy"])
    (invoking,) = [each for each in policy["Statement"] if each["Sid"] == "Invoke"]
    assert invoking["Resource"] == [whole().one("aws:lambda/function:Function", "billing-monthly").arn]
