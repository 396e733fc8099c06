"""Type tokens of billing's components, in one list: two components with one token would be one type to Pulumi."""

BILLING_STACK = "clientenv-billing:index:BillingStack"
ANOMALY_WATCH = "clientenv-billing:index:AnomalyWatch"
BILLING_RUNS = "clientenv-billing:index:BillingRuns"
CLIENT_BUDGETS = "clientenv-billing:index:ClientBudgets"
COST_CATALOG = "clientenv-billing:index:CostCatalog"
COST_EXPORT = "clientenv-billing:index:CostExport"
LEDGER_STORE = "clientenv-billing:index:LedgerStore"
MEMBER_ALARMS = "clientenv-billing:index:MemberAlarms"
OPERATOR_DASHBOARD = "clientenv-billing:index:OperatorDashboard"
REGISTER_ENTRIES = "clientenv-billing:index:RegisterEntries"
REPORT_BUCKET = "clientenv-billing:index:ReportBucket"
SCHEDULED_RUN = "clientenv-billing:index:ScheduledRun"
SIGNING_KEY = "clientenv-billing:index:SigningKey"

COMPONENT_TYPES = frozenset(
    {
        BILLING_STACK,
        ANOMALY_WATCH,
        BILLING_RUNS,
        CLIENT_BUDGETS,
        COST_CATALOG,
        COST_EXPORT,
        LEDGER_STORE,
        MEMBER_ALARMS,
        OPERATOR_DASHBOARD,
        REGISTER_ENTRIES,
        REPORT_BUCKET,
        SCHEDULED_RUN,
        SIGNING_KEY,
    }
)
