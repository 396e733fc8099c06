"""What fires by the sandbox's clock."""

from __future__ import annotations

import datetime
import json
import threading

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import start_in_thread
from sandbox.pump.extension import attach
from sandbox.pump.settings import PumpSettings
from tests.sandbox.pump.events import EventCloud

SCHEDULER = "scheduler.amazonaws.com"


@pytest.fixture
def cloud():
    """A clock of its own for each test."""
    pumps = []
    running = start_in_thread(extensions=[lambda aws: pumps.append(attach(aws, PumpSettings(catch_up=10)))])
    made = EventCloud(running)
    made.pump = pumps[0]
    yield made
    running.stop()


def times(events):
    return [datetime.datetime.fromisoformat(event["time"]) for event in events]


def now(cloud):
    return datetime.datetime.fromisoformat(cloud.admin("GET", "clock")["now"])


def plan(cloud, expression, queue, role=None, target=None, **more):
    cloud.client("scheduler").create_schedule(
        Name=cloud.new_name("schedule"),
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": queue, "RoleArn": role or cloud.role("plans", service=SCHEDULER), **(target or {})},
        **more,
    )


def test_nothing_fires_while_the_clock_stands_before_the_first_time(cloud):
    queue = cloud.queue()
    cloud.rule(queue, schedule="rate(1 hour)")
    cloud.forward(minutes=59)
    assert cloud.messages(queue) == []


def test_a_rate_fires_for_each_period_that_the_clock_passed_with_its_own_time(cloud):
    queue = cloud.queue()
    arn = cloud.rule(queue, schedule="rate(1 hour)")
    begun = now(cloud)
    cloud.forward(hours=3, minutes=30)
    events = cloud.bodies(queue)
    assert [round((at - begun).total_seconds() / 3600, 2) for at in times(events)] == [1, 2, 3]
    assert {(e["detail-type"], e["source"], e["account"], e["region"]) for e in events} == {
        ("Scheduled Event", "aws.events", "111111111111", "us-east-1")
    }
    assert all(e["resources"] == [arn] and e["detail"] == {} for e in events)
    assert len({e["id"] for e in events}) == 3
    cloud.forward(minutes=40)
    assert len(cloud.bodies(queue)) == 1


def test_a_schedule_counts_from_its_making_even_if_the_clock_moves_before_anybody_looked(cloud):
    queue, go_on = cloud.queue(), threading.Event()
    cloud.pump.put(go_on.wait)
    cloud.rule(queue, schedule="rate(1 hour)")
    cloud.forward(hours=1, minutes=1)
    go_on.set()
    assert len(cloud.messages(queue)) == 1


def test_firings_of_several_rules_come_in_the_order_of_their_times(cloud):
    queue = cloud.queue()
    cloud.rule({"Arn": queue, "InputPath": "$.time"}, schedule="cron(0 * * * ? *)")
    cloud.rule({"Arn": queue, "InputPath": "$.time"}, schedule="cron(30 * * * ? *)")
    cloud.forward(hours=4)
    moments = cloud.bodies(queue)
    assert len(moments) == 8
    assert moments == sorted(moments)


def test_a_constant_input_is_what_a_scheduled_target_gets(cloud):
    queue = cloud.queue()
    cloud.rule({"Arn": queue, "Input": '{"start": "waiting"}'}, schedule="rate(5 minutes)")
    cloud.forward(minutes=11)
    assert cloud.bodies(queue) == [{"start": "waiting"}] * 2


def test_a_disabled_schedule_does_not_fire_and_counts_anew_when_enabled(cloud):
    queue = cloud.queue()
    name = cloud.rule(queue, schedule="rate(1 hour)", State="DISABLED").rpartition("/")[2]
    cloud.forward(hours=2)
    assert cloud.messages(queue) == []
    cloud.client("events").enable_rule(Name=name)
    cloud.forward(minutes=50)
    assert cloud.messages(queue) == []
    cloud.forward(minutes=20)
    assert len(cloud.messages(queue)) == 1


def test_after_a_long_jump_the_latest_firings_happen_and_the_rest_is_listed(cloud):
    queue = cloud.queue()
    arn = cloud.rule({"Arn": queue, "InputPath": "$.time"}, schedule="rate(1 hour)")
    begun = now(cloud)
    cloud.forward(days=10)
    moments = [datetime.datetime.fromisoformat(text) for text in cloud.bodies(queue)]
    assert [round((at - begun).total_seconds() / 3600) for at in moments] == list(range(231, 241))
    [skipped] = cloud.deliveries(arn, "skipped")
    assert skipped["reason"].startswith("230 firings before ")


@pytest.mark.parametrize(("expression", "zone"), [("rate(5 minute)", "UTC"), ("every day", "UTC"), ("cron(0 9 * * ? *)", "Mars/Base")])
def test_a_schedule_that_aws_would_refuse_is_refused_when_it_is_made(cloud, expression, zone):
    with pytest.raises(ClientError, match="Invalid Schedule Expression"):
        plan(cloud, expression, cloud.queue(""), ScheduleExpressionTimezone=zone)
    assert cloud.client("scheduler").list_schedules()["Schedules"] == []


def test_a_rule_with_only_a_schedule_hears_no_events(cloud):
    queue = cloud.queue()
    cloud.rule(queue, schedule="rate(1 hour)")
    cloud.put_event("anything")
    assert cloud.messages(queue) == []


def test_a_scheduled_function_runs_with_the_moved_clock(cloud):
    function = cloud.deploy(
        "import json, datetime\ndef handler(event, context): print('got \"' + datetime.date.today().isoformat() + '\"')"
    )
    arn = cloud.rule(function, schedule="rate(1 day)")
    cloud.may_invoke("events.amazonaws.com", function, arn)
    cloud.forward(days=1, hours=1)
    assert cloud.got(function) == [now(cloud).date().isoformat()]


def test_a_schedule_of_scheduler_fires_in_its_time_zone_with_its_input(cloud):
    queue = cloud.queue("")
    attributes = '{"at": "<aws.scheduler.scheduled-time>", "by": "<aws.scheduler.schedule-arn>"}'
    plan(cloud, "cron(0 9 * * ? *)", queue, target={"Input": attributes}, ScheduleExpressionTimezone="Asia/Tokyo")
    cloud.forward(days=1)
    [fired] = cloud.bodies(queue)
    assert fired["at"].endswith("T00:00:00Z")
    assert fired["by"].startswith("arn:aws:scheduler:us-east-1:111111111111:schedule/default/schedule-")


def test_a_single_time_fires_once_and_is_deleted_if_it_says_so(cloud):
    queue = cloud.queue("")
    at = (now(cloud) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    plan(cloud, f"at({at})", queue, ActionAfterCompletion="DELETE")
    cloud.forward(hours=2)
    cloud.forward(hours=2)
    assert len(cloud.messages(queue)) == 1
    assert cloud.client("scheduler").list_schedules()["Schedules"] == []


def test_a_schedule_ends_with_its_end_date(cloud):
    queue = cloud.queue("")
    plan(cloud, "rate(1 hour)", queue, EndDate=now(cloud) + datetime.timedelta(hours=2, minutes=30))
    cloud.forward(hours=5)
    assert len(cloud.messages(queue)) == 2


def test_a_role_that_does_not_trust_scheduler_sends_the_event_to_the_dead_letter_queue(cloud):
    queue, dead = cloud.queue(""), cloud.queue("")
    role = cloud.role("wrong", service="ec2.amazonaws.com")
    plan(cloud, "rate(1 hour)", queue, role, target={"Input": '{"n": 1}', "DeadLetterConfig": {"Arn": dead}})
    cloud.forward(hours=1, minutes=1)
    assert cloud.messages(queue) == []
    assert [json.loads(message["Body"]) for message in cloud.messages(dead)] == [{"n": 1}]
