"""The export as a table that Athena can be asked about."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra import export_columns
from billing.infra.component_types import COST_CATALOG
from billing.infra.cost_export import CostExport
from components.private_bucket import PrivateBucket, PrivateBucketArgs

PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
MOST_BYTES = 100 * 1_000**3
"""Bytes that one question may read; a year of ten clients has far below one per cent of that. At 5 USD a terabyte, half a dollar."""
DAYS_OF_RESULTS = 30


@dataclass(frozen=True, kw_only=True)
class CostCatalogArgs:
    """What the catalog is told."""

    export: CostExport
    """The export that it reads."""
    key_arn: pulumi.Input[str]
    """Key, in the same region, that encrypts results. Changing it replaces nothing."""
    protect: bool = False
    """Whether the bucket of results refuses to be deleted. Changing it replaces nothing."""


class CostCatalog(pulumi.ComponentResource):
    """A Glue database with one table, and a work group of Athena that encrypts its results and stops what would read too much.

    All of it belongs beside the export: what Athena reads in another region costs transfer. Months are partitions that Athena works
    out by itself, so no crawler has to find them.
    """

    results: PrivateBucket
    database: aws.glue.CatalogDatabase
    table: aws.glue.CatalogTable
    workgroup: aws.athena.Workgroup

    def __init__(self, name: str, args: CostCatalogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(COST_CATALOG, name, {}, opts)
        self._within = pulumi.ResourceOptions(parent=self)
        self.results = self._results(name, args)
        self.database = aws.glue.CatalogDatabase(name, description="AWS's bill, line by line", opts=self._within)
        self.table = self._table(args.export)
        self.workgroup = self._workgroup(name, args.key_arn)
        self.register_outputs({"database": self.database.name, "table": self.table.name, "workgroup": self.workgroup.name})

    def _results(self, name: str, args: CostCatalogArgs) -> PrivateBucket:
        results = PrivateBucketArgs(key_arn=args.key_arn, retention_days=DAYS_OF_RESULTS, protect=args.protect)
        return PrivateBucket(f"{name}-results", results, opts=self._within)

    def _table(self, export: CostExport) -> aws.glue.CatalogTable:
        columns = [aws.glue.CatalogTableStorageDescriptorColumnArgs(name=name, type=kind) for name, kind in export_columns.COLUMNS.items()]
        form = aws.glue.CatalogTableStorageDescriptorSerDeInfoArgs(serialization_library=f"{PARQUET}.serde.ParquetHiveSerDe")
        return aws.glue.CatalogTable(
            "costs",
            name="costs",
            database_name=self.database.name,
            table_type="EXTERNAL_TABLE",
            parameters=export.data.apply(partitions),
            partition_keys=[aws.glue.CatalogTablePartitionKeyArgs(name=export_columns.PERIOD, type="string")],
            storage_descriptor=aws.glue.CatalogTableStorageDescriptorArgs(
                location=export.data,
                input_format=f"{PARQUET}.MapredParquetInputFormat",
                output_format=f"{PARQUET}.MapredParquetOutputFormat",
                columns=columns,
                ser_de_info=form,
            ),
            opts=pulumi.ResourceOptions(parent=self.database),
        )

    def _workgroup(self, name: str, key_arn: pulumi.Input[str]) -> aws.athena.Workgroup:
        encryption = aws.athena.WorkgroupConfigurationResultConfigurationEncryptionConfigurationArgs(
            encryption_option="SSE_KMS", kms_key_arn=key_arn
        )
        results = aws.athena.WorkgroupConfigurationResultConfigurationArgs(
            output_location=pulumi.Output.concat("s3://", self.results.bucket.bucket, "/"), encryption_configuration=encryption
        )
        return aws.athena.Workgroup(
            name,
            description="Questions to AWS's bill",
            force_destroy=True,
            configuration=aws.athena.WorkgroupConfigurationArgs(
                bytes_scanned_cutoff_per_query=MOST_BYTES,
                enforce_workgroup_configuration=True,
                publish_cloudwatch_metrics_enabled=True,
                result_configuration=results,
            ),
            opts=self._within,
        )


def partitions(data: str) -> dict[str, str]:
    """A folder a month, from the first that there can be to the present one."""
    period = export_columns.PERIOD
    return {
        "classification": "parquet",
        "projection.enabled": "true",
        f"projection.{period}.type": "date",
        f"projection.{period}.format": "yyyy-MM",
        f"projection.{period}.range": f"{export_columns.FIRST_PERIOD},NOW",
        f"projection.{period}.interval": "1",
        f"projection.{period}.interval.unit": "MONTHS",
        "storage.location.template": f"{data}BILLING_PERIOD=${{{period}}}/",
    }
