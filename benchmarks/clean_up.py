"""How many requests a night's clean-up makes, counted at a boundary in memory, beside the sketch of the seed document."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from lambdas.clean_up.night import Night
from lambdas.clean_up.retention import clean_up
from lambdas.videos.boundary import Boundary
from lambdas.videos.settings import Settings
from tests.lambdas.clean_up.object_store import ObjectStore

OBJECTS = 100_000
NOW = datetime(2026, 3, 10, 3, 15, tzinfo=UTC)
RETENTION = timedelta(days=30)
UPLOADS = "uploads-bucket"
VARIABLES = {"VIDEOS_TABLE": "videos", "UPLOADS_BUCKET": UPLOADS, "RESULTS_BUCKET": "results-bucket", "RETENTION_DAYS": str(RETENTION.days)}


@dataclass(frozen=True, kw_only=True)
class CleanUpRequests:
    """Requests per 1,000 objects that went."""

    objects: int
    """Objects past their retention, all in one bucket."""
    listing_and_erasing: float
    whole_night: float
    """Those for results, abandoned uploads and rows of videos included."""
    sketch: float
    """The seed's loop."""
    sketch_leaves: int
    """Objects that it has not seen after its night."""
    seconds: float
    """The night's own time, without AWS's."""
    at_most: float = 2.0
    """What the project promises of listing and erasing: a page and a request that erases it."""

    @property
    def kept(self) -> bool:
        return self.listing_and_erasing <= self.at_most


def clean_up_requests(objects: int = OBJECTS) -> CleanUpRequests:
    """Cleans up the same bucket both ways. Raises RuntimeError when the clean-up leaves anything."""
    store = _bucket(objects)
    s3, dynamodb, night = _Counted(store), _Counted(_NoRows()), Night(lambda: 900_000)
    started = time.perf_counter()
    clean_up(cast(Boundary, SimpleNamespace(s3=s3, dynamodb=dynamodb, now=lambda: NOW)), Settings(VARIABLES), NOW, night)
    seconds = time.perf_counter() - started
    if store.all() or night.errors:
        raise RuntimeError(f"{len(store.all())} objects are left after {night.answer()}")
    sketched = _bucket(objects)
    _seeds_sketch(sketched, UPLOADS)
    gone = objects - len(sketched.all())
    return CleanUpRequests(
        objects=objects,
        listing_and_erasing=(s3.requests["list_object_versions", UPLOADS] + s3.requests["delete_objects", UPLOADS]) * 1000 / objects,
        whole_night=(s3.requests.total() + dynamodb.requests.total()) * 1000 / objects,
        sketch=sketched.requests.total() * 1000 / gone,
        sketch_leaves=objects - gone,
        seconds=seconds,
    )


def _bucket(objects: int) -> ObjectStore:
    store = ObjectStore(lambda: NOW)
    for number in range(objects):
        store.put(UPLOADS, f"uploads/{number:06}.mp4", id="null", at=NOW - RETENTION - timedelta(days=1), size=1_000_000)
    return store


def _seeds_sketch(store: ObjectStore, bucket: str) -> None:
    """What the seed document's loop asks of S3: one list, and one request for each object in it."""
    for found in store.list_objects_v2(Bucket=bucket, Prefix="uploads/")["Contents"]:
        if found["LastModified"] < NOW - RETENTION:
            store.delete_object(Bucket=bucket, Key=found["Key"], VersionId="null")  # its bucket keeps no versions


class _NoRows:
    """A videos table in which nothing is."""

    def query(self, **request: Any) -> dict[str, Any]:
        return {"Items": []}


class _Counted:
    """Passes calls on, and counts them by name and bucket."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self.requests: Counter[tuple[str, str]] = Counter()

    def __getattr__(self, name: str) -> Any:
        def call(**request: Any) -> Any:
            self.requests[name, request.get("Bucket", "")] += 1
            return getattr(self._target, name)(**request)

        return call
