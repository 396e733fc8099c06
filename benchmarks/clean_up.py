"""How many requests a night's clean-up makes, counted at a boundary in memory, beside the sketch of the seed document."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from benchmarks.figure import Figure
from benchmarks.timing import seconds_of
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


def clean_up_requests(objects: int = OBJECTS) -> list[Figure]:
    """Cleans up the same bucket both ways. Raises RuntimeError when the clean-up leaves anything."""
    store = _bucket(objects)
    s3, dynamodb, night = _Counted(store), _Counted(_NoRows()), Night(lambda: 900_000)
    boundary = cast(Boundary, SimpleNamespace(s3=s3, dynamodb=dynamodb, now=lambda: NOW))
    seconds = seconds_of(lambda: clean_up(boundary, Settings(VARIABLES), NOW, night))
    if store.all() or night.errors:
        raise RuntimeError(f"{len(store.all())} objects are left after {night.answer()}")
    sketched = _bucket(objects)
    _seeds_sketch(sketched, UPLOADS)
    gone = objects - len(sketched.all())
    listing_and_erasing = s3.requests["list_object_versions", UPLOADS] + s3.requests["delete_objects", UPLOADS]
    whole_night = s3.requests.total() + dynamodb.requests.total()
    sketch = sketched.requests.total() * 1000 / gone
    return [
        Figure(
            what=f"requests per 1,000 objects to list and erase {objects:,}",
            against=f"{sketch:,.0f} by the seed's sketch, which leaves {objects - gone:,} of them",
            value=listing_and_erasing * 1000 / objects,
            unit="requests",
            at_most=2.0,
            sizes={"objects": objects, "sketch": sketch, "sketch_leaves": objects - gone, "seconds": seconds},
        ),
        Figure(
            what="requests per 1,000 objects, the whole night",
            against="results, abandoned uploads and rows of videos included",
            value=whole_night * 1000 / objects,
            unit="requests",
            sizes={"objects": objects},
        ),
    ]


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
