import json

from billing.infra.report_bucket import ReportBucket, ReportBucketArgs
from tests.components.recording import value_of

LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


def deployed(deployment, **more):
    args = ReportBucketArgs(**{"key_arn": "arn:aws:kms:us-east-1:111111111111:key/1", **more})
    return deployment.deploy(lambda: ReportBucket("reports", args))


def test_every_version_is_kept_and_none_expires(deployment):
    deployed(deployment)
    assert deployment.one("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = deployment.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert set(rule) == {"id", "status", "filter", "abortIncompleteMultipartUpload"}


def test_object_lock_is_decided_when_the_bucket_is_made(deployment):
    deployed(deployment, lock_days=400)
    assert deployment.one("aws:s3/bucket:Bucket").inputs["objectLockEnabled"] is True
    assert deployment.one(LOCK).inputs["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 400}}
    assert deployment.one("aws:s3/bucketVersioning:BucketVersioning").urn in deployment.one(LOCK).dependencies


def test_without_days_there_is_no_lock(deployment):
    assert deployed(deployment).lock is None
    assert "objectLockEnabled" not in deployment.one("aws:s3/bucket:Bucket").inputs


def test_nobody_comes_without_tls_and_nobody_from_outside(deployment):
    deployed(deployment)
    (statement,) = json.loads(deployment.one("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    block = deployment.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs
    assert all(block[name] for name in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
    (rule,) = deployment.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "aws:kms"


def test_a_bucket_that_is_protected_is_not_emptied_either(deployment):
    deployed(deployment, protect=True)
    bucket = deployment.one("aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (True, False)


def test_functions_may_add_documents_and_never_delete_one(deployment):
    bucket = deployed(deployment)
    assert not [action for action in value_of(bucket.may_be_written()).actions if "Delete" in action or "Bypass" in action]
