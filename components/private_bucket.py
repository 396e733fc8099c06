"""A bucket that nobody outside the account can read, and that forgets in time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from components.component_types import PRIVATE_BUCKET
from components.permissions import policy

DAYS_OF_ABANDONED_UPLOADS = 1
"""Days after which the parts of an upload that never ended go; they cost money and nobody sees them."""


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """What a private bucket is told."""

    key_arn: pulumi.Input[str]
    """Key that encrypts the objects. Changing it replaces nothing; objects keep the key that they were written with."""
    retention_days: int
    """Days that objects are kept, 1 to 3650. Changing it replaces nothing; shortening it deletes data within a day or two."""
    forgets: str = ""
    """Prefix of the objects that the retention ends; default: all. Whatever else is there stays for good. Changing it replaces nothing."""
    versioned: bool = False
    """Whether an object's versions are told apart, for where a name may come twice. Changing it replaces nothing."""
    tells_event_bridge: bool = False
    """Whether the account's event bus hears of every new object. Changing it replaces nothing."""
    protect: bool = False
    """Whether the bucket refuses to be deleted; otherwise it is deleted with everything in it. Changing it replaces nothing."""


class PrivateBucket(pulumi.ComponentResource):
    """An S3 bucket, encrypted, over TLS only, without ACLs and public access.

    S3's own lifecycle ends objects, and in the whole bucket old versions, delete markers, and uploads that were abandoned. Other settings
    of the bucket are children of it, so that they go first.
    """

    bucket: aws.s3.Bucket
    versioning: aws.s3.BucketVersioning | None
    lifecycle: aws.s3.BucketLifecycleConfiguration

    def __init__(self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(PRIVATE_BUCKET, name, {}, opts)
        self.bucket = self._bucket(name, args)
        self._within = pulumi.ResourceOptions(parent=self.bucket)
        self.ownership = without_acls(name, self.bucket, self._within)
        self.public_access = never_public(name, self.bucket, self._within)
        self.encryption = encrypted(name, self.bucket, args.key_arn, self._within)
        self.access = self._access(name)
        self.versioning = self._versioning(name) if args.versioned else None
        self.lifecycle = self._lifecycle(name, args)
        self.notification = self._notification(name) if args.tells_event_bridge else None
        self.register_outputs({"bucket": self.bucket.bucket})

    def _bucket(self, name: str, args: PrivateBucketArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(name, force_destroy=not args.protect, opts=pulumi.ResourceOptions(parent=self, protect=args.protect))

    def _access(self, name: str) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(name, bucket=self.bucket.bucket, policy=policy(self.bucket.arn.apply(tls_only)), opts=self._within)

    def _versioning(self, name: str) -> aws.s3.BucketVersioning:
        return aws.s3.BucketVersioning(
            name,
            bucket=self.bucket.bucket,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=self._within,
        )

    def _lifecycle(self, name: str, args: PrivateBucketArgs) -> aws.s3.BucketLifecycleConfiguration:
        after_versioning = pulumi.ResourceOptions(parent=self.bucket, depends_on=[self.versioning] if self.versioning else [])
        return aws.s3.BucketLifecycleConfiguration(
            name, bucket=self.bucket.bucket, rules=lifecycle_rules(args.retention_days, args.versioned, args.forgets), opts=after_versioning
        )

    def _notification(self, name: str) -> aws.s3.BucketNotification:
        return aws.s3.BucketNotification(name, bucket=self.bucket.bucket, eventbridge=True, opts=self._within)


def lifecycle_rules(retention_days: int, versioned: bool, forgets: str = "") -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    """Objects under the prefix `forgets`, and leftovers wherever they are. A delete marker that hides no version any more has its own rule:
    S3 allows no other in it."""
    forget = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="forget",
        status="Enabled",
        filter=_under(forgets),
        expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=retention_days),
    )
    leftovers = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="leftovers",
        status="Enabled",
        filter=_under(""),
        noncurrent_version_expiration=_old_versions(retention_days) if versioned else None,
        abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=DAYS_OF_ABANDONED_UPLOADS
        ),
    )
    markers = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="delete-markers",
        status="Enabled",
        filter=_under(""),
        expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
    )
    return [forget, leftovers, markers] if versioned else [forget, leftovers]


def _under(prefix: str) -> aws.s3.BucketLifecycleConfigurationRuleFilterArgs:
    return aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=prefix)


def _old_versions(retention_days: int) -> aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs:
    """A replaced upload may still wait for its analysis, so it stays as long as any; the nightly clean-up counts from its upload."""
    return aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(noncurrent_days=retention_days)
