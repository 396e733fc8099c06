"""A bucket that nobody outside the account can read, and that forgets in time."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component_types import PRIVATE_BUCKET


@dataclass(frozen=True, kw_only=True)
class PrivateBucketArgs:
    """What a private bucket is told."""

    protect: bool = False
    """Whether the bucket refuses to be deleted; otherwise it is deleted with everything in it. Changing it replaces nothing."""


class PrivateBucket(pulumi.ComponentResource):
    """An S3 bucket with public access blocked."""

    bucket: aws.s3.Bucket
    public_access: aws.s3.BucketPublicAccessBlock

    def __init__(self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(PRIVATE_BUCKET, name, {}, opts)
        self.bucket = self._bucket(name, args)
        self.public_access = self._public_access(name)
        self.register_outputs({"bucket": self.bucket.bucket})

    def _bucket(self, name: str, args: PrivateBucketArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(name, force_destroy=not args.protect, opts=pulumi.ResourceOptions(parent=self, protect=args.protect))

    def _public_access(self, name: str) -> aws.s3.BucketPublicAccessBlock:
        return aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=pulumi.ResourceOptions(parent=self.bucket),
        )
