"""The results of a video as one JSON document, written as its pages arrive: neither memory nor disk grows with the video."""

import io
import json
from collections.abc import Iterator
from typing import Any

from lambdas.videos.boundary import S3, Reply

SCHEMA_VERSION = 1
PART = 8 * 1024 * 1024
"""Bytes held in memory: smaller documents are one put, larger ones are uploaded in parts of this size."""


def results_key(video: str) -> str:
    """Where the results of a video are."""
    return f"results/{video}.json"


def write_results(s3: S3, bucket: str, *, video: str, job: str, seconds: int, pages: Iterator[Reply]) -> None:
    """Writes `results/<video>.json`: schema_version, video, job, seconds, metadata, label_model_version and labels.

    `metadata` and each label are as GetLabelDetection gives them. The document appears whole or not at all; writing it
    again writes the same.
    """
    head = {"schema_version": SCHEMA_VERSION, "video": video, "job": job, "seconds": seconds}
    document = io.BufferedReader(_Stream(_document(head, pages)), PART)
    s3.upload_fileobj(document, bucket, results_key(video), ExtraArgs={"ContentType": "application/json"}, Config=_transfer())


def _transfer() -> Any:
    from boto3.s3.transfer import TransferConfig  # loaded by the first upload anyway, and half as long as boto3: no start waits for it

    return TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)


def _document(head: dict[str, Any], pages: Iterator[Reply]) -> Iterator[bytes]:
    """The document in pieces, one a page."""
    first = next(pages)
    head = head | {"metadata": first["VideoMetadata"], "label_model_version": first.get("LabelModelVersion")}
    yield (json.dumps(head)[:-1] + ', "labels": [').encode()
    yield _labels(first)
    separator = b", " if first["Labels"] else b""
    for page in pages:
        if page["Labels"]:
            yield separator + _labels(page)
            separator = b", "
    yield b"]}\n"


def _labels(page: Reply) -> bytes:
    return json.dumps(page["Labels"])[1:-1].encode()


class _Stream(io.RawIOBase):
    """Pieces as a file that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
