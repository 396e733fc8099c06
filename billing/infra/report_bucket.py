"""Where documents, reports and certificates lie, for as long as the law asks."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import REPORT_BUCKET
from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from components.permissions import allow, policy
from components.private_bucket import DAYS_OF_ABANDONED_UPLOADS
from model.policies import Statement


@dataclass(frozen=True, kw_only=True)
class ReportBucketArgs:
    """What the bucket is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the objects. Changing it replaces nothing; objects keep the key that they were written with."""
    lock_days: int | None = None
    """Days for which no version of an object can be deleted or written over, 1 to 36500; None: without Object Lock. It is decided when the
    bucket is made: going from None to days or back replaces the bucket. Other days count for what is written from then on."""
    protect: bool = False
    """Whether the bucket refuses to be deleted; otherwise it is deleted with everything in it. Changing it replaces nothing."""


class ReportBucket(pulumi.ComponentResource):
    """An S3 bucket, encrypted, over TLS only, without ACLs and public access, that keeps every version and ends none.

    Object Lock is in mode GOVERNANCE: it stops commands, functions and slips of the hand; who has the permission
    `s3:BypassGovernanceRetention`, which nothing here has, can lift it where the law asks for that.
    """

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    lock: aws.s3.BucketObjectLockConfiguration | None

    def __init__(self, name: str, args: ReportBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(REPORT_BUCKET, name, {}, opts)
        self.bucket = self._bucket(name, args)
        self._within = pulumi.ResourceOptions(parent=self.bucket)
        self.ownership = without_acls(name, self.bucket, self._within)
        self.public_access = never_public(name, self.bucket, self._within)
        self.encryption = encrypted(name, self.bucket, args.key_arn, self._within)
        self.access = self._access(name)
        self.versioning = self._versioning(name)
        self.lock = self._lock(name, args.lock_days) if args.lock_days else None
        self.lifecycle = self._lifecycle(name)
        self.register_outputs({"bucket": self.bucket.bucket})

    def may_be_written(self) -> pulumi.Output[Statement]:
        """Lets a function add documents and read them again; never delete one."""
        objects = pulumi.Output.concat(self.bucket.arn, "/*")
        return allow("WriteDocuments", "s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", on=[objects])

    def may_be_listed(self) -> pulumi.Output[Statement]:
        """Lets a function see which documents there are."""
        return allow("ListDocuments", "s3:ListBucket", on=[self.bucket.arn])

    def _bucket(self, name: str, args: ReportBucketArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            name,
            force_destroy=not args.protect,
            object_lock_enabled=True if args.lock_days else None,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _access(self, name: str) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(name, bucket=self.bucket.bucket, policy=policy(self.bucket.arn.apply(tls_only)), opts=self._within)

    def _versioning(self, name: str) -> aws.s3.BucketVersioning:
        enabled = aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled")
        return aws.s3.BucketVersioning(name, bucket=self.bucket.bucket, versioning_configuration=enabled, opts=self._within)

    def _lock(self, name: str, days: int) -> aws.s3.BucketObjectLockConfiguration:
        retention = aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(mode="GOVERNANCE", days=days)
        return aws.s3.BucketObjectLockConfiguration(
            name,
            bucket=self.bucket.bucket,
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(default_retention=retention),
            opts=self._after_versioning(),
        )

    def _lifecycle(self, name: str) -> aws.s3.BucketLifecycleConfiguration:
        abandoned = aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="abandoned-uploads",
            status="Enabled",
            filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
            abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                days_after_initiation=DAYS_OF_ABANDONED_UPLOADS
            ),
        )
        return aws.s3.BucketLifecycleConfiguration(name, bucket=self.bucket.bucket, rules=[abandoned], opts=self._after_versioning())

    def _after_versioning(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self.bucket, depends_on=[self.versioning])
