"""Who may do what to whose bucket: the bucket policy, and the account that owns the bucket.

moto lets every account use every bucket. Its own switch against that (MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS=false) also refuses what a
bucket policy allows, and copies between accounts; so moto stays open, this check decides, and a call that passes acts as the owner.
"""

from __future__ import annotations

from dataclasses import replace

from sandbox.aws import moto_inside
from sandbox.aws.bucket_policy import BucketPolicies
from sandbox.aws.errors import AwsError, SandboxUnsupported
from sandbox.aws.policy_document import Decision
from sandbox.aws.request import AwsRequest
from sandbox.aws.s3_actions import permissions

_UNKNOWN_PARTS = (
    "abac",
    "analytics",
    "annotation",
    "intelligent-tiering",
    "metadataAnnotationTable",
    "metadataConfiguration",
    "metadataInventoryTable",
    "metadataJournalTable",
    "metadataTable",
    "metrics",
    "renameObject",
    "requestPayment",
    "session",
    "torrent",
)
"""Parts of a bucket or object that moto does not know: it would take the call for CreateBucket, ListObjects or GetObject."""


class S3Access:
    """The check in front of S3."""

    def __init__(self, policies: BucketPolicies) -> None:
        self._policies = policies

    def __call__(self, request: AwsRequest) -> AwsRequest:
        """Let an S3 call pass as its bucket's owner. Raises AwsError AccessDenied."""
        if request.service != "s3" or not request.bucket or request.action == "CreateBucket":
            return request
        for part in _UNKNOWN_PARTS:
            if part in request.query:
                raise SandboxUnsupported(f"The sandbox refuses s3:{request.action}: moto takes ?{part} for another call.")
        owner = moto_inside.bucket_owner(request.bucket)
        if owner is None:
            return request
        if request.headers.get("x-amz-expected-bucket-owner", owner) != owner:
            raise AwsError("AccessDenied", "Access Denied", 403)
        if not request.caller.is_service and request.method != "OPTIONS":
            for action, resource in permissions(request):
                self._decide(request, action, resource)
        return replace(request, account=owner)

    def _decide(self, request: AwsRequest, action: str, resource: str) -> None:
        bucket = resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        owner = moto_inside.bucket_owner(bucket)
        if owner is None:
            return
        decision = self._policies.decide(request, bucket, owner, action, resource)
        if decision is Decision.DENY:
            raise _denied(request, action, resource, "with an explicit deny in a resource-based policy")
        if decision is Decision.SILENT and request.caller.account != owner:
            raise _denied(request, action, resource, f"because no resource-based policy allows the {action} action")


def _denied(request: AwsRequest, action: str, resource: str, why: str) -> AwsError:
    return AwsError(
        "AccessDenied", f'User: {request.caller.arn} is not authorized to perform: {action} on resource: "{resource}" {why}', 403
    )
