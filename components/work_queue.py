"""A queue that one sender fills, with a dead-letter queue for what cannot be worked off."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import WORK_QUEUE
from components.permissions import Conditions, allow, policy
from model.policies import Statement

LONGEST_KEPT = 14 * 24 * 3600
"""Seconds that SQS keeps a message at most (SQS quotas). A dead-letter queue keeps that long: somebody has to look at it."""
KEPT = 7 * 24 * 3600
"""Seconds that a message waits for a function at most. What expires does not reach the dead-letter queue, so an alarm has to come first.
A message brings its age along, so a week of the dead-letter queue's two is left to look at it."""
TIMES_TIMEOUT = 6
"""Visibility timeout in time limits of the function that empties the queue (Lambda developer guide, "Using Lambda with Amazon SQS")."""


@dataclass(frozen=True, kw_only=True)
class WorkQueueArgs:
    """What a work queue is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the messages. Changing it replaces nothing."""
    sender: str
    """Service that may send, such as `events.amazonaws.com`."""
    sender_arn: pulumi.Input[str]
    """The one rule or topic for which it may. Changing it replaces nothing."""
    function_timeout_seconds: int
    """Time limit of the function that empties the queue, 1 to 900. Changing it replaces nothing."""
    max_receives: int = 5
    """Deliveries of a message before it goes to the dead-letter queue, 1 to 1000. Changing it replaces nothing."""


class WorkQueue(pulumi.ComponentResource):
    """An encrypted queue and its dead-letter queue."""

    queue: aws.sqs.Queue
    dead_letters: aws.sqs.Queue
    access: list[aws.sqs.QueuePolicy]
    """The sender may put into both: what it cannot deliver it buries itself."""

    def __init__(self, name: str, args: WorkQueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(WORK_QUEUE, name, {}, opts)
        self.dead_letters = dead_letter_queue(name, args.key_arn, pulumi.ResourceOptions(parent=self))
        self.queue = self._queue(name, args)
        self.access = [self._access(name, args, self.queue), self._access(f"{name}-dead", args, self.dead_letters)]
        self.register_outputs({"url": self.queue.url, "dead_letters_url": self.dead_letters.url})

    def may_be_emptied(self) -> pulumi.Output[Statement]:
        """Lets a function take messages out."""
        taking = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")
        return allow("TakeMessages", *taking, on=[self.queue.arn])

    def _queue(self, name: str, args: WorkQueueArgs) -> aws.sqs.Queue:
        return aws.sqs.Queue(
            name,
            kms_master_key_id=args.key_arn,
            visibility_timeout_seconds=TIMES_TIMEOUT * args.function_timeout_seconds,
            message_retention_seconds=KEPT,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": self.dead_letters.arn, "maxReceiveCount": args.max_receives}),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _access(self, name: str, args: WorkQueueArgs, queue: aws.sqs.Queue) -> aws.sqs.QueuePolicy:
        sender: Conditions = {"ArnEquals": {"aws:SourceArn": args.sender_arn}}  # names the account too, and SNS documents no other key
        return aws.sqs.QueuePolicy(
            name,
            queue_url=queue.url,
            policy=policy(allow("Sender", "sqs:SendMessage", on=[queue.arn], only_if=sender, to=args.sender)),
            opts=pulumi.ResourceOptions(parent=queue),
        )


def dead_letter_queue(name: str, key_arn: pulumi.Input[str], opts: pulumi.ResourceOptions) -> aws.sqs.Queue:
    """Where messages and events end that nobody could work off; kept two weeks."""
    return aws.sqs.Queue(f"{name}-dead", kms_master_key_id=key_arn, message_retention_seconds=LONGEST_KEPT, opts=opts)
