"""Settings that every bucket of an environment has, whatever it is for."""

import pulumi
import pulumi_aws as aws

from model.policies import Effect, Statement


def without_acls(name: str, bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> aws.s3.BucketOwnershipControls:
    """Everything in the bucket belongs to its account; ACLs mean nothing."""
    rule = aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced")
    return aws.s3.BucketOwnershipControls(name, bucket=bucket.bucket, rule=rule, opts=opts)


def never_public(name: str, bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> aws.s3.BucketPublicAccessBlock:
    """Neither a policy nor an ACL can open the bucket to everybody."""
    return aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )


def encrypted(
    name: str, bucket: aws.s3.Bucket, key_arn: pulumi.Input[str] | None, opts: pulumi.ResourceOptions
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    """With the key, or without one with S3's own keys, for what CloudFront reads and everybody may see."""
    by_default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if key_arn else "AES256", kms_master_key_id=key_arn
    )
    rule = aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=by_default,
        bucket_key_enabled=True if key_arn else None,  # one call to KMS for many objects
    )
    return aws.s3.BucketServerSideEncryptionConfiguration(name, bucket=bucket.bucket, rules=[rule], opts=opts)


def tls_only(bucket_arn: str) -> Statement:
    """Refuses everybody who comes without TLS, whatever else allows them."""
    return Statement(
        sid="TlsOnly",
        effect=Effect.DENY,
        principals={"*": ("*",)},
        actions=("s3:*",),
        resources=(bucket_arn, f"{bucket_arn}/*"),
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
