from billing.infra.member_alarms import MemberAlarms, MemberAlarmsArgs
from tests.billing.infra.watched import topic_of, with_topic


def test_each_member_has_an_alarm_on_its_own_charges_where_aws_publishes_them(deployment):
    members = {"333333333333": 200, "444444444444": 50}
    with_topic(deployment, lambda topic: MemberAlarms("member", MemberAlarmsArgs(members=members, topic=topic)))
    alarms = {each.name: each.inputs for each in deployment.of("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert set(alarms) == {"member-333333333333", "member-444444444444"}
    alarm = alarms["member-333333333333"]
    assert alarm["dimensions"] == {"Currency": "USD", "LinkedAccount": "333333333333"}
    assert (alarm["namespace"], alarm["metricName"], alarm["threshold"], alarm["region"]) == (
        "AWS/Billing",
        "EstimatedCharges",
        200,
        "us-east-1",
    )
    assert alarm["alarmActions"] == [topic_of(deployment)]
    assert alarm["treatMissingData"] == "notBreaching"
