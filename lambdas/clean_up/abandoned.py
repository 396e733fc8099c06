"""Multipart uploads that nobody ended: their parts cost money, and no list of objects shows them."""

from datetime import datetime

from botocore.exceptions import ClientError

from lambdas.clean_up.eraser import Place
from lambdas.clean_up.night import FAULTS, Night
from lambdas.videos.boundary import S3

PAGE = 1000
"""Uploads a page, the most that S3 gives."""


def abort_abandoned(s3: S3, place: Place, cutoff: datetime, night: Night) -> None:
    """Aborts uploads that were begun before the cutoff. Raises TimeIsUp, and what S3 says to the listing."""
    for page in night.pages(s3.list_multipart_uploads, "UploadIdMarker", Bucket=place.bucket, Prefix=place.prefix, MaxUploads=PAGE):
        for upload in page.get("Uploads", ()):
            if upload["Initiated"] < cutoff and upload["Key"].startswith(place.prefix):
                night.go_on()
                _abort(s3, place, upload["Key"], upload["UploadId"], night)


def _abort(s3: S3, place: Place, key: str, upload: str, night: Night) -> None:
    try:
        s3.abort_multipart_upload(Bucket=place.bucket, Key=key, UploadId=upload)
        night.uploads += 1
    except FAULTS as error:
        ended_meanwhile = isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchUpload"
        if not ended_meanwhile:
            night.fail(f"an upload to {place.prefix}", error)
