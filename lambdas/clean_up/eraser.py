"""Erases versions of objects for good, as many as S3 takes in one request."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lambdas.clean_up.night import FAULTS, Night
from lambdas.videos.boundary import S3
from lambdas.videos.telemetry import describe

BATCH = 1000
"""Versions a request, the most that DeleteObjects takes."""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that a key may have and XML 1.0 may not: one of them would have the whole request refused."""


@dataclass(frozen=True)
class Place:
    """Where the clean-up may erase."""

    bucket: str
    """Name of the bucket."""
    prefix: str
    """What a key must begin with."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of an object, or a delete marker."""

    key: str
    """Key of the object; never logged."""
    id: str
    """Version id. Without it, S3 would hide the object instead of erasing a version."""
    at: datetime
    """When S3 got it, to the second. Of a multipart upload: when that was begun."""
    size: int | None = None
    """Bytes; None for a delete marker."""

    @property
    def is_marker(self) -> bool:
        return self.size is None


class Eraser:
    """Gathers what goes from one bucket. A marker follows only when all that it may hide has gone: it must not come to light again."""

    def __init__(self, s3: S3, place: Place, night: Night) -> None:
        self._s3 = s3
        self._bucket = place.bucket
        self._prefix = place.prefix
        self._night = night
        self._next: list[Version] = []
        self._waiting: list[tuple[set[Version], list[Version]]] = []

    def take(self, versions: list[Version], markers: list[Version]) -> None:
        """Versions that go, and markers that go after all of them. Raises TimeIsUp."""
        self._next += versions
        if markers:
            self._waiting.append((set(versions), markers))
            self._release()
        while len(self._next) >= BATCH:
            self._erase()

    def finish(self) -> None:
        """Erases what is left. Raises TimeIsUp."""
        while self._next:
            self._erase()

    def _erase(self) -> None:
        batch, self._next = self._next[:BATCH], self._next[BATCH:]
        if together := [each for each in batch if not NOT_IN_XML.search(each.key)]:
            self._settle(together, self._together(together))
        for each in batch:
            if NOT_IN_XML.search(each.key):
                self._settle([each], self._alone(each))

    def _settle(self, versions: list[Version], refused: dict[Version, str]) -> None:
        """Counts what a request has done; `refused` is what is still there, with S3's codes."""
        self._night.refuse(f"objects in {self._prefix}", Counter(refused.values()))
        gone = {each for each in versions if each not in refused}
        self._night.objects += sum(not each.is_marker for each in gone)
        self._night.markers += sum(each.is_marker for each in gone)
        self._night.bytes += sum(each.size or 0 for each in gone)
        for needed, _ in self._waiting:
            needed -= gone  # what was refused stays in it, and so do the markers
        self._release()

    def _release(self) -> None:
        """Markers that wait for nothing any more are next."""
        self._next += [marker for needed, markers in self._waiting if not needed for marker in markers]
        self._waiting = [(needed, markers) for needed, markers in self._waiting if needed]

    def _together(self, versions: list[Version]) -> dict[Version, str]:
        entries = [{"Key": each.key, "VersionId": each.id} for each in versions]
        self._night.go_on()
        try:
            reply = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": entries, "Quiet": True})
        except FAULTS as error:
            return dict.fromkeys(versions, _code(error))
        codes = {(error["Key"], error.get("VersionId")): error["Code"] for error in reply.get("Errors", ())}
        found = {each: codes.get((each.key, each.id), codes.get((each.key, None))) for each in versions}
        return {each: code for each, code in found.items() if code is not None}

    def _alone(self, version: Version) -> dict[Version, str]:
        """Keys travel in the address here, where every character may."""
        self._night.go_on()
        try:
            self._s3.delete_object(Bucket=self._bucket, Key=version.key, VersionId=version.id)
        except FAULTS as error:
            return {version: _code(error)}
        return {}


def _code(error: Exception) -> str:
    said = describe(error)
    return said.get("code") or said["error"]
