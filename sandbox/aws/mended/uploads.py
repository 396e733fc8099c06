"""S3: a multipart upload knows when it was begun, and many of them are listed page by page.

moto says of each that it began in 2010, which any clean-up must take for abandoned, and lists all of them at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.models import FakeMultipart
from moto.s3.responses import S3Response

from sandbox.aws.mended.mending import Mend, Method

MOST = 1000
"""Uploads on one page (ListMultipartUploads in the API reference)."""


def _made(original: Method) -> Method:
    def made(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.initiated = datetime.now(UTC)

    return made


def _listed(_: Method) -> Method:
    def listed(self: Any) -> Any:
        asked = {name: values[0] for name, values in self.querystring.items()}
        begun = sorted(self.backend.list_multipart_uploads(self.bucket_name).values(), key=_place)
        after = (asked.get("key-marker", ""), asked.get("upload-id-marker", ""))
        rest = [each for each in begun if each.key_name.startswith(asked.get("prefix", "")) and _follows(_place(each), after)]
        page = rest[: min(int(asked.get("max-uploads", MOST)), MOST)]
        result: dict[str, Any] = {
            "Bucket": self.bucket_name,
            "KeyMarker": after[0],
            "UploadIdMarker": after[1],
            "MaxUploads": int(asked.get("max-uploads", MOST)),
            "IsTruncated": len(page) < len(rest),
            "Uploads": [_told(each) for each in page],
        }
        if len(page) < len(rest):
            result |= {"NextKeyMarker": page[-1].key_name, "NextUploadIdMarker": page[-1].id}
        self.data["Action"] = "ListMultipartUploads"
        return self.serialized(ActionResult(result))

    return listed


def _place(upload: FakeMultipart) -> tuple[str, str]:
    return (upload.key_name, upload.id)


def _follows(place: tuple[str, str], after: tuple[str, str]) -> bool:
    """Without an upload's id, the whole key has been passed."""
    return place > after if after[1] else place[0] > after[0]


def _told(upload: Any) -> dict[str, Any]:
    return {
        "Key": upload.key_name,
        "UploadId": upload.id,
        "StorageClass": upload.storage or "STANDARD",
        "Initiated": upload.initiated.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "ChecksumAlgorithm": upload.metadata.get("x-amz-checksum-algorithm"),
        "ChecksumType": upload.metadata.get("x-amz-checksum-type"),
    }


UPLOADS = [
    Mend(owner=FakeMultipart, method="__init__", make=_made),
    Mend(owner=S3Response, method="list_multipart_uploads", make=_listed),
]
