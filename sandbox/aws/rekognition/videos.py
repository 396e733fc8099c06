"""The video behind a job: looked up and measured through S3, as Rekognition would with the caller's rights."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws import moto_inside
from sandbox.aws.errors import AwsError
from sandbox.aws.inside import InsideClients
from sandbox.aws.rekognition.jobs import Order
from sandbox.aws.rekognition.mp4 import NotAVideo, VideoFacts, video_facts
from sandbox.aws.rekognition.notices import PRINCIPAL

BLOCK = 64 * 1024
"""Bytes that are read at once."""
_UNSEEN = "Unable to get object metadata from S3. Check object key, region and/or access permissions."


class Videos:
    """Reads objects for jobs."""

    def __init__(self, clients: InsideClients) -> None:
        self._clients = clients

    def look(self, order: Order, max_bytes: int) -> str:
        """ETag of the object. Raises AwsError InvalidS3ObjectException when the account cannot see it in this region, VideoTooLarge."""
        bucket = order.video["Bucket"]
        try:
            if moto_inside.bucket_owner(bucket) != order.account or self._region(order) != order.region:
                raise AwsError("InvalidS3ObjectException", _UNSEEN)
            head = self._s3(order).head_object(**_object(order))
        except ClientError:
            raise AwsError("InvalidS3ObjectException", _UNSEEN) from None
        if head["ContentLength"] > max_bytes:
            size = head["ContentLength"]
            raise AwsError("VideoTooLargeException", f"The video has {size} bytes, more than the {max_bytes} that are allowed.")
        return str(head["ETag"])

    def measure(self, order: Order) -> VideoFacts:
        """Read the video's boxes. Raises NotAVideo, also when it has been deleted meanwhile."""
        s3, what = self._s3(order), _object(order)

        @cache
        def block(number: int) -> bytes:
            """Most boxes that are looked at lie side by side: one answer of S3 holds the heads of many."""
            first, last = number * BLOCK, min((number + 1) * BLOCK, size) - 1
            return bytes(s3.get_object(**what, Range=f"bytes={first}-{last}")["Body"].read())

        def read(offset: int, length: int) -> bytes:
            end = min(offset + length, size)
            if offset >= end:
                return b""
            first = offset // BLOCK
            return b"".join(map(block, range(first, (end - 1) // BLOCK + 1)))[offset - first * BLOCK :][: end - offset]

        try:
            size = s3.head_object(**what)["ContentLength"]
            return video_facts(read, size)
        except ClientError as error:
            raise NotAVideo(f"the object cannot be read any more ({error.response['Error']['Code']})") from None

    def _s3(self, order: Order) -> Any:
        return self._clients.client("s3", order.account, order.region, PRINCIPAL)

    def _region(self, order: Order) -> str:
        location = self._s3(order).get_bucket_location(Bucket=order.video["Bucket"])["LocationConstraint"]
        return location or "us-east-1"


def _object(order: Order) -> dict[str, str]:
    version = {"VersionId": order.video["Version"]} if "Version" in order.video else {}
    return {"Bucket": order.video["Bucket"], "Key": order.video["Name"], **version}
