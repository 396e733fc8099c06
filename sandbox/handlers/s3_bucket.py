"""S3 buckets themselves; their settings are types of their own (`s3_settings.py`)."""

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.tags import tag_list, tag_map


class Bucket(Handler):
    type = "aws:s3/bucket:Bucket"
    service = "s3"
    name_input = "bucket"
    longest_name = 63
    lower_case = True
    supported = ("bucket", "forceDestroy", "objectLockEnabled", "tags.*")
    write_only = {"forceDestroy": "a promise of the program; AWS does not know it"}
    replace_on = frozenset({"bucket", "objectLockEnabled"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": aws.meta.region_name}}
        locked = {"ObjectLockEnabledForBucket": True} if inputs.get("objectLockEnabled") else {}
        aws.create_bucket(Bucket=inputs["bucket"], **({} if aws.meta.region_name == "us-east-1" else elsewhere), **locked)
        self.update(aws, inputs["bucket"], {}, inputs)
        return str(inputs["bucket"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        aws.head_bucket(Bucket=id)
        tags = bucket_tags(aws, id)
        region = aws.get_bucket_location(Bucket=id)["LocationConstraint"] or "us-east-1"
        return {
            "bucket": id,
            "arn": f"arn:aws:s3:::{id}",
            "bucketDomainName": f"{id}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{id}.s3.{region}.amazonaws.com",
            "objectLockEnabled": has_object_lock(aws, id) or None,  # left out by programs that want none, as an import must find it
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        if new.get("tags"):
            aws.put_bucket_tagging(Bucket=id, Tagging={"TagSet": tag_list(new)})
        elif old.get("tags"):
            aws.delete_bucket_tagging(Bucket=id)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        if state.get("forceDestroy"):
            empty(aws, id, unlocking=bool(state.get("objectLockEnabled")))
        aws.delete_bucket(Bucket=id)


def bucket_tags(aws: BaseClient, bucket: str) -> dict[str, str]:
    try:
        return tag_map(aws.get_bucket_tagging(Bucket=bucket)["TagSet"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchTagSet":
            return {}
        raise


def has_object_lock(aws: BaseClient, bucket: str) -> bool:
    """Whether versions in the bucket can be locked."""
    try:
        return bool(aws.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ObjectLockConfigurationNotFoundError":
            return False
        raise


def empty(aws: BaseClient, bucket: str, *, unlocking: bool = False) -> None:
    """Every version and delete marker goes, a thousand a request (the most that S3 takes); with `unlocking` governed ones too."""
    versions = [*pages(aws, "list_object_versions", "Versions", Bucket=bucket)]
    markers = [*pages(aws, "list_object_versions", "DeleteMarkers", Bucket=bucket)]
    doomed = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions + markers]
    for start in range(0, len(doomed), 1000):
        governed = {"BypassGovernanceRetention": True} if unlocking else {}
        aws.delete_objects(Bucket=bucket, Delete={"Objects": doomed[start : start + 1000], "Quiet": True}, **governed)
