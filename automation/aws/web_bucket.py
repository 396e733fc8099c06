"""Publishes a web page: the bucket behind it, and the CloudFront distribution in front of it.

Files first, pages after them, then what is stale goes, and CloudFront is told last. Interrupted anywhere, the next run goes on.
"""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from automation.deploying.web_files import WebFile, WebFolder, read_folder
from automation.deploying.web_page import NO_RECORD, RECORD, Record, SyncPlan, plan_sync, published
from automation.exits import Exit, Stop

AT_ONCE = 8
"""Uploads side by side; botocore keeps ten connections."""
A_DELETION = 1_000
"""Keys of one request (S3 API reference, DeleteObjects)."""

Tell = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What a run did."""

    uploaded: int
    deleted: int
    unchanged: int
    invalidation: str | None
    """Id of what CloudFront was asked to forget; None where nothing had changed."""


@dataclass(frozen=True, kw_only=True)
class WebBucket:
    """A bucket and who shows it, as far as publishing needs them."""

    s3: Any
    cloudfront: Any
    bucket: str
    distribution_id: str

    def plan(self, folder: WebFolder, kept: Collection[str]) -> SyncPlan:
        """One request per 1,000 objects; one more where something has changed."""
        listing = dict(self._listing())
        etag = listing.pop(RECORD, None)
        should_be = published(folder, listing, kept)
        found = should_be if etag == should_be.etag else self._record() if etag else NO_RECORD
        return plan_sync(folder, listing, found, kept)

    def carry_out(self, plan: SyncPlan, folder: Path, tell: Tell) -> Synced:
        """Raises Stop; what is done by then is not done again."""
        if plan.is_empty:
            return Synced(uploaded=0, deleted=0, unchanged=plan.unchanged, invalidation=None)
        if plan.uploads or plan.deletions:
            self._note(plan.opened)
        self._upload(plan.uploads, folder, tell)
        self._delete(plan.deletions, tell)
        invalidation = self._invalidate(plan.invalidation)
        self._note(plan.closed)
        return Synced(uploaded=len(plan.uploads), deleted=len(plan.deletions), unchanged=plan.unchanged, invalidation=invalidation)

    def _listing(self) -> Iterator[tuple[str, str]]:
        """Keys and ETags."""
        more: dict[str, str] = {}
        while True:
            page = self.s3.list_objects_v2(Bucket=self.bucket, **more)
            yield from ((each["Key"], each["ETag"].strip('"')) for each in page.get("Contents", []))
            if not page["IsTruncated"]:
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _record(self) -> Record:
        return Record.of(self.s3.get_object(Bucket=self.bucket, Key=RECORD)["Body"].read())

    def _note(self, record: Record) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=RECORD, Body=record.content, ContentType="text/plain", CacheControl="no-store")

    def _upload(self, files: Sequence[WebFile], folder: Path, tell: Tell) -> None:
        pages = [each for each in files if each.is_page]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for rank in ([each for each in files if not each.is_page], pages):
                for done in threads.map(lambda each: self._put(each, folder), rank):
                    tell(f"uploaded {done.key}")

    def _put(self, file: WebFile, folder: Path) -> WebFile:
        """S3 refuses contents that have changed since they were looked at."""
        with (folder / file.key).open("rb") as body:
            self.s3.put_object(
                Bucket=self.bucket,
                Key=file.key,
                Body=body,
                ContentMD5=b64encode(bytes.fromhex(file.md5)).decode(),
                ContentType=file.content_type,
                CacheControl=file.cache_control,
            )
        return file

    def _delete(self, keys: Sequence[str], tell: Tell) -> None:
        for start in range(0, len(keys), A_DELETION):
            part = keys[start : start + A_DELETION]
            answer = self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in part], "Quiet": True})
            if refused := answer.get("Errors"):
                first = refused[0]
                raise Stop(Exit.PARTLY_DONE, _partly(f"S3 keeps {len(refused)} that should go, such as {first['Key']} ({first['Code']})"))
            for key in part:
                tell(f"deleted {key}")

    def _invalidate(self, paths: Sequence[str]) -> str:
        """The reference is new each time: to one that it knows, CloudFront answers with what it did then."""
        batch = {"Paths": {"Quantity": len(paths), "Items": list(paths)}, "CallerReference": f"clientenv-{uuid4().hex}"}
        return str(self.cloudfront.create_invalidation(DistributionId=self.distribution_id, InvalidationBatch=batch)["Invalidation"]["Id"])


def plan_web(session: boto3.Session, bucket: str, distribution_id: str, folder: Path, *, kept: Collection[str]) -> SyncPlan:
    """What `sync_web` would do; changes nothing. Raises Stop."""
    with _told(changing=False):
        return _web_bucket(session, bucket, distribution_id).plan(read_folder(folder), kept)


def sync_web(session: boto3.Session, bucket: str, distribution_id: str, folder: Path, tell: Tell, *, kept: Collection[str]) -> Synced:
    """Publishes the folder; `kept` are the keys that the program has placed (`placed_by_program`). Raises Stop.

    May be run again at any time; when nothing has changed, that costs a request per 1,000 files.
    """
    plan = plan_web(session, bucket, distribution_id, folder, kept=kept)
    with _told(changing=True):
        return _web_bucket(session, bucket, distribution_id).carry_out(plan, folder, tell)


def _web_bucket(session: boto3.Session, bucket: str, distribution_id: str) -> WebBucket:
    return WebBucket(s3=session.client("s3"), cloudfront=session.client("cloudfront"), bucket=bucket, distribution_id=distribution_id)


@contextmanager
def _told(*, changing: bool) -> Iterator[None]:
    """AWS's and the disk's words, and what to do next."""
    try:
        yield
    except (BotoCoreError, ClientError, OSError) as error:
        if changing:
            raise Stop(Exit.PARTLY_DONE, _partly(str(error))) from error
        raise Stop(Exit.FAULT, f"The web page cannot be compared with its bucket: {error} Nothing of the page was changed.") from error


def _partly(why: str) -> str:
    return f"The web page is published in part: {why}. Run the same command again: it goes on from there."
