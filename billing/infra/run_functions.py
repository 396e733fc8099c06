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
MODULES = ("__init__.py", "setting_rules.py", "settings.py", "settings_record.py")
"""Modules of `billing` itself; what reads Pulumi configuration needs pydantic, which is compiled."""
PURE = ("aws_lambda_powertools", "jmespath", "typing_extensions", "rfc8785")


@dataclass(frozen=True, kw_only=True)
class RunFunction(Function):
    """A function that carries billing's own packages instead of the vehicle analysis'."""

    @property
    def packages(self) -> tuple[str, ...]:
        return (f"lambdas/{self.name}", *SHARED)

    def further_entries(self, project: Path) -> Mapping[str, Path]:
        """Of the sources, those that are no folder: what reads exports needs DuckDB, which is compiled."""
        sources = {f"billing/sources/{path.name}": path for path in (project / "billing" / "sources").glob("*.py")}
        return sources | {f"billing/{module}": project / "billing" / module for module in MODULES}


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
