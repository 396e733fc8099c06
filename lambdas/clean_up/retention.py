"""What goes in a night, in which order, and by which moment it is judged.

| what | goes when | stays |
|-|-|-|
| version of an object, current or not | S3 has had it for longer than the retention | while its video is on its way to be done |
| delete marker | no version is left behind it | |
| multipart upload | it was begun before the retention | |
| row of a video | it is done, failed or discarded, and `expires` has passed | month totals; any other state |

A held video whose upload or last change is past the retention is discarded: nobody has released it in all that time. Only `uploads/` of the
uploads bucket and `results/` of the results bucket are looked at, and `usage` never. Whatever happens meanwhile is safe: both buckets keep
versions apart, so a version that was listed is never another one when it is erased, and rows are deleted on condition.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from lambdas.clean_up.abandoned import abort_abandoned
from lambdas.clean_up.eraser import Place
from lambdas.clean_up.night import Night
from lambdas.clean_up.objects import erase_old
from lambdas.clean_up.rows import delete_expired, discard_expired
from lambdas.clean_up.unsettled import Unsettled
from lambdas.videos.boundary import Boundary
from lambdas.videos.moments import moment, stamp
from lambdas.videos.settings import Settings
from lambdas.videos.table import VideosTable

UPLOADS = "uploads/"
RESULTS = "results/"
SKEW = timedelta(minutes=5)
"""How far the rule's clock may be ahead of the function's."""


def due(event: dict[str, Any], present: datetime) -> datetime:
    """The moment that the night is judged by, never later than the present.

    Raises ValueError for one that lies ahead: it would erase what is still to be kept.
    """
    now = moment(event["time"]) if "time" in event else present
    if now > present + SKEW:
        raise ValueError(
            f"time {stamp(now)} lies ahead of {stamp(present)}, and nothing is erased early. Invoke without it, or with one that has come."
        )
    return min(now, present)


def clean_up(boundary: Boundary, settings: Settings, now: datetime, night: Night) -> None:
    """Erases all that is past its retention, what is small before what is large."""
    videos = VideosTable(boundary.dynamodb, settings)
    uploads, results = Place(settings.uploads_bucket, UPLOADS), Place(settings.results_bucket, RESULTS)
    cutoff = (now - settings.retention).replace(microsecond=0)  # S3 tells whole seconds
    night.part("rows of videos", partial(delete_expired, boundary, videos, now, night))
    night.part("rows of held videos", partial(discard_expired, boundary, videos, now, night))
    for place in (uploads, results):
        night.part(f"abandoned uploads to {place.prefix}", partial(abort_abandoned, boundary.s3, place, cutoff, night))
    night.part(f"objects in {RESULTS}", partial(erase_old, boundary.s3, results, cutoff, night))

    def erase_uploads() -> None:
        unsettled = Unsettled(boundary, videos, night)
        erase_old(boundary.s3, uploads, cutoff, night, lambda version: unsettled.lets_go(uploads.bucket, version))

    night.part(f"objects in {UPLOADS}", erase_uploads)
