"""What a state says is there."""

from automation.doctoring.deployed import Metric, deployed_in

TOPIC = "arn:aws:sns:us-east-1:111111111111:costs"


def row(type_, **outputs):
    return {"type": type_, "urn": f"urn:pulumi:dev::clientenv::{type_}::x", "outputs": outputs}


def mail(address, protocol="email"):
    return row("aws:sns/topicSubscription:TopicSubscription", topic=TOPIC, endpoint=address, protocol=protocol)


def alarm(name, region, **more):
    return row("aws:cloudwatch/metricAlarm:MetricAlarm", name=name, arn=f"arn:aws:cloudwatch:{region}:1:alarm:{name}", **more)


def test_addresses_stand_by_their_topic_and_queues_are_none():
    assert deployed_in({"resources": [mail("a@x.example"), mail("b@x.example"), mail("arn:queue", "sqs")]}).mail == {
        TOPIC: {"a@x.example", "b@x.example"}
    }


def test_alarms_stand_by_their_region():
    found = deployed_in({"resources": [alarm("charges", "us-east-1"), alarm("age", "eu-central-1"), alarm("errors", "eu-central-1")]})
    assert found.alarms == {"us-east-1": {"charges"}, "eu-central-1": {"age", "errors"}}


def test_the_metric_of_metered_seconds_is_that_of_the_alarm_that_calculates():
    seconds = {"id": "seconds", "metric": {"namespace": "VehicleAnalysis", "metricName": "MonthSeconds", "dimensions": {"Stack": "g"}}}
    rows = [alarm("age", "eu-central-1"), alarm("cost", "eu-central-1", metricQueries=[{"id": "cost", "expression": "seconds"}, seconds])]
    metric = Metric(namespace="VehicleAnalysis", name="MonthSeconds", dimensions={"Stack": "g"}, region="eu-central-1")
    assert deployed_in({"resources": rows}).metered == metric
    assert deployed_in({"resources": rows[:1]}).metered is None


def test_what_can_carry_tags_is_told_from_what_cannot():
    bucket = row("aws:s3/bucket:Bucket", arn="arn:aws:s3:::b")
    found = deployed_in({"resources": [bucket, row("aws:s3/bucketPolicy:BucketPolicy"), row("clientenv:index:Function")]})
    assert (found.taggable, found.bare, found.resources) == ({"arn:aws:s3:::b": "aws:s3/bucket:Bucket"}, 1, 3)


def test_what_belongs_to_others_or_is_about_to_go_does_not_count():
    vpc, budget = row("aws:ec2/vpc:Vpc", arn="arn:aws:ec2:us-east-1:1:vpc/v"), row("aws:budgets/budget:Budget", name="b")
    assert deployed_in({"resources": [vpc | {"external": True}, budget | {"delete": True}]}) == deployed_in({})
    found = deployed_in({"resources": [vpc, budget]})
    assert (found.has_network, found.budgets) == (True, {"b"})


def test_a_killed_update_left_what_it_was_doing():
    operations = [{"type": "creating", "resource": {"urn": "urn:pulumi:dev::clientenv::aws:s3/bucket:Bucket::uploads"}}]
    assert deployed_in({"pending_operations": operations}).pending == ("creating uploads",)
    assert deployed_in({}).pending == ()
