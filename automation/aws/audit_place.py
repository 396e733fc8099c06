"""Where audit records are kept: in the report bucket, in a bucket of their own, or in a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from billing.delivery.report_bucket import ReportBucket

PREFIX = "audit/"
"""Of audit records in the report bucket. The functions may not write there, and every version stays."""
S3 = "s3://"


class AuditPlace(Protocol):
    """Takes records and gives none back."""

    @property
    def text(self) -> str:
        """The place, as people write it."""

    def keep(self, name: str, content: bytes) -> None:
        """Raises whatever the place raises where it cannot."""


@dataclass(frozen=True, kw_only=True)
class BucketPlace:
    """Names that begin alike, in a bucket."""

    bucket: ReportBucket
    prefix: str = PREFIX

    @property
    def text(self) -> str:
        return f"{S3}{self.bucket.name}/{self.prefix}"

    def keep(self, name: str, content: bytes) -> None:
        self.bucket.put({self.prefix + name: content})


@dataclass(frozen=True, kw_only=True)
class FolderPlace:
    """A folder on this machine, or one that is mounted there."""

    folder: Path

    @property
    def text(self) -> str:
        return str(self.folder)

    def keep(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)


def audit_place(named: str | None, default: AuditPlace, s3: Callable[[], Any]) -> AuditPlace:
    """The place that the setting `auditPlace` names, or the default. `s3` makes a client for another bucket."""
    if named is None:
        return default
    if not named.startswith(S3):
        return FolderPlace(folder=Path(named).expanduser())
    bucket, _, prefix = named.removeprefix(S3).partition("/")
    prefix = prefix.strip("/")
    return BucketPlace(bucket=ReportBucket(s3(), bucket), prefix=f"{prefix}/" if prefix else "")


def own_s3() -> Any:
    """A client with the credentials of whoever typed the command."""
    import boto3  # most commands need none

    return boto3.Session().client("s3")
