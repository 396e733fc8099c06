"""What happened to objects: one event for each that was made or deleted, told after the call that did it succeeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from werkzeug.wrappers import Response

from sandbox.aws.gate import Gate
from sandbox.aws.inside import InsideClients
from sandbox.aws.request import AwsRequest


@dataclass(frozen=True, kw_only=True)
class ObjectCreated:
    """An object, or a new version of one, is there."""

    account: str
    """Account that owns the bucket."""
    region: str
    """Region of the bucket."""
    bucket: str
    """Bucket's name."""
    key: str
    """Object's key, decoded."""
    version_id: str
    """Version, empty in a bucket without versioning."""
    size: int
    """Bytes."""
    etag: str
    """ETag without quotes."""
    reason: str
    """Call that made it, in EventBridge's words: PutObject, POST Object, CopyObject, CompleteMultipartUpload."""
    requester: str
    """Account of whoever made the call."""
    request_id: str
    """Id of that call."""
    at: datetime
    """The sandbox's time, UTC."""


@dataclass(frozen=True, kw_only=True)
class ObjectDeleted:
    """An object, or a version, is gone, or hidden by a delete marker."""

    account: str
    """Account that owns the bucket."""
    region: str
    """Region of the bucket."""
    bucket: str
    """Bucket's name."""
    key: str
    """Object's key, decoded."""
    version_id: str
    """Version that was deleted, or the delete marker's; empty in a bucket without versioning."""
    marker: bool
    """Whether a delete marker was made and the data is still there."""
    requester: str
    """Account of whoever made the call."""
    request_id: str
    """Id of that call."""
    at: datetime
    """The sandbox's time, UTC."""


_CREATE = {
    "PutObject": "PutObject",
    "PostObject": "POST Object",
    "CopyObject": "CopyObject",
    "CompleteMultipartUpload": "CompleteMultipartUpload",
}


class S3Objects:
    """Listens to the gate and tells its own listeners about objects, in the thread of the call."""

    def __init__(self, gate: Gate, clients: InsideClients) -> None:
        self._clients = clients
        self._created: list[Callable[[ObjectCreated], None]] = []
        self._deleted: list[Callable[[ObjectDeleted], None]] = []
        self._regions: dict[str, str] = {}
        gate.on(self._look)

    def on_created(self, listener: Callable[[ObjectCreated], None]) -> None:
        """Tell `listener` about every new object, whether or not its bucket sends notifications."""
        self._created.append(listener)

    def on_deleted(self, listener: Callable[[ObjectDeleted], None]) -> None:
        """Tell `listener` about every deletion."""
        self._deleted.append(listener)

    def _look(self, request: AwsRequest, response: Response) -> None:
        if request.service != "s3":
            return
        if request.action == "DeleteBucket":
            self._regions.pop(request.bucket, None)
        elif request.action in _CREATE and self._created:
            self._tell_created(request, response)
        elif request.action == "DeleteObject":
            marker = response.headers.get("x-amz-delete-marker") == "true"
            self._tell_deleted(request, request.key, _version(response), marker)
        elif request.action == "DeleteObjects":
            for key, version, marker in _deleted_in(response):
                self._tell_deleted(request, key, version, marker)

    def _tell_created(self, request: AwsRequest, response: Response) -> None:
        s3 = self._clients.client("s3", request.account)
        version = _version(response)
        head = s3.head_object(Bucket=request.bucket, Key=request.key, **({"VersionId": version} if version else {}))
        event = ObjectCreated(
            account=request.account,
            region=self._region(request),
            bucket=request.bucket,
            key=request.key,
            version_id=version,
            size=head["ContentLength"],
            etag=head["ETag"].strip('"'),
            reason=_CREATE[request.action],
            requester=request.caller.account,
            request_id=request.request_id,
            at=request.at,
        )
        for listener in self._created:
            listener(event)

    def _tell_deleted(self, request: AwsRequest, key: str, version_id: str, marker: bool) -> None:
        if not self._deleted:
            return
        event = ObjectDeleted(
            account=request.account,
            region=self._region(request),
            bucket=request.bucket,
            key=key,
            version_id=version_id,
            marker=marker,
            requester=request.caller.account,
            request_id=request.request_id,
            at=request.at,
        )
        for listener in self._deleted:
            listener(event)

    def _region(self, request: AwsRequest) -> str:
        """The bucket's region: a presigned URL may have been signed for another one."""
        if request.bucket not in self._regions:
            location = self._clients.client("s3", request.account).get_bucket_location(Bucket=request.bucket)
            self._regions[request.bucket] = location["LocationConstraint"] or "us-east-1"
        return self._regions[request.bucket]


def _version(response: Response) -> str:
    """moto calls the version `null` in a bucket that has none."""
    version: str = response.headers.get("x-amz-version-id", "")
    return "" if version == "null" else version


def _deleted_in(response: Response) -> list[tuple[str, str, bool]]:
    """(key, version, whether a marker was made) of each deletion in a DeleteObjects answer."""
    found = []
    for deleted in ElementTree.fromstring(response.get_data()).iterfind("{*}Deleted"):
        marker = deleted.findtext("{*}DeleteMarker") == "true"
        version = deleted.findtext("{*}DeleteMarkerVersionId" if marker else "{*}VersionId") or ""
        found.append((deleted.findtext("{*}Key") or "", version, marker))
    return found
