"""S3 as the clean-up meets it, in memory: versions and delete markers, multipart uploads, pages, refusals. Requests are counted."""
# ruff: noqa: N803 - boto3's names

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.lambdas.rekognition import refused

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MOST = 1000
"""Entries that S3 lists or deletes in one request."""


@dataclass(frozen=True)
class Stored:
    """A version, or a delete marker where there is no size."""

    bucket: str
    key: str
    id: str
    at: datetime
    size: int | None
    number: int

    @property
    def is_marker(self) -> bool:
        return self.size is None

    @property
    def order(self) -> tuple[datetime, int]:
        """Newest last. S3 takes a multipart upload for as old as its beginning."""
        return (self.at, self.number)


@dataclass(frozen=True)
class Upload:
    bucket: str
    key: str
    id: str
    at: datetime


class ObjectStore:
    """Buckets in which every write makes a version."""

    def __init__(self, now: Callable[[], datetime], page: int = MOST) -> None:
        self.now = now
        self.page = page
        """Entries on one page, however many are asked for."""
        self.requests: Counter[str] = Counter()
        self.before: Callable[[str], None] = lambda name: None
        """Told of each request before it happens."""
        self.refuses: Callable[[str, str], str | None] = lambda key, version: None
        """Code with which S3 refuses to delete a version."""
        self._versions: dict[str, dict[str, dict[str, Stored]]] = {}
        self._ever: dict[tuple[str, str, str], Stored] = {}
        self._uploads: dict[str, Upload] = {}
        self._number = 0

    # what clients do

    def put(self, bucket: str, key: str, *, at: datetime | None = None, size: int = 1, id: str = "") -> Stored:
        return self._store(bucket, key, at, size, id)

    def hide(self, bucket: str, key: str, *, at: datetime | None = None) -> Stored:
        """A delete without a version: a marker."""
        return self._store(bucket, key, at, None, "")

    def begin(self, bucket: str, key: str, *, at: datetime | None = None) -> Upload:
        """A multipart upload begins."""
        self._number += 1
        upload = Upload(bucket, key, f"u{self._number:08}", _seconds(at or self.now()))
        self._uploads[upload.id] = upload
        return upload

    def complete(self, upload: Upload) -> Stored | None:
        """The object of an upload, unless it was aborted."""
        return self._store(upload.bucket, upload.key, upload.at, 1, "") if self._uploads.pop(upload.id, None) else None

    # what is there

    def all(self) -> set[Stored]:
        return {each for keys in self._versions.values() for versions in keys.values() for each in versions.values()}

    def ever(self) -> set[Stored]:
        """All that was ever there."""
        return set(self._ever.values())

    def uploads(self) -> set[Upload]:
        return set(self._uploads.values())

    def shown(self) -> set[tuple[str, str]]:
        """Bucket and key of objects that a plain list shows: those whose newest version is no marker."""
        newest = [max(versions.values(), key=lambda each: each.order) for keys in self._versions.values() for versions in keys.values()]
        return {(each.bucket, each.key) for each in newest if not each.is_marker}

    # what the start asks for

    def head_object(self, *, Bucket: str, Key: str) -> Any:
        """404 is all that HeadObject says of what is not there."""
        if (Bucket, Key) not in self.shown():
            raise refused("404", "HeadObject")
        return {}

    # what the clean-up asks for

    def list_object_versions(self, *, Bucket: str, Prefix: str, MaxKeys: int, KeyMarker: str = "", VersionIdMarker: str = "") -> Any:
        self._asked("list_object_versions")
        assert MaxKeys <= MOST
        rows = self._after(Bucket, KeyMarker, VersionIdMarker, Prefix)
        shown = [row for _, row in zip(range(min(self.page, MaxKeys)), rows, strict=False)]
        reply: dict[str, Any] = {"IsTruncated": next(rows, None) is not None}
        if reply["IsTruncated"]:
            reply |= {"NextKeyMarker": shown[-1].key, "NextVersionIdMarker": shown[-1].id}
        told = [({"Key": each.key, "VersionId": each.id, "LastModified": each.at}, each.size) for each in shown]
        found = {
            "Versions": [row | {"Size": size} for row, size in told if size is not None],
            "DeleteMarkers": [row for row, size in told if size is None],
        }
        return reply | {name: listed for name, listed in found.items() if listed}

    def list_objects_v2(self, *, Bucket: str, Prefix: str) -> Any:
        """Of the newest versions, the first thousand."""
        self._asked("list_objects_v2")
        newest = (max(self._versions[Bucket][key].values(), key=lambda each: each.order) for key in sorted(self._versions[Bucket]))
        shown = [each for each in newest if each.key.startswith(Prefix) and not each.is_marker]
        return {"Contents": [{"Key": each.key, "LastModified": each.at} for each in shown[:MOST]]}

    def delete_objects(self, *, Bucket: str, Delete: dict[str, Any]) -> Any:
        self._asked("delete_objects")
        entries = Delete["Objects"]
        if not 0 < len(entries) <= MOST or any(NOT_IN_XML.search(entry["Key"]) for entry in entries):
            raise refused("MalformedXML", "DeleteObjects")
        errors = []
        for entry in entries:
            if code := self._delete(Bucket, **entry):
                errors.append(entry | {"Code": code, "Message": f"{entry['Key']} stays"})
        done = {} if Delete.get("Quiet") else {"Deleted": entries}
        return done | ({"Errors": errors} if errors else {})

    def delete_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Any:
        self._asked("delete_object")
        if code := self._delete(Bucket, Key, VersionId):
            raise refused(code, "DeleteObject", f"{Key} stays")
        return {}

    def list_multipart_uploads(self, *, Bucket: str, Prefix: str, MaxUploads: int, KeyMarker: str = "", UploadIdMarker: str = "") -> Any:
        self._asked("list_multipart_uploads")
        assert MaxUploads <= MOST
        begun = sorted((each for each in self._uploads.values() if each.bucket == Bucket), key=lambda each: (each.key, each.id))
        rows = [each for each in begun if each.key.startswith(Prefix) and (each.key, each.id) > (KeyMarker, UploadIdMarker)]
        shown = rows[: min(self.page, MaxUploads)]
        reply: dict[str, Any] = {"IsTruncated": len(rows) > len(shown)}
        if reply["IsTruncated"]:
            reply |= {"NextKeyMarker": shown[-1].key, "NextUploadIdMarker": shown[-1].id}
        return reply | {"Uploads": [{"Key": each.key, "UploadId": each.id, "Initiated": each.at} for each in shown]}

    def abort_multipart_upload(self, *, Bucket: str, Key: str, UploadId: str) -> Any:
        self._asked("abort_multipart_upload")
        found = self._uploads.get(UploadId)
        if found is None or (found.bucket, found.key) != (Bucket, Key):
            raise refused("NoSuchUpload", "AbortMultipartUpload")
        if code := self.refuses(Key, UploadId):
            raise refused(code, "AbortMultipartUpload", f"{Key} stays")
        del self._uploads[UploadId]
        return {}

    # how it is done

    def _asked(self, name: str) -> None:
        self.requests[name] += 1
        self.before(name)

    def _store(self, bucket: str, key: str, at: datetime | None, size: int | None, id: str) -> Stored:
        self._number += 1
        stored = Stored(bucket, key, id or f"v{self._number:08}", _seconds(at or self.now()), size, self._number)
        self._versions.setdefault(bucket, {}).setdefault(key, {})[stored.id] = stored
        self._ever[bucket, key, stored.id] = stored
        return stored

    def _after(self, bucket: str, key: str, version: str, prefix: str) -> Iterator[Stored]:
        """Versions below the prefix that follow this one, by key and from new to old."""
        keys = sorted(self._versions.get(bucket, {}))
        if key:
            passed = self._ever[bucket, key, version].order
            yield from (each for each in self._newest_first(bucket, key) if each.order < passed)
        for other in keys[bisect_right(keys, key) if key else 0 :]:
            if other.startswith(prefix):
                yield from self._newest_first(bucket, other)

    def _newest_first(self, bucket: str, key: str) -> list[Stored]:
        return sorted(self._versions[bucket].get(key, {}).values(), key=lambda each: each.order, reverse=True)

    def _delete(self, bucket: str, Key: str, VersionId: str = "") -> str | None:
        if not VersionId:
            self.hide(bucket, Key)
            return None
        if code := self.refuses(Key, VersionId):
            return code
        versions = self._versions.get(bucket, {}).get(Key, {})
        versions.pop(VersionId, None)
        if not versions:
            self._versions.get(bucket, {}).pop(Key, None)
        return None


def _seconds(moment: datetime) -> datetime:
    """S3 tells whole seconds."""
    return moment.replace(microsecond=0)
