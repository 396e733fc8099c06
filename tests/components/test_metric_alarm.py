import pulumi
import pytest

from components.metric_alarm import DAY, HOUR, Silence, Watch, metric_alarm

TOPIC = "arn:aws:sns:us-east-1:222222222222:alerts"
METRIC = {"namespace": "ClientEnvironment", "metric": "VideosHeld", "dimensions": {"Stack": "acme-prod"}}


def made(deployment, region=None, **watch):
    whole = Watch(**{"name": "held", "says": "Videos are held.", **METRIC, **watch})
    deployment.deploy(lambda: metric_alarm("acme-prod", whole, TOPIC, pulumi.ResourceOptions(), region))
    return deployment.one("aws:cloudwatch/metricAlarm:MetricAlarm", "acme-prod-held").inputs


def test_an_alarm_watches_the_metric_and_tells_the_topic_what_happened(deployment):
    alarm = made(deployment)
    assert (alarm["namespace"], alarm["metricName"], alarm["dimensions"]) == tuple(METRIC.values())
    assert (alarm["alarmActions"], alarm["alarmDescription"]) == ([TOPIC], "Videos are held.")


def test_it_says_when_it_begins_and_not_when_it_ends(deployment):
    assert not {"okActions", "insufficientDataActions"} & made(deployment).keys()


def test_one_in_five_minutes_is_enough_unless_it_is_said_otherwise(deployment):
    alarm = made(deployment)
    assert (alarm["statistic"], alarm["period"], alarm["evaluationPeriods"], alarm["datapointsToAlarm"]) == ("Sum", 300, 1, 1)
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanOrEqualToThreshold", 1)


def test_what_is_said_otherwise_arrives(deployment):
    alarm = made(deployment, region="us-east-1", statistic="Maximum", at_least=50, period_seconds=HOUR, periods=3, breaching=2)
    assert (alarm["statistic"], alarm["period"], alarm["evaluationPeriods"], alarm["datapointsToAlarm"]) == ("Maximum", 3600, 3, 2)
    assert (alarm["threshold"], alarm["region"]) == (50, "us-east-1")


@pytest.mark.parametrize(
    ("silence", "missing", "comparison"),
    [(Silence.IS_WELL, "notBreaching", "GreaterThanOrEqualToThreshold"), (Silence.IS_BAD, "breaching", "LessThanThreshold")],
)
def test_where_silence_is_bad_the_value_must_be_reached(deployment, silence, missing, comparison):
    alarm = made(deployment, silence=silence)
    assert (alarm["treatMissingData"], alarm["comparisonOperator"]) == (missing, comparison)


def test_units_of_time_are_seconds():
    assert (HOUR, DAY) == (3600, 86400)
