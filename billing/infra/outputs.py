"""What billing's stack tells the commands: the only place where its output names are spelt."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

SCHEMA_VERSION = 1
"""Raised whenever an output changes its meaning or goes away; a reader refuses what it does not know."""


@dataclass(frozen=True, kw_only=True)
class BillingOutputs:
    """Stack outputs, none of them secret. Typed Any: the program fills in Pulumi Outputs, readers get plain values."""

    schema_version: Any = SCHEMA_VERSION
    payer_account_id: Any
    region: Any
    """Where ledger, documents and runs are."""
    ledger_table: Any
    report_bucket: Any
    export_bucket: Any
    """In us-east-1; AWS delivers every line of the bill to it."""
    export_data: Any
    """`s3://...` of the export's months, each a folder `BILLING_PERIOD=2026-10/`."""
    athena_workgroup: Any
    """In us-east-1, like database and table."""
    glue_database: Any
    glue_table: Any
    signing_key_arn: Any
    public_key: Any
    """PEM; `clientenv verify` needs nothing else."""
    anomaly_monitor_arn: Any
    """What client stacks in the payer's account name as `anomalyMonitorArn`."""
    cost_topic_arn: Any
    operations_topic_arn: Any
    monthly_function: Any
    """Name of the function; invoked by hand it takes `{"month": "2026-10"}`."""
    daily_function: Any
    dashboard_url: Any
    stacks: Any
    """Client environments in the register, by stack name."""

    def as_exports(self) -> dict[str, Any]:
        """Stack output name to value."""
        return dict(vars(self))  # not asdict: it copies values, and an Output cannot be copied

    @classmethod
    def from_outputs(cls, outputs: Mapping[str, Any]) -> Self:
        """The outputs of billing's stack. Outputs that are not ours are left alone.

        Raises ValueError where an output is missing or the stack speaks another schema version.
        """
        names = [field.name for field in fields(cls)]
        if missing := [name for name in names if name not in outputs]:
            raise ValueError(
                f"these outputs of billing's stack are missing: {', '.join(missing)}. Run `pulumi up -C billing` with this version."
            )
        if outputs["schema_version"] != SCHEMA_VERSION:
            raise ValueError(
                f"the outputs of billing's stack have schema_version {outputs['schema_version']}, this program reads {SCHEMA_VERSION}. "
                "Run `pulumi up -C billing` with this version, or use the version that deployed it."
            )
        return cls(**{name: outputs[name] for name in names})
