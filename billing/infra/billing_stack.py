"""All of billing's infrastructure. Read this file first: it is the table of contents of `billing/infra/`."""

from dataclasses import dataclass
from datetime import date

import pulumi

from billing.infra.anomaly_watch import AnomalyWatch, AnomalyWatchArgs
from billing.infra.billing_region import in_billing_region
from billing.infra.billing_runs import BillingRuns, BillingRunsArgs
from billing.infra.client_budgets import ClientBudgets, ClientBudgetsArgs
from billing.infra.component_types import BILLING_STACK
from billing.infra.cost_catalog import CostCatalog, CostCatalogArgs
from billing.infra.cost_export import CostExport, CostExportArgs
from billing.infra.internal import internal_settings
from billing.infra.ledger_store import LedgerStore, LedgerStoreArgs
from billing.infra.member_alarms import MemberAlarms, MemberAlarmsArgs
from billing.infra.operator_dashboard import OperatorDashboard, OperatorDashboardArgs
from billing.infra.outputs import BillingOutputs
from billing.infra.register_entries import RegisterEntries, RegisterEntriesArgs
from billing.infra.report_bucket import ReportBucket, ReportBucketArgs
from billing.infra.signing_key import SigningKey, SigningKeyArgs
from billing.setting_rules import last_day
from billing.settings import BillingSettings
from billing.settings_record import as_record
from components.account_provider import account_provider
from components.alert_topic import AlertTopic, AlertTopicArgs
from components.cost_topic import CostTopic, CostTopicArgs
from components.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.surroundings import Surroundings


@dataclass(frozen=True, kw_only=True)
class BillingStackArgs:
    """What billing's infrastructure is told."""

    settings: BillingSettings
    """Checked."""
    today: date
    """The day on which this is deployed."""


class BillingStack(pulumi.ComponentResource):
    """Everything that billing has in the payer's account."""

    key: EncryptionKey
    costs: CostTopic
    """Where everything that AWS says of costs arrives, in us-east-1."""
    operations: AlertTopic
    """Where alarms of billing's own region say it."""
    ledger: LedgerStore
    register: RegisterEntries
    reports: ReportBucket
    signing: SigningKey
    export: CostExport
    catalog: CostCatalog
    anomalies: AnomalyWatch
    budgets: ClientBudgets
    members: MemberAlarms
    runs: BillingRuns
    dashboard: OperatorDashboard

    def __init__(self, name: str, args: BillingStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(BILLING_STACK, name, {}, opts)
        self._args, self.internal = args, internal_settings(args.settings)
        self._keeping = args.settings.protect_data
        self.account = account_provider(name, self.internal.account, pulumi.get_stack(), pulumi.ResourceOptions(parent=self))
        self._within = pulumi.ResourceOptions(parent=self, provider=self.account)
        self.key = self._key(name)
        self.costs = self._costs(name)
        self.operations = self._operations(name)
        self.ledger = self._ledger(name)
        self.register = self._register(name)
        self.reports = self._reports(name)
        self.signing = self._signing(name)
        self.export, self.catalog = self._bill(name)
        self.anomalies = self._anomalies(name)
        self.budgets, self.members = self._watch_over_clients(name)
        self.runs = self._runs(name)
        self.dashboard = self._dashboard(name)
        self.register_outputs(self.outputs().as_exports())

    def _key(self, name: str) -> EncryptionKey:
        args = EncryptionKeyArgs(account_id=self.internal.account.account_id, publishers=("cloudwatch",), protect=self._keeping)
        return EncryptionKey(name, args, opts=self._within)

    def _costs(self, name: str) -> CostTopic:
        """Its key encrypts what Athena answers too, which is kept."""
        return CostTopic(f"{name}-costs", CostTopicArgs(settings=self.internal, protect=self._keeping), opts=self._within)

    def _operations(self, name: str) -> AlertTopic:
        account_id, addresses = self.internal.account.account_id, self.internal.notify
        args = AlertTopicArgs(key_arn=self.key.arn, account_id=account_id, publishers=("cloudwatch",), addresses=addresses)
        return AlertTopic(f"{name}-operations", args, opts=self._within)

    def _ledger(self, name: str) -> LedgerStore:
        return LedgerStore(f"{name}-ledger", LedgerStoreArgs(key_arn=self.key.arn, protect=self._keeping), opts=self._within)

    def _register(self, name: str) -> RegisterEntries:
        args = RegisterEntriesArgs(
            table=self.ledger.table,
            stacks=self._args.settings.stacks,
            left={stack: day for stack, text in self._args.settings.left.items() if (day := last_day(text))},
            today=self._args.today,
            protect=self._keeping,
        )
        return RegisterEntries(f"{name}-register", args, opts=self._within)

    def _reports(self, name: str) -> ReportBucket:
        args = ReportBucketArgs(key_arn=self.key.arn, protect=self._keeping)
        return ReportBucket(f"{name}-reports", args, opts=self._within)

    def _signing(self, name: str) -> SigningKey:
        args = SigningKeyArgs(account_id=self.internal.account.account_id, protect=self._keeping)
        return SigningKey(f"{name}-signing", args, opts=self._within)

    def _bill(self, name: str) -> tuple[CostExport, CostCatalog]:
        there = pulumi.ResourceOptions.merge(self._within, pulumi.ResourceOptions(transforms=[in_billing_region]))
        wanted = CostExportArgs(payer_account_id=self.internal.account.account_id, protect=self._keeping)
        export = CostExport(f"{name}-costs", wanted, opts=there)
        catalog = CostCatalogArgs(export=export, key_arn=self.costs.key.arn, protect=self._keeping)
        return export, CostCatalog(f"{name}-catalog", catalog, opts=there)

    def _anomalies(self, name: str) -> AnomalyWatch:
        args = AnomalyWatchArgs(monitor_arn=self._args.settings.anomaly_monitor_arn, topic=self.costs)
        return AnomalyWatch(f"{name}-anomalies", args, opts=self._within)

    def _watch_over_clients(self, name: str) -> tuple[ClientBudgets, MemberAlarms]:
        settings, addresses = self._args.settings, self.internal.notify
        limits = ClientBudgetsArgs(clients=settings.client_budgets, members=settings.member_accounts, topic=self.costs, addresses=addresses)
        budgets = ClientBudgets(f"{name}-budget", limits, opts=self._within)
        alarms = MemberAlarmsArgs(members=settings.member_accounts, topic=self.costs)
        return budgets, MemberAlarms(f"{name}-member", alarms, opts=self._within)

    def _runs(self, name: str) -> BillingRuns:
        settings = self._args.settings
        record = as_record(settings)
        args = BillingRunsArgs(
            surroundings=Surroundings(settings=self.internal, key=self.key),
            ledger=self.ledger,
            reports=self.reports,
            settings=pulumi.Output.secret(record) if settings.external_ids else record,
            time_zone=settings.time_zone,
            locales=[settings.seller.locale, *(buyer.locale for buyer in settings.buyers.values() if buyer.locale)],
            reader_roles=self.register.reader_roles,
            topic=self.operations,
        )
        return BillingRuns(name, args, opts=self._within)

    def _dashboard(self, name: str) -> OperatorDashboard:
        args = OperatorDashboardArgs(
            region=self.internal.account.home_region,
            members=tuple(self._args.settings.member_accounts),
            functions={"monthly": self.runs.monthly, "daily": self.runs.daily},
        )
        return OperatorDashboard(name, args, opts=self._within)

    def outputs(self) -> BillingOutputs:
        """What commands are told; the stack exports it."""
        return BillingOutputs(
            payer_account_id=self.internal.account.account_id,
            region=self.internal.account.home_region,
            ledger_table=self.ledger.table.name,
            report_bucket=self.reports.bucket.bucket,
            export_bucket=self.export.bucket.bucket,
            export_data=self.export.data,
            athena_workgroup=self.catalog.workgroup.name,
            glue_database=self.catalog.database.name,
            glue_table=self.catalog.table.name,
            signing_key_arn=self.signing.arn,
            public_key=self.signing.public_key,
            anomaly_monitor_arn=self.anomalies.monitor_arn,
            cost_topic_arn=self.costs.arn,
            operations_topic_arn=self.operations.arn,
            monthly_function=self.runs.monthly.function.name,
            daily_function=self.runs.daily.function.name,
            dashboard_url=self.dashboard.url,
            stacks=sorted(self.register.entries),
        )
