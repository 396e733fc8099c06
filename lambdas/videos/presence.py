"""Whether an upload is still there. S3 says 404 only to who may list the bucket; to others, all that is missing is forbidden."""

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.videos.boundary import Boundary
from lambdas.videos.identity import UNVERSIONED
from lambdas.videos.states import Video

MISSING = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
"""HeadObject has no body, so its code is the status."""


class Presence:
    """Asks S3. Whatever it does not say for certain counts as there: Rekognition is asked next, and errors of a start are counted."""

    def __init__(self, boundary: Boundary) -> None:
        self._boundary = boundary

    def is_deleted(self, video: Video) -> bool:
        """Whether its name is gone: somebody has deleted it, though S3 keeps the version for a while. A newer version does it no harm."""
        return self._is_missing(Bucket=video.bucket, Key=video.key)

    def is_erased(self, video: Video) -> bool:
        """Whether this very version is gone."""
        version = {"VersionId": video.version} if video.version != UNVERSIONED else {}
        return self._is_missing(Bucket=video.bucket, Key=video.key, **version)

    def _is_missing(self, **place: str) -> bool:
        try:
            self._boundary.s3.head_object(**place)
        except ClientError as error:
            return error.response["Error"]["Code"] in MISSING
        except BotoCoreError:
            return False
        return False
