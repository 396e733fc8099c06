"""From a notice to results and metered seconds: topic, queue, function."""

import pulumi
import pulumi_aws as aws

from components.analysis_parts import AnalysisParts
from components.component_types import ANALYSIS_COMPLETION
from components.function import Function, FunctionArgs
from components.queue_worker import works_off
from components.work_queue import WorkQueue, WorkQueueArgs
from lambdas.manifest import COMPLETE_ANALYSIS

SNS = "sns.amazonaws.com"
BATCH = 1
"""A long video's results take minutes; two of them would not fit into one invocation."""
AT_ONCE = 5


class AnalysisCompletion(pulumi.ComponentResource):
    """Every notice becomes a message, and every message results in the bucket and a row of usage."""

    work: WorkQueue
    subscription: aws.sns.TopicSubscription
    complete_analysis: Function

    def __init__(self, name: str, args: AnalysisParts, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ANALYSIS_COMPLETION, name, {}, opts)
        self._within = pulumi.ResourceOptions(parent=self)
        self.work = self._work(f"{name}-completions", args)
        self.subscription = self._subscription(f"{name}-completions", args)
        self.complete_analysis = self._complete_analysis(f"{name}-complete-analysis", args)
        self.mapping = works_off(
            f"{name}-completions", self.complete_analysis, self.work, batch_size=BATCH, at_once=AT_ONCE, opts=self._within
        )
        self.register_outputs({"queue_url": self.work.queue.url})

    def _work(self, name: str, args: AnalysisParts) -> WorkQueue:
        return WorkQueue(
            name,
            WorkQueueArgs(
                key_arn=args.surroundings.key.arn,
                sender=SNS,
                sender_arn=args.notices.topic.arn,
                function_timeout_seconds=COMPLETE_ANALYSIS.timeout_seconds,
            ),
            opts=self._within,
        )

    def _subscription(self, name: str, args: AnalysisParts) -> aws.sns.TopicSubscription:
        return aws.sns.TopicSubscription(
            name,
            topic=args.notices.topic.arn,
            protocol="sqs",
            endpoint=self.work.queue.arn,
            redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": self.work.dead_letters.arn}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=self.work.access),
        )

    def _complete_analysis(self, name: str, args: AnalysisParts) -> Function:
        return Function(
            name,
            FunctionArgs(
                code=COMPLETE_ANALYSIS,
                surroundings=args.surroundings,
                environment=args.environment(COMPLETE_ANALYSIS),
                permissions=[self.work.may_be_emptied(), *args.may_move(), *args.may_start(), *args.may_complete()],
            ),
            opts=self._within,
        )
