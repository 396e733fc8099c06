from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.aws.alarms.watched import NAMESPACE, OF_ACME, Watched


@pytest.fixture
def watched(aws):
    return Watched(aws)


def test_a_new_alarm_has_no_data(watched):
    watched.alarm()
    described = watched.cloudwatch.describe_alarms(AlarmNames=["held"])["MetricAlarms"][0]
    assert (described["StateValue"], described["StateReason"]) == ("INSUFFICIENT_DATA", "Unchecked: Initial alarm creation")
    assert watched.told() == []


def test_data_brings_it_to_alarm_and_the_topic_hears_of_it_once(watched):
    watched.alarm(AlarmDescription="videos are held")
    watched.put(1.0)
    watched.put(1.0)
    assert watched.state() == "ALARM"
    [told] = watched.told()
    assert told["Subject"] == 'ALARM: "held" in us-east-1'
    message = json.loads(told["Message"])
    assert (message["OldStateValue"], message["NewStateValue"]) == ("INSUFFICIENT_DATA", "ALARM")
    assert (message["AlarmName"], message["AlarmDescription"]) == ("held", "videos are held")
    assert (message["AWSAccountId"], message["Region"]) == ("111111111111", "us-east-1")
    assert message["AlarmArn"] == "arn:aws:cloudwatch:us-east-1:111111111111:alarm:held"
    assert message["Trigger"]["Dimensions"] == [{"name": "Client", "value": "acme"}]
    assert message["Trigger"]["Threshold"] == 1.0


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "VideosDone"},
        {"namespace": "Other"},
        {"dimensions": [{"Name": "Client", "Value": "globex"}]},
        {"dimensions": [*OF_ACME, {"Name": "Stack", "Value": "acme-prod"}]},
        {"value": 0.5},
    ],
)
def test_other_data_does_not_concern_it(watched, other):
    watched.alarm()
    watched.put(**other)
    assert watched.state() == "OK"
    assert watched.told() == []


def test_data_of_another_region_or_account_does_not_concern_it(watched, aws):
    watched.alarm()
    for account, region in (("111111111111", "eu-west-1"), ("222222222222", "us-east-1")):
        datum = {"MetricName": "VideosHeld", "Dimensions": OF_ACME, "Value": 1.0}
        aws.client("cloudwatch", account, region).put_metric_data(Namespace=NAMESPACE, MetricData=[datum])
    assert watched.state() == "INSUFFICIENT_DATA"


def test_data_of_another_unit_does_not_concern_it(watched):
    watched.alarm(Unit="Count")
    watched.put(1.0, Unit="Seconds")
    assert watched.state() == "OK"
    watched.put(1.0, Unit="Count")
    assert watched.state() == "ALARM"


def test_it_is_well_again_when_its_periods_are_over(watched):
    watched.alarm(OKActions=[watched.topic])
    watched.put(1.0)
    watched.later(minutes=4)
    assert watched.state() == "ALARM"
    watched.later(minutes=2)
    assert watched.state() == "OK"
    assert [json.loads(each["Message"])["NewStateValue"] for each in watched.told()] == ["ALARM", "OK"]


def test_old_data_does_not_count(watched):
    watched.alarm()
    watched.put(1.0, Timestamp=datetime.now(UTC) - timedelta(minutes=10))
    assert watched.state() == "OK"


def test_data_that_was_there_before_the_alarm_counts(watched):
    watched.put(1.0)
    watched.alarm()
    watched.put(0.0)
    assert watched.state() == "ALARM"


def test_silence_is_bad_where_it_is_said_to_be(watched):
    watched.alarm(ComparisonOperator="LessThanThreshold", TreatMissingData="breaching", Period=3600)
    watched.later(hours=2)
    assert watched.state() == "ALARM"
    watched.put(1.0)
    assert watched.state() == "OK"
    watched.later(hours=1, minutes=1)
    assert watched.state() == "ALARM"
    assert len(watched.told()) == 2


def test_several_periods_must_breach_where_it_is_said_so(watched):
    watched.alarm(EvaluationPeriods=3, DatapointsToAlarm=2)
    watched.put(1.0)
    watched.later(minutes=10)
    assert watched.state() == "OK"
    watched.put(1.0)
    assert watched.state() == "ALARM"


@pytest.mark.parametrize(
    ("statistic", "threshold", "state"),
    [
        ("Sum", 10, "ALARM"),
        ("Sum", 10.5, "OK"),
        ("SampleCount", 4, "ALARM"),
        ("SampleCount", 5, "OK"),
        ("Average", 2.5, "ALARM"),
        ("Average", 2.6, "OK"),
        ("Minimum", 0.5, "ALARM"),
        ("Minimum", 0.6, "OK"),
        ("Maximum", 6.5, "ALARM"),
        ("Maximum", 6.6, "OK"),
    ],
)
def test_statistics(watched, statistic, threshold, state):
    """Of 1 and 2, put as single values, and of 0.5 and 6.5, put as a set."""
    watched.alarm(Statistic=statistic, Threshold=threshold)
    watched.put(Values=[1.0, 2.0], Counts=[1, 1])
    watched.cloudwatch.put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": "VideosHeld",
                "Dimensions": OF_ACME,
                "StatisticValues": {"SampleCount": 2, "Sum": 7, "Minimum": 0.5, "Maximum": 6.5},
            }
        ],
    )
    assert watched.state() == state


@pytest.mark.parametrize(("percentile", "state"), [("p50", "OK"), ("p90", "ALARM")])
def test_percentiles(watched, percentile, state):
    watched.alarm(Statistic=None, ExtendedStatistic=percentile, Threshold=8)
    watched.put(Values=[float(value) for value in range(10)])
    assert watched.state() == state


def test_an_expression_over_metrics(watched):
    seconds = {"Namespace": NAMESPACE, "MetricName": "MeteredSeconds", "Dimensions": OF_ACME}
    queries = [
        {"Id": "cost", "Expression": "seconds * 0.10 / 60", "ReturnData": True},
        {"Id": "seconds", "MetricStat": {"Metric": seconds, "Stat": "Sum", "Period": 86400}, "ReturnData": False},
    ]
    plain = dict.fromkeys(("Namespace", "MetricName", "Dimensions", "Statistic", "Period"))
    watched.alarm("cost", **plain, Metrics=queries, Threshold=1)
    watched.put(599.0, metric="MeteredSeconds")
    assert watched.state("cost") == "OK"
    watched.put(1.0, metric="MeteredSeconds")
    assert watched.state("cost") == "ALARM"
    [told] = watched.told()
    assert [each["Id"] for each in json.loads(told["Message"])["Trigger"]["Metrics"]] == ["cost", "seconds"]


def test_an_alarm_that_the_sandbox_cannot_evaluate_stays_as_it_is(watched):
    metric = {"Namespace": NAMESPACE, "MetricName": "VideosHeld", "Dimensions": OF_ACME}
    queries = [
        {"Id": "most", "Expression": "MAX(METRICS())", "ReturnData": True},
        {"Id": "held", "MetricStat": {"Metric": metric, "Stat": "Sum", "Period": 300}, "ReturnData": False},
    ]
    watched.alarm("most", **dict.fromkeys(("Namespace", "MetricName", "Dimensions", "Statistic", "Period")), Metrics=queries)
    watched.alarm("trimmed", Statistic=None, ExtendedStatistic="p99x")
    watched.put(1.0)
    assert (watched.state("most"), watched.state("trimmed")) == ("INSUFFICIENT_DATA", "INSUFFICIENT_DATA")


def test_a_state_that_is_set_is_told(watched):
    watched.alarm(OKActions=[watched.topic], InsufficientDataActions=[watched.topic])
    for state in ("ALARM", "ALARM", "OK", "INSUFFICIENT_DATA"):
        watched.cloudwatch.set_alarm_state(AlarmName="held", StateValue=state, StateReason="by hand")
    messages = [json.loads(each["Message"]) for each in watched.told()]
    assert [each["NewStateValue"] for each in messages] == ["ALARM", "OK", "INSUFFICIENT_DATA"]
    assert messages[0]["NewStateReason"] == "by hand"


def test_actions_that_are_switched_off_are_not_taken(watched):
    watched.alarm(ActionsEnabled=False)
    watched.put(1.0)
    assert watched.state() == "ALARM"
    assert watched.told() == []


def test_an_alarm_that_is_changed_keeps_its_state(watched):
    watched.alarm()
    watched.put(1.0)
    watched.alarm(AlarmDescription="another")
    assert watched.state() == "ALARM"
    assert len(watched.told()) == 1


def test_a_topic_that_is_gone_stops_nothing(watched):
    watched.alarm(AlarmActions=["arn:aws:sns:us-east-1:111111111111:gone", watched.topic])
    watched.put(1.0)
    assert len(watched.told()) == 1


def test_other_kinds_of_actions_are_only_recorded(watched):
    watched.alarm(AlarmActions=["arn:aws:automate:us-east-1:ec2:stop", watched.topic])
    watched.put(1.0)
    assert len(watched.told()) == 1


def test_alarms_are_not_listed_while_one_is_being_made(aws):
    watched, listed = Watched(aws), threading.Event()
    asks = threading.Thread(target=lambda: (watched.cloudwatch.describe_alarms(), listed.set()))
    with aws.running.aws.alarms._lock:  # as `PutMetricAlarm` holds it
        asks.start()
        assert not listed.wait(0.3)
    asks.join()
    assert listed.is_set()
