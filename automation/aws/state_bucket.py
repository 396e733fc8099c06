"""The locks of a state that is kept in a bucket of S3."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import boto3

from automation.aws.asking import asked
from automation.doctoring.answer import Answer


def objects_below(url: str, path: str) -> Answer[Mapping[str, str]]:
    """Key to text of what lies below `path` in the backend `s3://BUCKET/PREFIX?region=...&profile=...`, read as the engine reads it."""
    place, options = urlsplit(url), parse_qs(urlsplit(url).query)
    prefix = "/".join(part for part in (place.path.strip("/"), path) if part)

    def read() -> dict[str, str]:
        session = boto3.Session(profile_name=options.get("profile", [None])[0], region_name=options.get("region", [None])[0])
        s3 = session.client("s3", region_name=session.region_name or "us-east-1")
        found: dict[str, str] = {}
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=place.netloc, Prefix=prefix):
            for each in page.get("Contents", []):
                found[each["Key"]] = s3.get_object(Bucket=place.netloc, Key=each["Key"])["Body"].read().decode("utf-8", "replace")
        return found

    return asked(read)
