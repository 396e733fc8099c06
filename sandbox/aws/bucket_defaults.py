"""What a bucket has from its first second in AWS (since April 2023) and lacks in moto: no public access, owner enforced, SSE-S3."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sandbox.aws.gate import Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest

_BLOCKED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
_SSE_S3 = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]}


class BucketDefaults:
    """Gives every new bucket AWS's defaults."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        gate.on(self._equip)

    def _equip(self, request: AwsRequest, _: Response) -> None:
        if (request.service, request.action) != ("s3", "CreateBucket"):
            return
        s3 = self._clients.client("s3", request.account)
        s3.put_public_access_block(Bucket=request.bucket, PublicAccessBlockConfiguration=_BLOCKED)
        s3.put_bucket_encryption(Bucket=request.bucket, ServerSideEncryptionConfiguration=_SSE_S3)
        ownership = request.headers.get("x-amz-object-ownership", "BucketOwnerEnforced")
        s3.put_bucket_ownership_controls(Bucket=request.bucket, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})
