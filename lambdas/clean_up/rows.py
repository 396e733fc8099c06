"""Rows of videos whose retention is over. DynamoDB forgets them too, but takes days over it and tells nobody."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from botocore.exceptions import ClientError

from lambdas.clean_up.night import FAULTS, Night
from lambdas.videos.boundary import Boundary
from lambdas.videos.states import SETTLED, State
from lambdas.videos.table import VideosTable
from lambdas.videos.transactions import PASSING, UNMET, cancellation_reasons

BATCH = 25
"""Rows a transaction. They are deleted on condition, which a batch write cannot do: the index may be behind the rows."""
ATTEMPTS = 5
"""Tries of one transaction while others write the same rows."""
UNRELEASED = "It was held until its retention was over."


def delete_expired(boundary: Boundary, videos: VideosTable, now: datetime, night: Night) -> None:
    """Deletes rows of videos in which nothing is expected to happen any more. Raises TimeIsUp, and what DynamoDB says to the query."""
    for state in sorted(SETTLED):
        night.go_on()
        for batch in _batches(videos.expired(state, now)):
            try:
                night.rows += _delete(boundary, [videos.removal(video, state, now) for video in batch], night)
            except FAULTS as error:
                night.fail("rows of videos", error, len(batch))


def discard_expired(boundary: Boundary, videos: VideosTable, now: datetime, night: Night) -> None:
    """Gives up held videos that nobody has released, whether their uploads are still there or not."""
    night.go_on()
    for video in videos.overdue(State.HELD, now):
        discard(boundary, videos, video, night)


def discard(boundary: Boundary, videos: VideosTable, video: str, night: Night) -> bool:
    """Whether the video is discarded now; not when it was released meanwhile, or its row could not be changed. Raises TimeIsUp."""
    night.go_on()
    try:
        discarded = videos.move(video, State.DISCARDED, of=(State.HELD,), now=boundary.now(), reason=UNRELEASED)
    except FAULTS as error:
        night.fail("a held video", error)
        return False
    night.discarded += discarded
    return discarded


def _delete(boundary: Boundary, removals: list[dict[str, object]], night: Night) -> int:
    """How many rows were deleted; those that have changed since they were found stay."""
    for attempt in range(1, ATTEMPTS + 1):
        night.go_on()
        try:
            boundary.dynamodb.transact_write_items(TransactItems=[{"Delete": removal} for removal in removals])
        except ClientError as error:
            reasons = cancellation_reasons(error)
            removals = [removal for removal, reason in zip(removals, reasons, strict=False) if reason != UNMET]
            hopeless = not reasons or set(reasons) - PASSING - {UNMET, "None"}
            if hopeless or attempt == ATTEMPTS:
                raise
            if not removals:
                return 0
            if PASSING.intersection(reasons):
                boundary.pause(boundary.chance(0.1 * 2**attempt))
        else:
            return len(removals)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _batches(videos: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(videos)
    while batch := list(islice(rest, BATCH)):
        yield batch
