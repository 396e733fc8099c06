"""What an environment has metered: the agreement between the workload, which writes it, and billing, which reads it."""

import pulumi
import pulumi_aws as aws

from components.component_types import USAGE_TABLE
from components.data_table import DataTableArgs, Index, data_table

BY_MONTH = Index(name="by_month", hash_key="month", range_key="completed_at")


class UsageTable(pulumi.ComponentResource):
    """One row a video that was analysed, written once and never changed. It names no file, and is kept 24 months.

    | attribute | meaning |
    |-|-|
    | `job` (key) | identity of the video |
    | `month`, `completed_at` (index `by_month`) | UTC month that is billed (`2026-10`), and the moment (ISO 8601, UTC) |
    | `seconds` | length of the video, whole seconds rounded up |
    | `source` | `notice`, or `sweep` where the notice was lost |
    | `expires` | epoch second after which the row goes |
    """

    table: aws.dynamodb.Table

    def __init__(self, name: str, args: DataTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(USAGE_TABLE, name, {}, opts)
        self.table = data_table(name, "job", BY_MONTH, args, pulumi.ResourceOptions(parent=self, protect=args.protect))
        self.register_outputs({"table": self.table.name, "arn": self.table.arn})
