import json

from lambdas.manifest import COMPLETE_ANALYSIS
from tests.components.environments import whole


def test_notices_go_into_the_queue_which_only_their_topic_may_fill():
    deployment = whole()
    topic, queue = (
        deployment.one("aws:sns/topic:Topic", "acme-prod-completions"),
        deployment.one("aws:sqs/queue:Queue", "acme-prod-completions"),
    )
    subscription = deployment.one("aws:sns/topicSubscription:TopicSubscription", "acme-prod-completions")
    access = deployment.one("aws:sqs/queuePolicy:QueuePolicy", "acme-prod-completions")
    assert {name: subscription.inputs[name] for name in ("topic", "protocol", "endpoint")} == {
        "topic": topic.arn,
        "protocol": "sqs",
        "endpoint": queue.arn,
    }
    (statement,) = json.loads(access.inputs["policy"])["Statement"]
    assert (statement["Principal"], statement["Resource"]) == ({"Service": ["sns.amazonaws.com"]}, [queue.arn])
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": topic.arn}}
    assert access.urn in subscription.dependencies
    dead = deployment.one("aws:sqs/queue:Queue", "acme-prod-completions-dead")
    assert json.loads(subscription.inputs["redrivePolicy"]) == {"deadLetterTargetArn": dead.arn}


def test_complete_analysis_takes_notices_one_by_one_because_a_long_one_takes_minutes():
    deployment = whole()
    mapping = deployment.one("aws:lambda/eventSourceMapping:EventSourceMapping", "acme-prod-completions").inputs
    function = deployment.one("aws:lambda/function:Function", "acme-prod-complete-analysis")
    queue = deployment.one("aws:sqs/queue:Queue", "acme-prod-completions")
    assert (mapping["functionName"], mapping["eventSourceArn"], mapping["batchSize"]) == (function.arn, queue.arn, 1)
    assert mapping["scalingConfig"] == {"maximumConcurrency": 5}
    assert function.inputs["handler"] == COMPLETE_ANALYSIS.handler
    assert queue.inputs["visibilityTimeoutSeconds"] == 6 * COMPLETE_ANALYSIS.timeout_seconds
