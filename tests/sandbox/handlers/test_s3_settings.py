from tests.sandbox.handlers.cloud import policy
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

ENCRYPTED = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/another"}
CORS = {
    "ID": "another",
    "AllowedMethods": ["PUT"],
    "AllowedOrigins": ["https://another.example"],
    "AllowedHeaders": ["x-another"],
    "ExposeHeaders": ["x-more"],
    "MaxAgeSeconds": 7,
}
BLOCKED = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def another_policy(it):
    return policy("s3:ListBucket", resource=f"arn:aws:s3:::{it['bucket']}")


def encrypt(aws, it):
    rules = [{"ApplyServerSideEncryptionByDefault": ENCRYPTED, "BucketKeyEnabled": False}]
    aws.put_bucket_encryption(Bucket=it["id"], ServerSideEncryptionConfiguration={"Rules": rules})


def flip(aws, it):
    flipped = {name[0].upper() + name[1:]: not it[name] for name in BLOCKED}
    aws.put_public_access_block(Bucket=it["id"], PublicAccessBlockConfiguration=flipped)


def block(*values):
    """Two patterns tell every pair of the four switches apart."""
    return Case(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        inputs=lambda cloud: {"bucket": cloud.bucket(), **dict(zip(BLOCKED, values, strict=True))},
        drifts=tuple(Drift(name, not value, flip) for name, value in zip(BLOCKED, values, strict=True)),
        note=str(values),
    )


def let_another_origin_in(aws, it):
    aws.put_bucket_cors(Bucket=it["id"], CORSConfiguration={"CORSRules": [CORS]})


def lockable(cloud):
    """Name of a new bucket with Object Lock."""
    name = cloud.name("bucket")
    cloud.client("s3").create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


def locked_for_years(aws, it):
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 2}}
    aws.put_object_lock_configuration(Bucket=it["id"], ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})


class TestBucketSettings(HandlerContract):
    cases = (
        Case(
            "aws:s3/bucketVersioning:BucketVersioning",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "versioningConfiguration": {"status": "Enabled"}},
            drifts=(
                Drift(
                    "versioningConfiguration.status",
                    "Suspended",
                    lambda aws, it: aws.put_bucket_versioning(Bucket=it["id"], VersioningConfiguration={"Status": "Suspended"}),
                ),
            ),
            required=("versioningConfiguration",),
            remains={"versioningConfiguration": {"status": "Suspended"}},
        ),
        block(True, True, False, False),
        block(True, False, True, False),
        Case(
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            inputs=lambda cloud: {
                "bucket": lockable(cloud),
                "objectLockEnabled": "Enabled",
                "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 400}},
            },
            drifts=(
                Drift("rule.defaultRetention.mode", "COMPLIANCE", locked_for_years),
                Drift("rule.defaultRetention.days", GONE, locked_for_years),
                Drift("rule.defaultRetention.years", 2, locked_for_years),
            ),
            remains={"objectLockEnabled": "Enabled"},
        ),
        Case(
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            inputs=lambda cloud: {"bucket": lockable(cloud), "rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 1}}},
            remains={"objectLockEnabled": "Enabled"},
            note="for years",
        ),
        Case(
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            inputs=lambda cloud: {"bucket": cloud.bucket(), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
            drifts=(
                Drift(
                    "rule.objectOwnership",
                    "ObjectWriter",
                    lambda aws, it: aws.put_bucket_ownership_controls(
                        Bucket=it["id"], OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
                    ),
                ),
            ),
            required=("rule",),
        ),
        Case(
            "aws:s3/bucketPolicy:BucketPolicy",
            inputs=lambda cloud: {
                "bucket": (bucket := cloud.bucket()),
                "policy": policy("s3:GetObject", resource=f"arn:aws:s3:::{bucket}/*"),
            },
            drifts=(Drift("policy", another_policy, lambda aws, it: aws.put_bucket_policy(Bucket=it["id"], Policy=another_policy(it))),),
            required=("policy",),
        ),
        Case(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            inputs=lambda cloud: {
                "bucket": cloud.bucket(),
                "rules": [
                    {
                        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms:dsse", "kmsMasterKeyId": cloud.key()},
                        "bucketKeyEnabled": True,
                    }
                ],
            },
            drifts=(
                Drift("rules[].applyServerSideEncryptionByDefault.sseAlgorithm", "aws:kms", encrypt),
                Drift("rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId", "alias/another", encrypt),
                Drift("rules[].bucketKeyEnabled", False, encrypt),
            ),
            required=("rules",),
        ),
        Case(
            "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
            inputs=lambda cloud: {
                "bucket": cloud.bucket(),
                "corsRules": [
                    {
                        "id": "web",
                        "allowedMethods": ["GET", "PUT"],
                        "allowedOrigins": ["https://acme.example"],
                        "allowedHeaders": ["*"],
                        "exposeHeaders": ["ETag"],
                        "maxAgeSeconds": 3000,
                    },
                    {"allowedMethods": ["GET"], "allowedOrigins": ["*"]},
                ],
            },
            drifts=(
                Drift("corsRules[].id", "another", let_another_origin_in),
                Drift("corsRules[].allowedMethods", ["PUT"], let_another_origin_in),
                Drift("corsRules[].allowedOrigins", ["https://another.example"], let_another_origin_in),
                Drift("corsRules[].allowedHeaders", ["x-another"], let_another_origin_in),
                Drift("corsRules[].exposeHeaders", ["x-more"], let_another_origin_in),
                Drift("corsRules[].maxAgeSeconds", 7, let_another_origin_in),
            ),
            required=("corsRules",),
        ),
    )
