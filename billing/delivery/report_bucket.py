"""The report bucket: where drafts, documents, reports and certificates lie. What is final is locked, each object with its own date."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

CONTENT_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
LINK_SECONDS = 7 * 24 * 3600
"""Longest life of a presigned link (Signature Version 4); one that a role has signed ends with the role's session."""
HASH = "sha256"
"""Metadata of each object: SHA-256 of its content, in hexadecimal."""
FINAL = ("documents/", "certificates/")
"""Prefixes of what never changes."""
LOCK_DAYS = 3_653
"""Ten years: what tax laws ask for where they ask for most."""


def locked_from(moment: datetime) -> datetime:
    """Until when no version that is written at that moment can be deleted."""
    return moment.replace(microsecond=0) + timedelta(days=LOCK_DAYS)


class ReportBucket:
    """Takes an S3 client. Its key is the bucket's default one.

    `locked_until` is for what is final; None where the bucket has no Object Lock. The lock is in mode GOVERNANCE: it stops commands,
    functions and slips of the hand; who has the permission `s3:BypassGovernanceRetention`, which nothing here has, can lift it where the
    law asks for that. Writing under a lock takes the permission `s3:PutObjectRetention` besides `s3:PutObject`.
    """

    def __init__(self, s3: Any, bucket: str, locked_until: datetime | None = None) -> None:
        self._s3, self.name, self._locked_until = s3, bucket, locked_until

    def put(self, files: Mapping[str, bytes]) -> list[str]:
        """Stores each file that is not there with the same bytes already, and returns the names of those."""
        written = []
        for name, content in files.items():
            digest = sha256(content).hexdigest()
            if self._digest(name) != digest:
                self._put(name, content, digest)
                written.append(name)
        return written

    def get(self, name: str) -> bytes:
        """The latest version. Raises KeyError where there is none."""
        try:
            return bytes(self._s3.get_object(Bucket=self.name, Key=name)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise KeyError(name) from error
            raise

    def names(self, prefix: str) -> Iterator[str]:
        """Names that begin so, in order."""
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
            yield from (each["Key"] for each in page.get("Contents", []))

    def link(self, name: str, seconds: int = LINK_SECONDS) -> str:
        """A link with which anybody reads the file until it ends."""
        place = {"Bucket": self.name, "Key": name}
        return str(self._s3.generate_presigned_url("get_object", Params=place, ExpiresIn=seconds))

    def _put(self, name: str, content: bytes, digest: str) -> None:
        """With a checksum, without which S3 takes nothing under a lock."""
        kind = CONTENT_TYPES[name.rpartition(".")[2]]
        self._s3.put_object(
            Bucket=self.name,
            Key=name,
            Body=content,
            ContentType=kind,
            Metadata={HASH: digest},
            ChecksumAlgorithm="SHA256",
            **self._lock(name),
        )

    def _lock(self, name: str) -> dict[str, Any]:
        if self._locked_until is None or not name.startswith(FINAL):
            return {}
        return {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": self._locked_until}

    def _digest(self, name: str) -> str | None:
        try:
            return str(self._s3.head_object(Bucket=self.name, Key=name)["Metadata"].get(HASH))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "403"):
                return None
            raise
