from tests.billing.infra.recording import whole

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SEVEN_DAYS = 7 * 86_400


def alarm(name):
    return whole().one(ALARM, f"billing-{name}").inputs


def test_a_day_without_a_run_is_noticed_by_its_silence():
    watched = alarm("no-daily-run")
    assert (watched["metricName"], watched["treatMissingData"], watched["comparisonOperator"]) == (
        "DailyRan",
        "breaching",
        "LessThanThreshold",
    )
    assert 86_400 < watched["period"] * watched["evaluationPeriods"] <= SEVEN_DAYS


def test_a_month_without_drafts_is_noticed():
    watched = alarm("no-monthly-run")
    assert (watched["metricName"], watched["threshold"], watched["comparisonOperator"]) == (
        "MonthsWithoutDrafts",
        1,
        "GreaterThanOrEqualToThreshold",
    )


def test_a_run_that_failed_is_noticed_and_so_is_one_that_was_given_up():
    for run in ("monthly", "daily"):
        function = whole().one("aws:lambda/function:Function", f"billing-{run}")
        queue = whole().one("aws:sqs/queue:Queue", f"billing-{run}-dead")
        assert alarm(f"{run}-errors")["dimensions"] == {"FunctionName": function.outputs["name"]}
        assert alarm(f"{run}-dead-letters")["dimensions"] == {"QueueName": queue.outputs["name"]}


def test_all_tell_a_topic_of_their_own_region():
    operations = whole().one("aws:sns/topic:Topic", "billing-operations")
    told = [each.inputs["alarmActions"] for each in whole().of(ALARM) if not each.name.startswith("billing-member")]
    assert told == [[operations.arn]] * 7
