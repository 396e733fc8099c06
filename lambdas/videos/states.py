"""The life of a video: its states and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from lambdas.videos.identity import Upload
from lambdas.videos.items import Plain


class State(StrEnum):
    """Every row has one; a row moves along `waiting -> starting -> analysing -> finishing -> done`, or off that road."""

    WAITING = "waiting"
    """Recorded, and started as soon as there is room."""
    STARTING = "starting"
    """Rekognition is being asked. Whether it has heard is not known until it answers; asking again is harmless (`LabelDetection`)."""
    ANALYSING = "analysing"
    """Rekognition has a job for it."""
    FINISHING = "finishing"
    """Rekognition has done its part, ours is left: metering first, which sets `seconds`, then the results."""
    DONE = "done"
    """Results are written and its seconds are metered, both."""
    FAILED = "failed"
    """It cannot be analysed; `reason` says why. Not billed, unless it has `seconds`: then only its results are lost."""
    HELD = "held"
    """The month's limit was reached before it was started; `release_held` decides."""
    DISCARDED = "discarded"
    """Somebody decided that a held video is not analysed."""


SETTLED = frozenset({State.DONE, State.FAILED, State.DISCARDED})
"""States in which nothing is expected to happen any more."""
UNSETTLED = frozenset(State) - SETTLED
"""States that a failure may end."""
UNFINISHED = frozenset(State) - {State.DONE}
"""States that a finished analysis may end: what Rekognition has analysed is done, whatever was believed before."""


@dataclass(frozen=True, kw_only=True)
class Video:
    """A row of the videos table."""

    id: str
    """Identity, 64 hex digits; the only name of a video that may stand in logs."""
    state: State
    """Where it is in its life."""
    updated: str
    """When the row last changed, as `moments.stamp` writes it."""
    recorded_at: str = ""
    """When it was first heard of: its place in the line of those that wait, however often it is put off."""
    bucket: str = ""
    """Bucket of the upload."""
    key: str = ""
    """Key of the upload; never logged."""
    version: str = ""
    """Version id of the upload, `null` without versioning."""
    size: int = 0
    """Bytes of the upload."""
    job_id: str | None = None
    """Rekognition's job, once there is one."""
    started_at: str | None = None
    """When Rekognition took the job; it keeps results for seven days."""
    refusals: int = 0
    """Starts in a row for which there was no room; no failure, however many there are, and it stops who came later, too."""
    errors: int = 0
    """Starts that met an error since the last one that succeeded; too many of them end the video."""
    reason: str | None = None
    """Why it failed, is held or waits; a sentence without names."""
    not_before: str | None = None
    """A waiting video is left alone until then."""
    notified_at: str | None = None
    """Timestamp of the first notice that the analysis had ended; its month is the one that is billed."""
    seen_finished: str | None = None
    """When a sweep first saw the analysis finished without a notice; counts once a notice cannot be under way any more."""
    seconds: int | None = None
    """Its metered seconds; none as long as it is not metered."""
    released_by: str | None = None
    """Who released it from being held; the monthly limit does not hold it again."""

    @classmethod
    def of(cls, upload: Upload, state: State, updated: str, reason: str | None = None) -> Self:
        """What is known of a video when it is first heard of."""
        return cls(
            id=upload.video,
            state=state,
            updated=updated,
            recorded_at=updated,
            bucket=upload.bucket,
            key=upload.key,
            version=upload.version,
            size=upload.size,
            reason=reason,
        )

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Raises KeyError and ValueError for a row that is no video's."""
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        return cls(**(known | {"id": row["video"], "state": State(row["state"])}))

    def as_row(self) -> dict[str, Plain | None]:
        """Attributes of the row, without `expires`."""
        row = {"video": self.id} | {name: value for name, value in vars(self).items() if name != "id"}
        return row | {"errors": self.errors or None, "refusals": self.refusals or None}
