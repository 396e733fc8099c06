"""Where everything lies that billing makes: what is final for as long as the law asks, what is replaced daily for a while."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from billing.infra.component_types import REPORT_BUCKET
from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from components.permissions import allow, policy
from components.private_bucket import DAYS_OF_ABANDONED_UPLOADS
from model.policies import Statement

REPLACED = ("drafts/", "statements/", "settings/")
"""Prefixes whose objects are written over again and again. Settings hold ExternalIds: the fewer old copies the better."""
OLD_VERSION_DAYS = 90
"""Days that a version under those prefixes is kept once another has taken its place: what an invoice was drafted from can be looked up
until it is paid."""
WRITTEN_BY_RUNS = ("drafts/", "reports/", "statements/")
"""Prefixes under which the functions write. What is final comes from commands alone, with the permissions of whoever types them."""


@dataclass(frozen=True, kw_only=True)
class ReportBucketArgs:
    """What the bucket is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the objects. Changing it replaces nothing; objects keep the key that they were written with."""
    protect: bool = False
    """Whether the bucket refuses to be deleted; otherwise it is deleted with everything in it. Changing it replaces nothing:
    whether objects can be locked is decided when a bucket is made, so every one can lock, protected or not."""


class ReportBucket(pulumi.ComponentResource):
    """An S3 bucket, encrypted, over TLS only, without ACLs and public access. It keeps every version but those of what is replaced daily.

    Objects can be locked in it; `billing.delivery.report_bucket` does so with what is final, where data is protected. It locks nothing by
    itself: a default retention would hold drafts, statements and settings too, and for ten years.
    """

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning
    lifecycle: aws.s3.BucketLifecycleConfiguration

    def __init__(self, name: str, args: ReportBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(REPORT_BUCKET, name, {}, opts)
        self.bucket = self._bucket(name, args)
        self._within = pulumi.ResourceOptions(parent=self.bucket)
        self.ownership = without_acls(name, self.bucket, self._within)
        self.public_access = never_public(name, self.bucket, self._within)
        self.encryption = encrypted(name, self.bucket, args.key_arn, self._within)
        self.access = self._access(name)
        self.versioning = self._versioning(name)
        self.lifecycle = self._lifecycle(name)
        self.register_outputs({"bucket": self.bucket.bucket})

    def may_be_written(self) -> pulumi.Output[Statement]:
        """Lets a function write drafts, reports and statements; never what is final, and never delete anything."""
        return allow("WriteDocuments", "s3:PutObject", "s3:AbortMultipartUpload", on=self._under(*WRITTEN_BY_RUNS))

    def may_be_read(self) -> pulumi.Output[Statement]:
        """Lets a function read the settings, and see what it need not write again."""
        return allow("ReadDocuments", "s3:GetObject", on=self._under("settings/", *WRITTEN_BY_RUNS))

    def may_be_listed(self) -> pulumi.Output[Statement]:
        """Lets a function see which documents there are."""
        return allow("ListDocuments", "s3:ListBucket", on=[self.bucket.arn])

    def _under(self, *prefixes: str) -> list[pulumi.Output[str]]:
        return [pulumi.Output.concat(self.bucket.arn, "/", prefix, "*") for prefix in prefixes]

    def _bucket(self, name: str, args: ReportBucketArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            name,
            force_destroy=not args.protect,
            object_lock_enabled=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _access(self, name: str) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(name, bucket=self.bucket.bucket, policy=policy(self.bucket.arn.apply(tls_only)), opts=self._within)

    def _versioning(self, name: str) -> aws.s3.BucketVersioning:
        enabled = aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled")
        return aws.s3.BucketVersioning(name, bucket=self.bucket.bucket, versioning_configuration=enabled, opts=self._within)

    def _lifecycle(self, name: str) -> aws.s3.BucketLifecycleConfiguration:
        return aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=self.bucket.bucket,
            rules=[_abandoned_uploads(), *map(_old_versions, REPLACED)],
            opts=pulumi.ResourceOptions(parent=self.bucket, depends_on=[self.versioning]),
        )


def _abandoned_uploads() -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="abandoned-uploads",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=DAYS_OF_ABANDONED_UPLOADS
        ),
    )


def _old_versions(prefix: str) -> aws.s3.BucketLifecycleConfigurationRuleArgs:
    """The version that is in force stays for good."""
    return aws.s3.BucketLifecycleConfigurationRuleArgs(
        id=f"old-{prefix.removesuffix('/')}",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=prefix),
        noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
            noncurrent_days=OLD_VERSION_DAYS
        ),
    )
