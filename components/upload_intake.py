"""From an upload to a started analysis: event bus, queue, function."""

import pulumi
import pulumi_aws as aws

from components.analysis_parts import UPLOADS_PREFIX, AnalysisParts
from components.component_types import UPLOAD_INTAKE
from components.function import Function, FunctionArgs
from components.queue_worker import works_off
from components.work_queue import WorkQueue, WorkQueueArgs
from lambdas.manifest import START_ANALYSIS

EVENTS = "events.amazonaws.com"
BATCH = 10
AT_ONCE = 2


class UploadIntake(pulumi.ComponentResource):
    """Every object that is made under `uploads/` becomes a message, and every message a video in the table."""

    rule: aws.cloudwatch.EventRule
    work: WorkQueue
    target: aws.cloudwatch.EventTarget
    start_analysis: Function

    def __init__(self, name: str, args: AnalysisParts, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(UPLOAD_INTAKE, name, {}, opts)
        self._within = pulumi.ResourceOptions(parent=self)
        self.rule = self._rule(f"{name}-uploads", args)
        self.work = self._work(f"{name}-uploads", args)
        self.target = self._target(f"{name}-uploads")
        self.start_analysis = self._start_analysis(f"{name}-start-analysis", args)
        self.mapping = works_off(f"{name}-uploads", self.start_analysis, self.work, batch_size=BATCH, at_once=AT_ONCE, opts=self._within)
        self.register_outputs({"queue_url": self.work.queue.url})

    def _rule(self, name: str, args: AnalysisParts) -> aws.cloudwatch.EventRule:
        created = {
            "source": ["aws.s3"],
            "detail-type": ["Object Created"],
            "detail": {
                "bucket": {"name": [args.uploads.bucket.bucket]},
                "object": {"key": [{"prefix": UPLOADS_PREFIX}]},
                "reason": [{"anything-but": ["CopyObject"]}],  # encrypting anew or moving an environment is nobody's new video
            },
        }
        return aws.cloudwatch.EventRule(
            name, description="Uploads to be analysed", event_pattern=pulumi.Output.json_dumps(created), opts=self._within
        )

    def _work(self, name: str, args: AnalysisParts) -> WorkQueue:
        return WorkQueue(
            name,
            WorkQueueArgs(
                key_arn=args.surroundings.key.arn,
                sender=EVENTS,
                sender_arn=self.rule.arn,
                function_timeout_seconds=START_ANALYSIS.timeout_seconds,
            ),
            opts=self._within,
        )

    def _target(self, name: str) -> aws.cloudwatch.EventTarget:
        access_first = pulumi.ResourceOptions(parent=self, depends_on=self.work.access)
        buried = aws.cloudwatch.EventTargetDeadLetterConfigArgs(arn=self.work.dead_letters.arn)
        return aws.cloudwatch.EventTarget(name, rule=self.rule.name, arn=self.work.queue.arn, dead_letter_config=buried, opts=access_first)

    def _start_analysis(self, name: str, args: AnalysisParts) -> Function:
        return Function(
            name,
            FunctionArgs(
                code=START_ANALYSIS,
                surroundings=args.surroundings,
                environment=args.environment(START_ANALYSIS),
                permissions=[self.work.may_be_emptied(), args.may_record(), *args.may_move(), *args.may_start()],
                asynchronous=True,  # the five-minute rule invokes it too
            ),
            opts=self._within,
        )
