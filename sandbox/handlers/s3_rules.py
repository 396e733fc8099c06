"""What S3 does by itself with the objects of a bucket: remove and move them by age, and say so to EventBridge."""

from botocore.client import BaseClient

from sandbox.handlers.handler import Properties
from sandbox.handlers.s3_settings import BucketSetting
from sandbox.handlers.spelling import Spelling

LIFECYCLE = Spelling(
    rules=(
        "Rules",
        Spelling(
            "status",
            id="ID",
            filter=("Filter", Spelling("prefix", tag=("Tag", Spelling("key", "value")))),
            expiration=("Expiration", Spelling("days", "expiredObjectDeleteMarker")),
            noncurrentVersionExpiration=("NoncurrentVersionExpiration", Spelling("noncurrentDays")),
            abortIncompleteMultipartUpload=("AbortIncompleteMultipartUpload", Spelling("daysAfterInitiation")),
            transitions=("Transitions", Spelling("days", "storageClass")),
            noncurrentVersionTransitions=("NoncurrentVersionTransitions", Spelling("noncurrentDays", "storageClass")),
        ),
    )
)


class BucketLifecycleConfiguration(BucketSetting):
    type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    supported = (
        "bucket",
        "rules[].id",
        "rules[].status",
        "rules[].filter.prefix",
        "rules[].filter.tag.key",
        "rules[].filter.tag.value",
        "rules[].expiration.days",
        "rules[].expiration.expiredObjectDeleteMarker",
        "rules[].noncurrentVersionExpiration.noncurrentDays",
        "rules[].abortIncompleteMultipartUpload.daysAfterInitiation",
        "rules[].transitions[].days",
        "rules[].transitions[].storageClass",
        "rules[].noncurrentVersionTransitions[].noncurrentDays",
        "rules[].noncurrentVersionTransitions[].storageClass",
    )

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        rules = [{"Filter": {"Prefix": ""}, **rule} for rule in LIFECYCLE.to_aws(inputs)["Rules"]]  # S3 refuses a rule without a filter
        aws.put_bucket_lifecycle_configuration(Bucket=inputs["bucket"], LifecycleConfiguration={"Rules": rules})
        return str(inputs["bucket"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        return {"bucket": id, **LIFECYCLE.to_pulumi(aws.get_bucket_lifecycle_configuration(Bucket=id))}

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_bucket_lifecycle(Bucket=id)


class BucketNotification(BucketSetting):
    """Whether the bucket's events go to EventBridge. Deleting it leaves a bucket that tells nobody."""

    type = "aws:s3/bucketNotification:BucketNotification"
    supported = ("bucket", "eventbridge")
    defaults = {"eventbridge": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        listeners = ["EventBridgeConfiguration"] if inputs["eventbridge"] else []
        aws.put_bucket_notification_configuration(Bucket=inputs["bucket"], NotificationConfiguration={each: {} for each in listeners})
        return str(inputs["bucket"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        listeners = aws.get_bucket_notification_configuration(Bucket=id)
        return {"bucket": id, "eventbridge": "EventBridgeConfiguration" in listeners}

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.put_bucket_notification_configuration(Bucket=id, NotificationConfiguration={})
