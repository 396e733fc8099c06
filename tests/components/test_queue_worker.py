import pulumi

from components.function import Function, FunctionArgs
from components.queue_worker import works_off
from components.work_queue import WorkQueue, WorkQueueArgs
from lambdas.manifest import SWEEP
from tests.components.environments import surroundings


def test_the_function_empties_the_queue_in_batches_of_which_it_names_the_failed_messages(deployment):
    def program():
        around = surroundings()
        function = Function("worker", FunctionArgs(code=SWEEP, surroundings=around, environment={}))
        sender = {"sender": "events.amazonaws.com", "sender_arn": "arn:aws:events:us-east-1:222222222222:rule/r"}
        args = WorkQueueArgs(key_arn=around.key.arn, function_timeout_seconds=60, **sender)
        works_off("work", function, WorkQueue("work", args), batch_size=7, at_once=3, opts=pulumi.ResourceOptions())

    deployment.deploy(program)
    mapping = deployment.one("aws:lambda/eventSourceMapping:EventSourceMapping").inputs
    assert mapping["functionName"] == deployment.one("aws:lambda/function:Function").arn
    assert mapping["eventSourceArn"] == deployment.one("aws:sqs/queue:Queue", "work").arn
    assert (mapping["batchSize"], mapping["scalingConfig"]) == (7, {"maximumConcurrency": 3})
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
