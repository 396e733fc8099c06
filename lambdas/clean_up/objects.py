"""Old versions of the objects below one prefix of a bucket, and the delete markers that are left over."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from lambdas.clean_up.eraser import Eraser, Place, Version
from lambdas.clean_up.night import FAULTS, Night
from lambdas.videos.boundary import S3, Reply

PAGE = 1000
"""Entries a page, the most that S3 gives."""


def erase_old(s3: S3, place: Place, cutoff: datetime, night: Night, may_go: Callable[[Version], bool] = lambda _: True) -> None:
    """Erases versions from before the cutoff that may go, and delete markers that hide nothing any more.

    `may_go` is asked for old versions only. When the listing breaks off, what it has shown so far still goes. Raises TimeIsUp, and what S3
    says to the listing.
    """
    eraser = Eraser(s3, place, night)
    pages = night.pages(s3.list_object_versions, "VersionIdMarker", Bucket=place.bucket, Prefix=place.prefix, MaxKeys=PAGE)
    try:
        for versions in of_each_key(pages):
            if versions[0].key.startswith(place.prefix):
                eraser.take(*chosen(versions, cutoff, may_go))
    except FAULTS:
        eraser.finish()
        raise
    eraser.finish()


def of_each_key(pages: Iterable[Reply]) -> Iterator[list[Version]]:
    """All versions and markers of one key, then those of the next; S3 lists them by key, whatever page they are on.

    A key is known to be complete only when another one follows. So the next page is fetched before the last key of a page is erased, and
    no listing ever goes on from a version that is gone.
    """
    rows = (row for page in pages for row in _rows(page))
    for _, versions in groupby(rows, key=lambda version: version.key):
        yield list(versions)


def chosen(versions: list[Version], cutoff: datetime, may_go: Callable[[Version], bool]) -> tuple[list[Version], list[Version]]:
    """Of one key: the versions that go, and the markers that may go once those have gone."""
    going, oldest_staying = [], None
    for each in versions:
        if each.is_marker:
            continue
        if each.at < cutoff and may_go(each):
            going.append(each)
        else:
            oldest_staying = min(each.at, oldest_staying or each.at)
    hides_nothing = [each for each in versions if each.is_marker and (oldest_staying is None or each.at < oldest_staying)]
    return going, hides_nothing


def _rows(page: Reply) -> list[Version]:
    objects = [Version(key=row["Key"], id=row["VersionId"], at=row["LastModified"], size=row["Size"]) for row in page.get("Versions", ())]
    markers = [Version(key=row["Key"], id=row["VersionId"], at=row["LastModified"]) for row in page.get("DeleteMarkers", ())]
    return sorted(objects + markers, key=lambda version: version.key)
