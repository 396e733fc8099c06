"""The whole client environment. Read this file first: it is the table of contents of `components/`."""

import pulumi

from components.account_provider import account_provider
from components.alert_topic import AlertTopic, AlertTopicArgs
from components.anomaly_subscription import anomaly_subscription
from components.billing_alarms import BillingAlarms, BillingAlarmsArgs
from components.billing_reader import BillingReader, BillingReaderArgs
from components.client_budget import ClientBudget, ClientBudgetArgs
from components.component_types import CLIENT_ENVIRONMENT
from components.cost_topic import CostTopic, CostTopicArgs
from components.dashboard import Dashboard, DashboardArgs
from components.data_table import DataTableArgs
from components.encryption_key import EncryptionKey, EncryptionKeyArgs
from components.network import Network, NetworkArgs
from components.operational_alarms import OperationalAlarms, OperationalAlarmsArgs
from components.surroundings import Surroundings
from components.usage_table import UsageTable
from components.vehicle_analysis import VehicleAnalysis
from components.web_hosting import WebHosting, WebHostingArgs
from components.workload import MakeWorkload, Workload, WorkloadArgs
from model.outputs import EnvironmentOutputs
from model.placement import Placement
from model.settings import NetworkMode, StackSettings
from model.terms_record import as_record


class ClientEnvironment(pulumi.ComponentResource):
    """Everything that one client gets, in one account."""

    key: EncryptionKey
    network: Network | None
    """None in network mode `none`."""
    usage: UsageTable
    workload: Workload
    billing_reader: BillingReader
    operations: AlertTopic
    """Where alarms of the environment's own region say it."""
    alarms: OperationalAlarms
    costs: CostTopic
    spending: BillingAlarms | ClientBudget
    """The early warning: over the whole account, or of this client alone where it shares one."""
    dashboard: Dashboard
    web: WebHosting | None
    """None where web hosting is off."""

    def __init__(
        self, name: str, args: StackSettings, opts: pulumi.ResourceOptions | None = None, workload: MakeWorkload = VehicleAnalysis
    ) -> None:
        super().__init__(CLIENT_ENVIRONMENT, name, {}, opts)
        self.settings = args
        self.account = account_provider(name, args.account, pulumi.get_stack(), pulumi.ResourceOptions(parent=self))
        self._within = pulumi.ResourceOptions(parent=self, provider=self.account)

        self.key = self._key(name)
        self.network = self._network(name)
        around = Surroundings(settings=args, key=self.key, network=self.network)
        self.usage = self._usage(name)
        self.workload = workload(name, WorkloadArgs(surroundings=around, usage=self.usage), opts=self._within)
        self.billing_reader = self._billing_reader(name, around)
        self.operations = self._operations(name)
        self.alarms = OperationalAlarms(name, OperationalAlarmsArgs(workload=self.workload, topic=self.operations), opts=self._within)
        self.costs = CostTopic(f"{name}-costs", CostTopicArgs(settings=args), opts=self._within)
        self.spending = self._spending(name)
        self.anomalies = anomaly_subscription(f"{name}-anomalies", args, self.costs, self._within)
        self.dashboard = Dashboard(name, DashboardArgs(surroundings=around, workload=self.workload), opts=self._within)
        self.web = WebHosting(f"{name}-web", WebHostingArgs(settings=args), opts=self._within) if args.web_hosting else None

        self.register_outputs(self.outputs().as_exports())

    def _key(self, name: str) -> EncryptionKey:
        args = EncryptionKeyArgs(account_id=self.settings.account.account_id, protect=self.settings.protect_data)
        return EncryptionKey(name, args, opts=self._within)

    def _network(self, name: str) -> Network | None:
        if self.settings.network.mode is NetworkMode.NONE:
            return None
        return Network(name, NetworkArgs(settings=self.settings.network, region=self.settings.account.home_region), opts=self._within)

    def _usage(self, name: str) -> UsageTable:
        return UsageTable(f"{name}-usage", DataTableArgs(key_arn=self.key.arn, protect=self.settings.protect_data), opts=self._within)

    def _billing_reader(self, name: str, around: Surroundings) -> BillingReader:
        reader = BillingReaderArgs(surroundings=around, usage=self.usage, results_bucket=self.workload.results_bucket)
        return BillingReader(f"{name}-billing-reader", reader, opts=self._within)

    def _operations(self, name: str) -> AlertTopic:
        settings = self.settings
        args = AlertTopicArgs(
            key_arn=self.key.arn, account_id=settings.account.account_id, publishers=("cloudwatch",), addresses=settings.notify
        )
        return AlertTopic(f"{name}-operations", args, opts=self._within)

    def _spending(self, name: str) -> BillingAlarms | ClientBudget:
        if self.settings.account.placement is not Placement.HOSTED:
            return BillingAlarms(name, BillingAlarmsArgs(settings=self.settings, topic=self.costs), opts=self._within)
        args = ClientBudgetArgs(settings=self.settings, topic=self.costs, at_home=self.operations, meter=self.workload.meter)
        return ClientBudget(name, args, opts=self._within)

    def outputs(self) -> EnvironmentOutputs:
        """What other programs and people are told; the stack exports it."""
        settings = self.settings
        return EnvironmentOutputs(
            client=settings.tags.client,
            slug=settings.slug,
            environment=settings.tags.environment,
            placement=settings.account.placement.value,
            account_id=settings.account.account_id,
            home_region=settings.account.home_region,
            tags=settings.tags.as_aws(),
            billing_terms=as_record(settings.billing),
            usage_table_arn=self.usage.table.arn,
            usage_reader_role_arn=self.billing_reader.arn,
            uploads_bucket=self.workload.uploads_bucket,
            results_bucket=self.workload.results_bucket,
            web_bucket=self.web.bucket.bucket if self.web else None,
            web_distribution_id=self.web.distribution.id if self.web else None,
            web_url=self.web.url if self.web else None,
            cost_topic_arn=self.costs.arn,
            deployment_role_arn=settings.account.deployment_role_arn,
            dashboard_url=self.dashboard.url,
        )
