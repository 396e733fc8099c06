"""The two functions of billing: what they are, read and emit."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lambdas.manifest import Function

SERVICE = "billing"
"""POWERTOOLS_SERVICE_NAME of both, and so the `service` dimension of their metrics."""
VARIABLES = ("POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "LEDGER_TABLE", "REPORT_BUCKET", "SETTINGS_KEY")
SHARED = ("billing/domain", "billing/ledger", "billing/runs", "lambdas/billing_runs", "model")
"""Folders that go into both zips, beside each function's own."""
MODULES = (
    "billing/__init__.py",
    "billing/setting_rules.py",
    "billing/settings.py",
    "billing/settings_record.py",
    "billing/sources/__init__.py",
    "billing/sources/cost_allocation_tags.py",
    "billing/sources/cost_explorer.py",
    "billing/sources/cost_explorer_requests.py",
    "billing/sources/issued_invoices.py",
    "billing/sources/kinds.py",
    "billing/sources/usage_tables.py",
)
"""Single modules: what reads exports needs DuckDB, which is no pure Python."""
PURE = ("aws_lambda_powertools", "jmespath", "typing_extensions", "rfc8785")


@dataclass(frozen=True, kw_only=True)
class RunFunction(Function):
    """A function that carries billing's own packages instead of the vehicle analysis'."""

    @property
    def packages(self) -> tuple[str, ...]:
        return (f"lambdas/{self.name}", *SHARED)

    def further_entries(self, project: Path) -> Mapping[str, Path]:
        return {module: project / module for module in MODULES}


MONTHLY = RunFunction(
    name="monthly_billing",
    timeout_seconds=900,  # a few seconds a client
    memory_mb=1024,
    variables=VARIABLES,
    metrics=("MonthlyRan", "DraftsMade", "RunErrors"),
    actions=(),
    third_party=PURE,
)
DAILY = RunFunction(
    name="daily_billing",
    timeout_seconds=900,
    memory_mb=1024,
    variables=VARIABLES,
    metrics=("DailyRan", "MonthsWithoutDrafts", "TagKeysNotSeen", "RunErrors"),
    actions=(),
    third_party=PURE,
)
RUN_FUNCTIONS = (MONTHLY, DAILY)
