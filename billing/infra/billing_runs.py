"""What billing does by itself: drafts on the first of the month, copies and statements every day, and alarms when it did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import BILLING_RUNS
from billing.infra.ledger_store import LedgerStore
from billing.infra.report_bucket import ReportBucket
from billing.infra.run_functions import DAILY, MONTHLY, RunFunction
from billing.infra.run_watches import run_watches
from billing.infra.scheduled_run import ScheduledRun, ScheduledRunArgs
from billing.runs.opening import SETTINGS_KEY
from components.alert_topic import AlertTopic
from components.function import Function, FunctionArgs
from components.metric_alarm import metric_alarm
from components.permissions import allow
from components.surroundings import Surroundings
from model.policies import Statement, bill_arns

ON_THE_FIRST = "cron(0 9 1 * ? *)"
EVERY_MORNING = "cron(0 6 * * ? *)"
"""Three hours before the drafts: on the 1st they find the whole month copied."""


@dataclass(frozen=True, kw_only=True)
class BillingRunsArgs:
    """What the runs are told."""

    surroundings: Surroundings
    """Account, region and key."""
    ledger: LedgerStore
    """What they read and write."""
    reports: ReportBucket
    """Where documents go."""
    settings: pulumi.Input[Mapping[str, Any]]
    """Billing's settings as `billing.settings_record` writes them; the ExternalIds among them are encrypted. Changing them replaces
    nothing."""
    time_zone: str
    """Whose mornings (IANA)."""
    locales: Sequence[str] = ()
    """Locales of the documents. Changing them changes the functions' code only."""
    reader_roles: Sequence[pulumi.Input[str]] = field(default_factory=tuple)
    """ARNs of the roles with which environments let their usage be read, and take statements."""
    topic: AlertTopic
    """Where alarms say it; in the region of the functions."""


class BillingRuns(pulumi.ComponentResource):
    """The monthly run at 09:00 on day 1, the daily one at 06:00, both by the seller's clock. They cost cents a month."""

    settings: aws.s3.BucketObjectv2
    monthly: Function
    daily: Function
    schedules: dict[str, ScheduledRun]
    alarms: dict[str, aws.cloudwatch.MetricAlarm]
    """By the name of the watch."""

    def __init__(self, name: str, args: BillingRunsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BILLING_RUNS, name, {}, opts)
        self._name, self._args = name, args
        self._within = pulumi.ResourceOptions(parent=self)
        self.settings = self._settings()
        self.monthly = self._function(MONTHLY, [])
        self.daily = self._function(DAILY, [_activation()])
        self.schedules = {
            "monthly": self._scheduled("monthly", self.monthly, ON_THE_FIRST, "Drafts and reports of the month that ended"),
            "daily": self._scheduled("daily", self.daily, EVERY_MORNING, "Cost allocation tags, copies of usage, statements"),
        }
        functions = {"monthly": self.monthly, "daily": self.daily}
        self.alarms = {watch.name: metric_alarm(name, watch, args.topic.arn, self._within) for watch in run_watches(functions)}
        self.register_outputs({"monthly": self.monthly.function.name, "daily": self.daily.function.name})

    def _settings(self) -> aws.s3.BucketObjectv2:
        bucket = self._args.reports
        return aws.s3.BucketObjectv2(
            f"{self._name}-settings",
            bucket=bucket.bucket.bucket,
            key=SETTINGS_KEY,
            content=pulumi.Output.json_dumps(self._args.settings, sort_keys=True),
            content_type="application/json",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[bucket.encryption, bucket.versioning]),
        )

    def _function(self, code: RunFunction, more: list[pulumi.Output[Statement]]) -> Function:
        """Named without `billing` twice: `billing-monthly`."""
        args = self._args
        readers = [allow("ReadUsage", "sts:AssumeRole", on=args.reader_roles)] if args.reader_roles else []
        documents = [args.reports.may_be_written(), args.reports.may_be_read(), args.reports.may_be_listed()]
        permissions = [args.ledger.may_be_kept(), *documents, _questions(args.surroundings.account_id), *readers, *more]
        return Function(
            f"{self._name}-{code.name.removesuffix('_billing')}",
            FunctionArgs(
                code=code.for_locales(*args.locales),
                surroundings=args.surroundings,
                environment=self._environment(),
                permissions=permissions,
                asynchronous=True,
            ),
            opts=self._within,
        )

    def _environment(self) -> dict[str, pulumi.Input[str]]:
        """No more than `run_functions.VARIABLES` names: a test compares."""
        return {
            "LEDGER_TABLE": self._args.ledger.table.name,
            "REPORT_BUCKET": self._args.reports.bucket.bucket,
            "SETTINGS_KEY": self.settings.key,
        }

    def _scheduled(self, run: str, function: Function, expression: str, says: str) -> ScheduledRun:
        around = self._args.surroundings
        args = ScheduledRunArgs(
            function=function,
            key=around.key,
            account_id=around.account_id,
            expression=expression,
            time_zone=self._args.time_zone,
            says=says,
        )
        return ScheduledRun(f"{self._name}-{run}", args, opts=self._within)


def _questions(payer: str) -> pulumi.Output[Statement]:
    """What a month cost. The service authorization reference names the billing view; AWS's own refusals name the operation."""
    return allow("AskForCosts", "ce:GetCostAndUsage", on=bill_arns(payer))


def _activation() -> pulumi.Output[Statement]:
    """Cost allocation tags have no ARN that could be named."""
    return allow("ActivateTags", "ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus", on=["*"])
