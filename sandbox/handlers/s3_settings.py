"""Settings of an S3 bucket that are resources of their own: the bucket's name is their id, and a bucket has one of each."""

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.row import Row


class BucketSetting(Handler):
    """What all settings of a bucket share."""

    service = "s3"
    replace_on = frozenset({"bucket"})
    delete_first = True


class BucketRow(BucketSetting, Row):
    id_from = "bucket"


class BucketVersioning(BucketRow):
    """Versioning cannot be taken away from a bucket, only suspended: that is what deleting it does."""

    type = "aws:s3/bucketVersioning:BucketVersioning"
    supported = ("bucket", "versioningConfiguration.status")
    create_call = "put_bucket_versioning {Bucket: bucket, VersioningConfiguration: {Status: versioningConfiguration.status}}"
    read_call = "get_bucket_versioning {Bucket: id}"
    outputs = "{bucket: id, versioningConfiguration: {status: Status || 'Disabled'}}"
    delete_call = "put_bucket_versioning {Bucket: id, VersioningConfiguration: {Status: 'Suspended'}}"

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        if inputs["versioningConfiguration"].get("status") == "Disabled":
            return str(inputs["bucket"])  # a new bucket is; AWS has no call for it
        return super().create(aws, inputs)


class BucketPublicAccessBlock(BucketRow):
    type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    supported = ("bucket", "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    defaults = {"blockPublicAcls": False, "blockPublicPolicy": False, "ignorePublicAcls": False, "restrictPublicBuckets": False}
    create_call = """put_public_access_block {Bucket: bucket, PublicAccessBlockConfiguration: {
        BlockPublicAcls: blockPublicAcls, BlockPublicPolicy: blockPublicPolicy,
        IgnorePublicAcls: ignorePublicAcls, RestrictPublicBuckets: restrictPublicBuckets}}"""
    read_call = "get_public_access_block {Bucket: id}"
    outputs = """{bucket: id,
        blockPublicAcls: PublicAccessBlockConfiguration.BlockPublicAcls,
        blockPublicPolicy: PublicAccessBlockConfiguration.BlockPublicPolicy,
        ignorePublicAcls: PublicAccessBlockConfiguration.IgnorePublicAcls,
        restrictPublicBuckets: PublicAccessBlockConfiguration.RestrictPublicBuckets}"""
    delete_call = "delete_public_access_block {Bucket: id}"


class BucketOwnershipControls(BucketRow):
    type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    supported = ("bucket", "rule.objectOwnership")
    create_call = "put_bucket_ownership_controls {Bucket: bucket, OwnershipControls: {Rules: [{ObjectOwnership: rule.objectOwnership}]}}"
    read_call = "get_bucket_ownership_controls {Bucket: id}"
    outputs = "{bucket: id, rule: {objectOwnership: OwnershipControls.Rules[0].ObjectOwnership}}"
    delete_call = "delete_bucket_ownership_controls {Bucket: id}"


class BucketPolicy(BucketRow):
    type = "aws:s3/bucketPolicy:BucketPolicy"
    supported = ("bucket", "policy")
    create_call = "put_bucket_policy {Bucket: bucket, Policy: policy}"
    read_call = "get_bucket_policy {Bucket: id}"
    outputs = "{bucket: id, policy: Policy}"
    delete_call = "delete_bucket_policy {Bucket: id}"
    documents = ("policy",)


class BucketServerSideEncryptionConfiguration(BucketRow):
    type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    supported = (
        "bucket",
        "rules[].applyServerSideEncryptionByDefault.sseAlgorithm",
        "rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId",
        "rules[].bucketKeyEnabled",
    )
    create_call = """put_bucket_encryption {Bucket: bucket, ServerSideEncryptionConfiguration: {Rules: rules[].{
        BucketKeyEnabled: bucketKeyEnabled,
        ApplyServerSideEncryptionByDefault: applyServerSideEncryptionByDefault.{
            SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId}}}}"""
    read_call = "get_bucket_encryption {Bucket: id}"
    outputs = """{bucket: id, rules: ServerSideEncryptionConfiguration.Rules[].{
        bucketKeyEnabled: BucketKeyEnabled,
        applyServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault.{
            sseAlgorithm: SSEAlgorithm, kmsMasterKeyId: KMSMasterKeyID}}}"""
    delete_call = "delete_bucket_encryption {Bucket: id}"


class BucketCorsConfiguration(BucketRow):
    type = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
    supported = (
        "bucket",
        "corsRules[].id",
        "corsRules[].allowedMethods",
        "corsRules[].allowedOrigins",
        "corsRules[].allowedHeaders",
        "corsRules[].exposeHeaders",
        "corsRules[].maxAgeSeconds",
    )
    create_call = """put_bucket_cors {Bucket: bucket, CORSConfiguration: {CORSRules: corsRules[].{
        ID: id, AllowedMethods: allowedMethods, AllowedOrigins: allowedOrigins,
        AllowedHeaders: allowedHeaders, ExposeHeaders: exposeHeaders, MaxAgeSeconds: maxAgeSeconds}}}"""
    read_call = "get_bucket_cors {Bucket: id}"
    outputs = """{bucket: id, corsRules: CORSRules[].{
        id: ID, allowedMethods: AllowedMethods, allowedOrigins: AllowedOrigins,
        allowedHeaders: AllowedHeaders, exposeHeaders: ExposeHeaders, maxAgeSeconds: MaxAgeSeconds}}"""
    delete_call = "delete_bucket_cors {Bucket: id}"


class BucketObjectLockConfiguration(BucketRow):
    """How long new versions are locked. Object Lock cannot be taken from a bucket: deleting this takes the rule."""

    type = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    supported = ("bucket", "objectLockEnabled", "rule.defaultRetention.mode", "rule.defaultRetention.days", "rule.defaultRetention.years")
    replace_on = frozenset({"bucket", "objectLockEnabled"})
    defaults = {"objectLockEnabled": "Enabled"}
    create_call = """put_object_lock_configuration {Bucket: bucket, ObjectLockConfiguration: {
        ObjectLockEnabled: objectLockEnabled, Rule: rule.{DefaultRetention: defaultRetention.{Mode: mode, Days: days, Years: years}}}}"""
    read_call = "get_object_lock_configuration {Bucket: id}"
    outputs = """{bucket: id, objectLockEnabled: ObjectLockConfiguration.ObjectLockEnabled,
        rule: ObjectLockConfiguration.Rule.{defaultRetention: DefaultRetention.{mode: Mode, days: Days, years: Years}}}"""
    delete_call = "put_object_lock_configuration {Bucket: id, ObjectLockConfiguration: {ObjectLockEnabled: 'Enabled'}}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        """The emulation tells 0 of the unit that is not given."""
        live = super().read(aws, id, state)
        retention = ((live or {}).get("rule") or {}).get("defaultRetention") or {}
        given = {name: value for name, value in retention.items() if value}
        return {**live, "rule": {"defaultRetention": given} if given else None} if live else None
