"""Which IAM permissions an S3 call needs, and what it tells a policy's conditions."""

from __future__ import annotations

from urllib.parse import unquote

from sandbox.aws.conditions import Context
from sandbox.aws.request import AwsRequest

_OF_OBJECT = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "GetObjectAttributes": "GetObject",
    "HeadObject": "GetObject",
    "ListParts": "ListMultipartUploadParts",
    "PostObject": "PutObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
_OF_BUCKET = {
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycle": "GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycle": "PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
"""API operations whose permission has another name (Service Authorization Reference, Amazon S3)."""

_HAVE_VERSIONS = (
    "GetObject",
    "DeleteObject",
    "GetObjectTagging",
    "PutObjectTagging",
    "DeleteObjectTagging",
    "GetObjectAcl",
    "PutObjectAcl",
)


def permissions(request: AwsRequest) -> list[tuple[str, str]]:
    """(IAM action, resource ARN) pairs that an S3 call on a bucket needs, all of them."""
    arn = f"arn:aws:s3:::{request.bucket}"
    if request.action == "DeleteObjects":
        return [("s3:DeleteObject", f"{arn}/*")]
    if not request.key:
        return [(f"s3:{_OF_BUCKET.get(request.action, request.action)}", arn)]
    needed = [(_object_action(request), f"{arn}/{request.key}")]
    source = copy_source(request)
    if source:
        needed.append(("s3:GetObject", f"arn:aws:s3:::{source}"))
    return needed


def copy_source(request: AwsRequest) -> str:
    """`<bucket>/<key>` that a copy reads from, empty for other calls."""
    header = request.headers.get("x-amz-copy-source", "")
    return unquote(header.partition("?versionId=")[0]).lstrip("/")


def _object_action(request: AwsRequest) -> str:
    name = _OF_OBJECT.get(request.action, request.action)
    if "versionId" in request.query and name in _HAVE_VERSIONS:
        verb, thing = name.split("Object")
        name = f"{verb}ObjectVersion{thing}"
    return f"s3:{name}"


def context_of(request: AwsRequest) -> Context:
    """Condition keys of an S3 call. A key that the call does not have is left out, as in AWS."""
    caller = request.caller
    offered = {
        "aws:securetransport": "true" if request.secure else "false",
        "aws:principalisawsservice": "true" if caller.is_service else "false",
        "aws:principalaccount": caller.account,
        "aws:principalarn": caller.role_arn or caller.arn,
        "aws:sourcearn": caller.source_arn,
        "aws:sourceaccount": caller.account if caller.is_service else "",
        "s3:prefix": request.query.get("prefix", ""),
        "s3:x-amz-server-side-encryption": request.headers.get("x-amz-server-side-encryption", ""),
        "s3:x-amz-server-side-encryption-aws-kms-key-id": request.headers.get("x-amz-server-side-encryption-aws-kms-key-id", ""),
    }
    return {key: value for key, value in offered.items() if value}
