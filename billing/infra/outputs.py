"""What billing's stack tells the commands: the only place where its output names are spelt."""

from dataclasses import dataclass
from typing import Any

from model.stack_outputs import StackOutputs

SCHEMA_VERSION = 1
"""Raised whenever an output changes its meaning or goes away; a reader refuses what it does not know."""


@dataclass(frozen=True, kw_only=True)
class BillingOutputs(StackOutputs):
    """What the stack exports, by name."""

    NAMED = "the outputs of billing's stack"
    UPDATE = "Run `pulumi up -C billing` with this version"
    VERSION = SCHEMA_VERSION

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
