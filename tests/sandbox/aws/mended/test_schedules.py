from __future__ import annotations

QUEUE = "arn:aws:sqs:us-east-1:111111111111:work"
SCHEDULE = {
    "Name": "monthly",
    "ScheduleExpression": "rate(2 hours)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": QUEUE, "RoleArn": "arn:aws:iam::111111111111:role/scheduler"},
}


def test_what_becomes_of_a_schedule_that_is_over_can_be_changed(aws):
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="billing")
    for group in ("default", "billing"):
        scheduler.create_schedule(**SCHEDULE, GroupName=group, ActionAfterCompletion="DELETE")
    scheduler.update_schedule(**SCHEDULE, GroupName="billing", ActionAfterCompletion="NONE")
    told = {each: scheduler.get_schedule(Name="monthly", GroupName=each).get("ActionAfterCompletion") for each in ("default", "billing")}
    assert told == {"default": "DELETE", "billing": "NONE"}
    scheduler.update_schedule(**SCHEDULE)
    assert scheduler.get_schedule(Name="monthly").get("ActionAfterCompletion") in (None, "NONE")
