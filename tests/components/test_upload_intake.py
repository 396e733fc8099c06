import json

from lambdas.manifest import START_ANALYSIS
from tests.components.environments import whole

RULE = "aws:cloudwatch/eventRule:EventRule"


def test_uploads_in_this_bucket_under_their_prefix_are_caught_and_no_others():
    deployment = whole()
    pattern = json.loads(deployment.one(RULE, "acme-prod-uploads").inputs["eventPattern"])
    bucket = deployment.one("aws:s3/bucket:Bucket", "acme-prod-uploads").outputs["bucket"]
    assert pattern == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [bucket]},
            "object": {"key": [{"prefix": "uploads/"}]},
            "reason": [{"anything-but": ["CopyObject"]}],
        },
    }


def test_what_is_caught_goes_into_the_queue_which_only_this_rule_may_fill():
    deployment = whole()
    rule, queue = deployment.one(RULE, "acme-prod-uploads"), deployment.one("aws:sqs/queue:Queue", "acme-prod-uploads")
    target = deployment.one("aws:cloudwatch/eventTarget:EventTarget", "acme-prod-uploads")
    access = deployment.one("aws:sqs/queuePolicy:QueuePolicy", "acme-prod-uploads")
    assert (target.inputs["rule"], target.inputs["arn"]) == (rule.outputs["name"], queue.arn)
    (statement,) = json.loads(access.inputs["policy"])["Statement"]
    assert statement["Principal"] == {"Service": ["events.amazonaws.com"]}
    assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": rule.arn}
    assert access.urn in target.dependencies
    dead = deployment.one("aws:sqs/queue:Queue", "acme-prod-uploads-dead")
    assert target.inputs["deadLetterConfig"] == {"arn": dead.arn}


def test_start_analysis_empties_it_two_at_a_time_and_names_the_messages_that_failed():
    deployment = whole()
    mapping = deployment.one("aws:lambda/eventSourceMapping:EventSourceMapping", "acme-prod-uploads").inputs
    function = deployment.one("aws:lambda/function:Function", "acme-prod-start-analysis")
    queue = deployment.one("aws:sqs/queue:Queue", "acme-prod-uploads")
    assert (mapping["functionName"], mapping["eventSourceArn"]) == (function.arn, queue.arn)
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["scalingConfig"] == {"maximumConcurrency": 2}
    assert function.inputs["handler"] == START_ANALYSIS.handler
    assert queue.inputs["visibilityTimeoutSeconds"] == 6 * START_ANALYSIS.timeout_seconds
