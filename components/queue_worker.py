"""Connects a work queue with the function that empties it."""

import pulumi
import pulumi_aws as aws

from components.function import Function
from components.work_queue import WorkQueue


def works_off(
    name: str, function: Function, queue: WorkQueue, *, batch_size: int, at_once: int, opts: pulumi.ResourceOptions
) -> aws.lambda_.EventSourceMapping:
    """The function gets up to `batch_size` messages (1 to 10) in one go and runs `at_once` times in parallel (2 to 1000) at most.

    That bound keeps the cost in check, and not reserved concurrency: a new account has so little of it that AWS lets nobody reserve any.
    """
    return aws.lambda_.EventSourceMapping(
        name,
        function_name=function.function.arn,
        event_source_arn=queue.queue.arn,
        batch_size=batch_size,
        function_response_types=["ReportBatchItemFailures"],
        scaling_config=aws.lambda_.EventSourceMappingScalingConfigArgs(maximum_concurrency=at_once),
        opts=opts,
    )
