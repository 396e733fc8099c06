"""What happens by the clock: waiting videos are started, lost notices found, and what is past its retention erased."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.analysis_parts import AnalysisParts
from components.component_types import ANALYSIS_SCHEDULES
from components.function import Function, FunctionArgs
from lambdas.manifest import CLEAN_UP, SWEEP

EVENTS = "events.amazonaws.com"
START_WAITING = json.dumps({"start": "waiting"})
EVERY_NIGHT = "cron(15 3 * * ? *)"
"""03:15 UTC: night in Europe, evening in America."""


@dataclass(frozen=True, kw_only=True)
class AnalysisSchedulesArgs:
    """What the schedules are told."""

    parts: AnalysisParts
    """What the functions work on."""
    start_analysis: Function
    """The function that starts waiting videos."""


class AnalysisSchedules(pulumi.ComponentResource):
    """Three rules: `start_analysis` for what waits, every five minutes, `sweep` for analyses whose notice never came, every hour, and
    `clean_up` for what is past its retention, every night."""

    sweep: Function
    clean_up: Function
    start_waiting_rule: aws.cloudwatch.EventRule
    sweep_rule: aws.cloudwatch.EventRule
    clean_up_rule: aws.cloudwatch.EventRule

    def __init__(self, name: str, args: AnalysisSchedulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ANALYSIS_SCHEDULES, name, {}, opts)
        self.sweep = self._sweep(name, args.parts)
        self.clean_up = self._clean_up(name, args.parts)
        self.start_waiting_rule = self._rule(f"{name}-start-waiting", "rate(5 minutes)", args.start_analysis, START_WAITING)
        self.sweep_rule = self._rule(f"{name}-sweep", "rate(1 hour)", self.sweep)
        self.clean_up_rule = self._rule(f"{name}-clean-up", EVERY_NIGHT, self.clean_up)
        self.register_outputs({"rules": [self.start_waiting_rule.name, self.sweep_rule.name, self.clean_up_rule.name]})

    def _sweep(self, name: str, parts: AnalysisParts) -> Function:
        return Function(
            f"{name}-sweep",
            FunctionArgs(
                code=SWEEP,
                surroundings=parts.surroundings,
                environment=parts.environment(SWEEP),
                permissions=[*parts.may_move(), *parts.may_start(), *parts.may_complete()],
                asynchronous=True,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _clean_up(self, name: str, parts: AnalysisParts) -> Function:
        return Function(
            f"{name}-clean-up",
            FunctionArgs(
                code=CLEAN_UP,
                surroundings=parts.surroundings,
                environment=parts.environment(CLEAN_UP),
                permissions=parts.may_clean_up(),
                asynchronous=True,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rule(self, name: str, schedule: str, function: Function, event: str | None = None) -> aws.cloudwatch.EventRule:
        """A rule that invokes the function; without an event of ours it gets the rule's own, which says when it was due."""
        rule = aws.cloudwatch.EventRule(name, schedule_expression=schedule, opts=pulumi.ResourceOptions(parent=self))
        permission = aws.lambda_.Permission(
            name,
            action="lambda:InvokeFunction",
            function=function.function.name,
            principal=EVENTS,
            source_arn=rule.arn,
            opts=pulumi.ResourceOptions(parent=rule),
        )
        after_permission = pulumi.ResourceOptions(parent=rule, depends_on=[permission])
        aws.cloudwatch.EventTarget(name, rule=rule.name, arn=function.function.arn, input=event, opts=after_permission)
        return rule
