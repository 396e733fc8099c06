"""What publishing a web page comes to: which files go up, which objects go, and what CloudFront is told to forget.

The program places `index.html`; all else of the folder is published from here, and what the program has placed is left alone.

A listing tells keys and ETags, but no headers, and nothing tells what CloudFront knows. So a record lies in the bucket: a digest a file,
over its key, contents and headers. It is open from before the first change until CloudFront was told. Its own ETag stands in the listing:
where it is the one of what should be there, nothing else has to be asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5, sha256
from typing import Any, Self
from urllib.parse import quote

from automation.deploying.web_files import INDEX, WebFile, WebFolder

RECORD = ".published"
"""Key of the record. Nobody's file: hidden ones are not published."""
OPEN, CLOSED = "open", "closed"
MOST_PATHS = 30
"""Paths that CloudFront is told one by one; beyond, it forgets everything, which counts as one path. The first 1,000 paths a month and
account are free (aws.amazon.com/cloudfront/pricing)."""
EVERYTHING = ("/*",)
OBJECTS = ("aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject")


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is known to be published, and whether CloudFront knows it."""

    closed: bool
    """False while files are under way, and for good where that was interrupted."""
    digests: frozenset[str]
    """One a file. Digests, for the record lies where everybody may read it, and nobody is to learn a name that no page tells."""

    @property
    def content(self) -> bytes:
        """The same record has the same bytes."""
        return "\n".join([CLOSED if self.closed else OPEN, *sorted(self.digests), ""]).encode()

    @property
    def etag(self) -> str:
        return md5(self.content).hexdigest()

    @classmethod
    def of(cls, content: bytes) -> Self:
        """What is no record counts as an open one of nothing."""
        state, *digests = content.decode(errors="replace").split("\n")
        return cls(closed=state == CLOSED, digests=frozenset(filter(None, digests)))


NO_RECORD = Record(closed=False, digests=frozenset())
"""Before the first time."""


@dataclass(frozen=True, kw_only=True)
class SyncPlan:
    """What is to be done, in this order."""

    uploads: tuple[WebFile, ...]
    """New, changed, or published with other headers; pages last."""
    deletions: tuple[str, ...]
    """Keys of objects that are no file of the folder any more."""
    invalidation: tuple[str, ...]
    """Paths that CloudFront is to forget; none where nothing changed."""
    unchanged: int
    """Files that are published as they are."""
    left_out: tuple[str, ...]
    """Files of the folder that are not published."""
    opened: Record
    """The record while files are under way: what is published once they are, as far as the listing can tell then."""
    closed: Record
    """The record when CloudFront has been told."""

    @property
    def is_empty(self) -> bool:
        return not self.invalidation

    def as_record(self) -> dict[str, Any]:
        return {
            "uploads": [
                {"key": each.key, "bytes": each.size, "type": each.content_type, "cache": each.cache_control} for each in self.uploads
            ],
            "deletions": list(self.deletions),
            "invalidation": list(self.invalidation),
            "unchanged": self.unchanged,
            "left_out": list(self.left_out),
        }

    def as_text(self) -> str:
        """A line a file; one for the rest."""
        lines = [f"  upload  {each.key}  ({each.content_type}; {each.cache_control})" for each in self.uploads]
        lines += [f"  delete  {key}" for key in self.deletions]
        lines += [f"  left out  {name}" for name in self.left_out]
        told = "nothing" if self.is_empty else ", ".join(self.invalidation)
        return "\n".join([*lines, f"  {self.unchanged} unchanged; CloudFront forgets {told}"])


def plan_sync(folder: WebFolder, listing: Mapping[str, str], found: Record, kept: Collection[str]) -> SyncPlan:
    """`listing`: key to ETag of the bucket's objects, without the record. `kept`: keys that the program has placed."""
    files = [each for each in folder.files if each.key not in kept]
    uploads = [each for each in files if listing.get(each.key) != each.md5 or _digest(each) not in found.digests]
    deletions = sorted(listing.keys() - {each.key for each in files} - set(kept))
    closed = published(folder, listing, kept)
    new_bytes = {_digest(each) for each in uploads if listing.get(each.key) != each.md5}
    return SyncPlan(
        uploads=tuple(sorted(uploads, key=lambda each: (each.is_page, each.key))),
        deletions=tuple(deletions),
        invalidation=_invalidation([*(each.key for each in uploads), *deletions, *_changed(listing, found, kept)], found, closed),
        unchanged=len(files) - len(uploads),
        left_out=folder.left_out,
        opened=Record(closed=False, digests=(closed.digests & found.digests) | new_bytes),
        closed=closed,
    )


def published(folder: WebFolder, listing: Mapping[str, str], kept: Collection[str]) -> Record:
    """The record of a bucket that holds this folder beside what the program has placed."""
    ours = {_digest(each) for each in folder.files if each.key not in kept}
    theirs = {_digest_of(key, listing[key]) for key in kept if key in listing}
    return Record(closed=True, digests=frozenset(ours | theirs))


def placed_by_program(state: Mapping[str, Any], bucket: str) -> frozenset[str]:
    """Keys of the bucket's objects that are resources of the deployment."""
    outputs = [each.get("outputs") or {} for each in state.get("resources") or [] if each.get("type") in OBJECTS and not each.get("delete")]
    return frozenset(str(each["key"]) for each in outputs if each.get("bucket") == bucket)


def _changed(listing: Mapping[str, str], found: Record, kept: Collection[str]) -> list[str]:
    """What the program has placed anew since CloudFront was told."""
    return sorted(key for key in kept if key in listing and _digest_of(key, listing[key]) not in found.digests)


def _invalidation(keys: Sequence[str], found: Record, closed: Record) -> tuple[str, ...]:
    """Everything where the last time was interrupted, or something went that nothing here knows the name of."""
    if found == closed and not keys:
        return ()
    paths = tuple(dict.fromkeys(_paths(keys)))
    return paths if found.closed and 0 < len(paths) <= MOST_PATHS else EVERYTHING


def _paths(keys: Iterable[str]) -> list[str]:
    """As CloudFront spells them; `/` shows the page too."""
    return [path for key in keys for path in ([f"/{quote(key)}", "/"] if key == INDEX else [f"/{quote(key)}"])]


def _digest(file: WebFile) -> str:
    return _digest_of(file.key, file.md5, file.content_type, file.cache_control)


def _digest_of(*what: str) -> str:
    return sha256("\n".join(what).encode()).hexdigest()
