"""Queues that feed functions: batches, partial failures, waits and dead-letter queues."""

from __future__ import annotations

import itertools
import json
import time

PARTLY = """
    import json
    def handler(event, context):
        bad = [record["messageId"] for record in event["Records"] if "bad" in record["body"]]
        print("got " + json.dumps([record["body"] for record in event["Records"]]))
        return {"batchItemFailures": [{"itemIdentifier": one} for one in bad]}
"""
SLOW = """
    import json, time
    def handler(event, context):
        began = time.time()
        time.sleep(0.4)
        print("got " + json.dumps([began, time.time()]))
"""


def map_to(cloud, queue, function, **settings):
    answer = cloud.client("lambda").create_event_source_mapping(EventSourceArn=queue, FunctionName=function, **settings)
    return answer["UUID"]


def queue_with_dead_letters(cloud, receives, visibility=60):
    dead = cloud.queue("")
    redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": receives})
    return cloud.queue("", RedrivePolicy=redrive, VisibilityTimeout=str(visibility)), dead


def left_in(cloud, queue):
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=cloud.url(queue), AttributeNames=names)["Attributes"]
    return sum(map(int, attributes.values()))


def test_a_message_reaches_the_function_in_the_shape_of_aws_and_leaves_the_queue(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    map_to(cloud, queue, function)
    cloud.send(queue, "hello", MessageAttributes={"kind": {"DataType": "String", "StringValue": "test"}})
    [event] = cloud.got(function)
    [record] = event["Records"]
    assert record.pop("messageId")
    assert record.pop("receiptHandle")
    attributes = record.pop("attributes")
    assert attributes["ApproximateReceiveCount"] == "1"
    assert {"SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"} <= set(attributes)
    assert record == {
        "body": "hello",
        "messageAttributes": {"kind": {"stringValue": "test", "stringListValues": [], "binaryListValues": [], "dataType": "String"}},
        "md5OfBody": "5d41402abc4b2a76b9719d911017c592",
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": "us-east-1",
    }
    assert left_in(cloud, queue) == 0


def test_messages_that_are_there_come_in_batches_no_larger_than_asked_for(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    cloud.send(queue, *map(str, range(13)))
    map_to(cloud, queue, function, BatchSize=5)
    sizes = [len(event["Records"]) for event in cloud.got(function)]
    assert sum(sizes) == 13
    assert max(sizes) == 5


def test_a_batch_larger_than_ten_and_a_window_gather_more_messages(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    cloud.send(queue, *map(str, range(23)))
    map_to(cloud, queue, function, BatchSize=20, MaximumBatchingWindowInSeconds=5)
    sizes = [len(event["Records"]) for event in cloud.got(function)]
    assert sorted(sizes, reverse=True) == [20, 3]


def test_only_failed_messages_come_back_and_end_in_the_dead_letter_queue(cloud):
    queue, dead = queue_with_dead_letters(cloud, receives=3)
    function = cloud.deploy(PARTLY)
    cloud.send(queue, "good-1", "bad-1", "good-2")
    map_to(cloud, queue, function, FunctionResponseTypes=["ReportBatchItemFailures"])
    seen = [body for batch in cloud.got(function) for body in batch]
    assert {body: seen.count(body) for body in seen} == {"good-1": 1, "good-2": 1, "bad-1": 3}
    [message] = cloud.messages(dead)
    assert message["Body"] == "bad-1"
    assert left_in(cloud, queue) == 0
    returned = [one for one in cloud.deliveries(function) if one["outcome"] == "returned"]
    assert len(returned) == 3


def test_without_partial_answers_a_failure_brings_the_whole_batch_back(cloud):
    queue, dead = queue_with_dead_letters(cloud, receives=2)
    function = cloud.deploy("def handler(event, context):\n    print('got 1')\n    raise RuntimeError('no')")
    cloud.send(queue, "a", "b")
    map_to(cloud, queue, function)
    assert len(cloud.got(function)) == 2
    assert {message["Body"] for message in cloud.messages(dead)} == {"a", "b"}


def test_an_answer_that_names_a_stranger_brings_the_whole_batch_back(cloud):
    queue, dead = queue_with_dead_letters(cloud, receives=1)
    function = cloud.deploy("def handler(event, context): return {'batchItemFailures': [{'itemIdentifier': 'stranger'}]}")
    cloud.send(queue, "a")
    map_to(cloud, queue, function, FunctionResponseTypes=["ReportBatchItemFailures"])
    assert [message["Body"] for message in cloud.messages(dead)] == ["a"]


def test_a_failed_message_waits_for_its_visibility_timeout_divided_by_the_hurry(cloud):
    queue, _ = queue_with_dead_letters(cloud, receives=2, visibility=60)
    function = cloud.deploy("import time\ndef handler(event, context):\n    print('got', time.time())\n    raise RuntimeError('no')")
    cloud.send(queue, "a")
    map_to(cloud, queue, function)
    first, second = cloud.got(function)
    assert 1.9 <= second - first < 30


def test_a_message_is_under_way_while_it_waits_to_come_back(cloud):
    queue, _ = queue_with_dead_letters(cloud, receives=2, visibility=45)
    function = cloud.deploy("def handler(event, context): raise RuntimeError('no')")
    map_to(cloud, queue, function)
    cloud.send(queue, "a")
    ends = time.monotonic() + 10
    while not cloud.lines(function.split(":")[6]) and time.monotonic() < ends:
        time.sleep(0.05)
    answer = cloud.admin("GET", "pump")
    assert not answer["quiet"]
    assert f"messages in {queue}" in answer["under_way"]
    cloud.quiet()


def test_no_more_batches_run_side_by_side_than_the_mapping_allows(cloud):
    def most_at_once(**settings):
        queue, function = cloud.queue(""), cloud.deploy(SLOW)
        cloud.send(queue, *"abcd")
        map_to(cloud, queue, function, BatchSize=1, **settings)
        spans = cloud.got(function)
        assert len(spans) == 4
        return max(sum(begun <= moment < ended for begun, ended in spans) for moment, _ in spans)

    assert most_at_once(ScalingConfig={"MaximumConcurrency": 2}) == 2
    queue, function = cloud.queue(""), cloud.deploy(SLOW)
    cloud.client("lambda").put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=1)
    cloud.send(queue, *"abc")
    map_to(cloud, queue, function, BatchSize=1)
    spans = sorted(cloud.got(function))
    assert len(spans) == 3
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))


def test_a_disabled_mapping_leaves_messages_alone_until_it_is_enabled(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    mapping = map_to(cloud, queue, function, Enabled=False)
    cloud.send(queue, "a")
    cloud.quiet()
    assert left_in(cloud, queue) == 1
    cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=True)
    assert len(cloud.got(function)) == 1


def test_a_fifo_queue_keeps_its_order(cloud):
    sqs, function = cloud.client("sqs"), cloud.echo()
    sqs.create_queue(QueueName="ordered.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})
    queue = "arn:aws:sqs:us-east-1:111111111111:ordered.fifo"
    for body in "abcdefgh":
        sqs.send_message(QueueUrl=cloud.url(queue), MessageBody=body, MessageGroupId="g")
    map_to(cloud, queue, function, BatchSize=3)
    assert "".join(record["body"] for event in cloud.got(function) for record in event["Records"]) == "abcdefgh"


def test_filters_are_refused_with_their_name(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    mapping = map_to(cloud, queue, function, FilterCriteria={"Filters": [{"Pattern": "{}"}]})
    cloud.send(queue, "a")
    [delivery] = cloud.deliveries(function)
    assert delivery["outcome"] == "unsupported"
    assert "FilterCriteria" in delivery["reason"]
    assert left_in(cloud, queue) == 1
    cloud.client("lambda").delete_event_source_mapping(UUID=mapping)


def test_none_of_a_hundred_messages_is_lost_or_doubled(cloud):
    queue, function = cloud.queue(""), cloud.echo()
    map_to(cloud, queue, function, BatchSize=3, ScalingConfig={"MaximumConcurrency": 2})
    sqs = cloud.client("sqs")
    for start in range(0, 100, 10):
        sqs.send_message_batch(QueueUrl=cloud.url(queue), Entries=[{"Id": str(n), "MessageBody": str(n)} for n in range(start, start + 10)])
    bodies = [int(record["body"]) for event in cloud.got(function) for record in event["Records"]]
    assert sorted(bodies) == list(range(100))
