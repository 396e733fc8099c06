import json

import pytest

from components.work_queue import WorkQueue, WorkQueueArgs
from tests.components.recording import value_of

KEY = "arn:aws:kms:us-east-1:222222222222:key/1"
RULE = "arn:aws:events:us-east-1:222222222222:rule/uploads"


def deployed(deployment):
    args = WorkQueueArgs(key_arn=KEY, sender="events.amazonaws.com", sender_arn=RULE, function_timeout_seconds=60)
    return deployment.deploy(lambda: WorkQueue("acme-prod-uploads", args))


def queues(deployment):
    found = {each.name: each for each in deployment.of("aws:sqs/queue:Queue")}
    return found["acme-prod-uploads"], found["acme-prod-uploads-dead"]


def test_what_fails_five_times_is_kept_two_weeks_in_the_dead_letter_queue(deployment):
    deployed(deployment)
    queue, dead = queues(deployment)
    assert json.loads(queue.inputs["redrivePolicy"]) == {"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5}
    assert dead.inputs["messageRetentionSeconds"] == 14 * 24 * 3600


def test_messages_are_encrypted_in_both(deployment):
    deployed(deployment)
    assert [each.inputs["kmsMasterKeyId"] for each in queues(deployment)] == [KEY, KEY]


def test_a_message_stays_hidden_six_time_limits_of_its_function(deployment):
    deployed(deployment)
    assert queues(deployment)[0].inputs["visibilityTimeoutSeconds"] == 360


def test_a_message_that_waits_too_long_leaves_a_week_in_the_dead_letter_queue(deployment):
    deployed(deployment)
    queue, dead = queues(deployment)
    assert dead.inputs["messageRetentionSeconds"] - queue.inputs["messageRetentionSeconds"] == 7 * 24 * 3600


@pytest.mark.parametrize("which", [0, 1])
def test_only_its_one_sender_may_send_and_bury_what_it_cannot_deliver(deployment, which):
    deployed(deployment)
    queue = queues(deployment)[which]
    (statement,) = json.loads(deployment.one("aws:sqs/queuePolicy:QueuePolicy", queue.name).inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Allow", {"Service": ["events.amazonaws.com"]})
    assert (statement["Action"], statement["Resource"]) == (["sqs:SendMessage"], [queue.arn])
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": RULE}}


def test_who_empties_it_may_touch_this_queue_alone(deployment):
    queue = deployed(deployment)
    assert list(value_of(queue.may_be_emptied()).resources) == [queues(deployment)[0].arn]
