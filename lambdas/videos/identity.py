"""Which video is which: one object version is one video, whatever happens to it."""

from dataclasses import dataclass
from hashlib import sha256

UNVERSIONED = "null"
"""S3's own name for the version of an object in a bucket without versioning."""


def video_id(bucket: str, key: str, version: str) -> str:
    """64 hex digits. Neither a bucket nor a version can hold a line break, so no two objects share an id."""
    return sha256("\n".join((bucket, key, version)).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One version of one object, as S3 announced it."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the object, not URL-encoded. It may hold a person's data: never logged."""
    version: str = UNVERSIONED
    """Version id; `null` where the bucket has no versions."""
    size: int
    """Bytes, 0 or more."""

    @property
    def video(self) -> str:
        return video_id(self.bucket, self.key, self.version)
