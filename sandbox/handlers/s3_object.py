"""Objects that a program uploads, such as the files of a web page."""

import base64
from typing import Any
from urllib.parse import quote, urlencode

from botocore.client import BaseClient

from sandbox.handlers.handler import Handler, Properties, pages
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tags import tag_list, tag_map
from sandbox.wire import asset_bytes

HEADERS = Spelling(
    "contentType",
    "cacheControl",
    "contentDisposition",
    "contentEncoding",
    "metadata",
    "serverSideEncryption",
    "bucketKeyEnabled",
    kmsKeyId="SSEKMSKeyId",
)

COMPUTED = ("contentType", "serverSideEncryption", "bucketKeyEnabled")
"""Headers that stay as they are when the program does not say them."""


class BucketObject(Handler):
    type = "aws:s3/bucketObjectv2:BucketObjectv2"
    service = "s3"
    supported = (
        "bucket",
        "key",
        "source.*",
        "content",
        "contentBase64",
        "contentType",
        "cacheControl",
        "contentDisposition",
        "contentEncoding",
        "metadata.*",
        "serverSideEncryption",
        "kmsKeyId",
        "bucketKeyEnabled",
        "tags.*",
    )
    write_only = dict.fromkeys(
        ("source.*", "content", "contentBase64"), "S3 keeps the bytes, not where they came from; that they changed shows in `etag`"
    )
    replace_on = frozenset({"bucket", "key"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        headers = HEADERS.to_aws(inputs)
        if inputs.get("kmsKeyId"):
            headers["ServerSideEncryption"] = "aws:kms"
        if inputs.get("tags"):
            headers["Tagging"] = urlencode(inputs["tags"], quote_via=quote)
        aws.put_object(Bucket=inputs["bucket"], Key=inputs["key"], Body=content(inputs), **headers)
        return f"{inputs['bucket']}/{inputs['key']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        bucket, key = id.split("/", 1)
        live = aws.head_object(Bucket=bucket, Key=key)
        tags = tag_map(aws.get_object_tagging(Bucket=bucket, Key=key)["TagSet"])
        return {
            "bucket": bucket,
            "key": key,
            "arn": f"arn:aws:s3:::{id}",
            "etag": live["ETag"].strip('"'),
            "versionId": live.get("VersionId"),
            "tags": tags,
            "tagsAll": tags,
            **HEADERS.to_pulumi(live),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """A new version of the object, unless only its tags change."""
        wanted = {**{header: old.get(header) for header in COMPUTED}, **new}
        if _without_tags(old) != _without_tags(wanted):
            self.create(aws, wanted)
        elif new.get("tags"):
            aws.put_object_tagging(Bucket=new["bucket"], Key=new["key"], Tagging={"TagSet": tag_list(new)})
        else:
            aws.delete_object_tagging(Bucket=new["bucket"], Key=new["key"])

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        """Every version goes, as the provider does it: a delete marker alone would leave a bucket that cannot be deleted."""
        bucket, key = id.split("/", 1)
        for kind in ("Versions", "DeleteMarkers"):
            for each in pages(aws, "list_object_versions", kind, Bucket=bucket, Prefix=key):
                if each["Key"] == key:
                    aws.delete_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])


def content(inputs: Properties) -> bytes:
    """The bytes to store; an object without any source is empty."""
    if inputs.get("source"):
        return asset_bytes(inputs["source"])
    if inputs.get("contentBase64"):
        return base64.b64decode(inputs["contentBase64"])
    return str(inputs.get("content") or "").encode()


def _without_tags(inputs: Properties) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key not in ("tags", "tagsAll") and value not in (None, {}, "")}
