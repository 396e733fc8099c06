from billing.infra.anomaly_watch import AnomalyWatch, AnomalyWatchArgs
from tests.billing.infra.watched import topic_of, with_topic
from tests.components.recording import value_of

MONITOR, SUBSCRIPTION = "aws:costexplorer/anomalyMonitor:AnomalyMonitor", "aws:costexplorer/anomalySubscription:AnomalySubscription"
EXISTING = "arn:aws:ce::111111111111:anomalymonitor/0a1b"


def deployed(deployment, monitor_arn=None):
    return with_topic(deployment, lambda topic: AnomalyWatch("anomalies", AnomalyWatchArgs(monitor_arn=monitor_arn, topic=topic)))


def test_an_account_without_a_monitor_gets_one_of_all_services(deployment):
    watch = deployed(deployment)
    monitor = deployment.one(MONITOR)
    assert (monitor.inputs["monitorType"], monitor.inputs["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    assert deployment.one(SUBSCRIPTION).inputs["monitorArnLists"] == [monitor.arn]
    assert value_of(watch.monitor_arn) == monitor.arn


def test_a_monitor_that_is_there_is_adopted_and_stays_whose_it_was(deployment):
    watch = deployed(deployment, EXISTING)
    assert deployment.of(MONITOR) == []
    assert deployment.one(SUBSCRIPTION).inputs["monitorArnLists"] == [EXISTING]
    assert value_of(watch.monitor_arn) == EXISTING


def test_its_findings_are_told_at_once_once_the_topic_takes_them(deployment):
    deployed(deployment)
    subscription = deployment.one(SUBSCRIPTION)
    assert (subscription.inputs["frequency"], subscription.inputs["subscribers"]) == (
        "IMMEDIATE",
        [{"type": "SNS", "address": topic_of(deployment)}],
    )
    assert deployment.one("aws:sns/topicPolicy:TopicPolicy").urn in subscription.dependencies
