"""Every line of AWS's bill, delivered by AWS into a bucket of the payer."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra import export_columns
from billing.infra.component_types import COST_EXPORT
from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from components.permissions import policy
from model.policies import Statement
from model.regions import BILLING_REGION

PREFIX = "cur"
WRITERS = ("bcm-data-exports.amazonaws.com", "billingreports.amazonaws.com")
"""Data Exports, and the older service that it delivers through (Data Exports user guide, "Setting up an Amazon S3 bucket")."""


@dataclass(frozen=True, kw_only=True)
class CostExportArgs:
    """What the export is told."""

    payer_account_id: str
    """Account whose bill is exported."""
    protect: bool = False
    """Whether the bucket refuses to be deleted; otherwise it is deleted with everything in it. Changing it replaces nothing."""


class CostExport(pulumi.ComponentResource):
    """A CUR 2.0 export in Parquet, a folder a month, which each delivery of a month replaces as a whole.

    Data Exports exists in us-east-1 alone, so the bucket is there too. It is encrypted by S3 itself: a key of ours would have to let in two
    services that write no name into their requests. The export costs nothing but the storage.
    """

    bucket: aws.s3.Bucket
    export: aws.bcmdata.Export

    def __init__(self, name: str, args: CostExportArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(COST_EXPORT, name, {}, opts)
        self.export_name = name
        self.bucket = self._bucket(name, args.protect)
        within = pulumi.ResourceOptions(parent=self.bucket)
        self.ownership = without_acls(name, self.bucket, within)
        self.public_access = never_public(name, self.bucket, within)
        self.encryption = encrypted(name, self.bucket, None, within)
        self.access = self._access(name, args.payer_account_id, within)
        self.export = self._export(name, args)
        self.data = pulumi.Output.concat("s3://", self.bucket.bucket, f"/{PREFIX}/{name}/data/")
        self.register_outputs({"bucket": self.bucket.bucket, "export": self.export.arn})

    def _bucket(self, name: str, protect: bool) -> aws.s3.Bucket:
        opts = pulumi.ResourceOptions(parent=self, protect=protect)
        return aws.s3.Bucket(name, force_destroy=not protect, opts=opts)

    def _access(self, name: str, payer: str, within: pulumi.ResourceOptions) -> aws.s3.BucketPolicy:
        statements = [self.bucket.arn.apply(tls_only), self.bucket.arn.apply(lambda arn: delivery(arn, payer))]
        return aws.s3.BucketPolicy(name, bucket=self.bucket.bucket, policy=policy(*statements), opts=within)

    def _export(self, name: str, args: CostExportArgs) -> aws.bcmdata.Export:
        tables = {export_columns.TABLE: export_columns.settings(args.payer_account_id)}
        data = aws.bcmdata.ExportExportDataQueryArgs(query_statement=export_columns.query(), table_configurations=tables)
        return aws.bcmdata.Export(
            name,
            export=aws.bcmdata.ExportExportArgs(
                name=name,
                data_queries=[data],
                destination_configurations=[self._destination()],
                refresh_cadences=[aws.bcmdata.ExportExportRefreshCadenceArgs(frequency="SYNCHRONOUS")],
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.access]),  # AWS looks at the bucket's policy first
        )

    def _destination(self) -> aws.bcmdata.ExportExportDestinationConfigurationArgs:
        form = aws.bcmdata.ExportExportDestinationConfigurationS3DestinationS3OutputConfigurationArgs(
            output_type="CUSTOM", format="PARQUET", compression="PARQUET", overwrite="OVERWRITE_REPORT"
        )
        return aws.bcmdata.ExportExportDestinationConfigurationArgs(
            s3_destinations=[
                aws.bcmdata.ExportExportDestinationConfigurationS3DestinationArgs(
                    s3_bucket=self.bucket.bucket, s3_prefix=PREFIX, s3_region=BILLING_REGION, s3_output_configurations=[form]
                )
            ]
        )


def delivery(bucket_arn: str, payer: str) -> Statement:
    """Lets AWS deliver, and look whether it may, on behalf of the payer's own exports."""
    sources = [f"arn:aws:bcm-data-exports:{BILLING_REGION}:{payer}:export/*", f"arn:aws:cur:{BILLING_REGION}:{payer}:definition/*"]
    return Statement(
        sid="Deliver",
        principals={"Service": WRITERS},
        actions=("s3:PutObject", "s3:GetBucketPolicy"),
        resources=(bucket_arn, f"{bucket_arn}/*"),
        conditions={"StringEquals": {"aws:SourceAccount": payer}, "ArnLike": {"aws:SourceArn": sources}},
    )
