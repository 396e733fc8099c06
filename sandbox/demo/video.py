"""A client's video: uploaded, analysed, metered."""

import json
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from sandbox.demo.clients import DemoStack
from sandbox.server_process import Sandbox

VIDEO = Path(__file__).parent / "two-vehicles.mp4"
"""12.42 seconds of two boxes that cross on a road: H.264, 480 by 270."""


class NotMetered(Exception):
    """The video was not analysed and metered in time."""


@dataclass(frozen=True, kw_only=True)
class Metered:
    """What the environment's `usage` table says of the video, and what the analysis found."""

    seconds: int
    completed_at: str
    source: str
    result_key: str
    labels: dict[str, int]
    """Label name to the number of times it was seen. The sandbox invents them; the length is real."""


class ClientAccount:
    """The client's own look at its environment: with the credentials of its account."""

    def __init__(self, sandbox: Sandbox, stack: DemoStack, outputs: dict[str, Any]) -> None:
        self._sandbox = sandbox
        self._keys = sandbox.credentials(stack.account_id)
        self._outputs = outputs

    def upload(self, video: Path) -> None:
        """Straight to S3 by a presigned URL, as the web page will do it."""
        url = self._client("s3").generate_presigned_url(
            "put_object", Params={"Bucket": self._outputs["uploads_bucket"], "Key": f"uploads/{video.name}"}, ExpiresIn=300
        )
        request = urllib.request.Request(url, data=video.read_bytes(), method="PUT")
        with urllib.request.urlopen(request, timeout=30):
            pass

    def objects(self) -> list[int]:
        """Sizes of all versions of videos and results; what billing has laid beside the results is kept."""
        buckets = (self._outputs["uploads_bucket"], self._outputs["results_bucket"])
        pages = (self._client("s3").list_object_versions(Bucket=bucket) for bucket in buckets)
        versions = (version for page in pages for version in page.get("Versions", []))
        return [version["Size"] for version in versions if version["Key"].startswith(("uploads/", "results/"))]

    def usage(self) -> list[dict[str, Any]]:
        table = self._outputs["usage_table_arn"].rsplit("/", 1)[-1]
        return [dict(row) for row in self._client("dynamodb").scan(TableName=table)["Items"]]

    def wait_until_metered(self, videos: int, seconds: float) -> list[Metered]:
        """Results are written after the video is metered, so they are waited for too. Raises NotMetered."""
        end = time.monotonic() + seconds
        while len(rows := [row for row in self.usage() if self._has_results(row)]) < videos:
            if time.monotonic() > end:
                raise NotMetered(f"{len(rows)} of {videos} videos were metered and have results within {seconds:.0f} seconds.")
            time.sleep(0.2)
        return [self._metered(row) for row in rows]

    def _has_results(self, row: dict[str, Any]) -> bool:
        found = self._client("s3").list_objects_v2(Bucket=self._outputs["results_bucket"], Prefix=f"results/{row['job']['S']}.json")
        return bool(found["KeyCount"])

    def _metered(self, row: dict[str, Any]) -> Metered:
        key = f"results/{row['job']['S']}.json"
        return Metered(
            seconds=int(row["seconds"]["N"]),
            completed_at=row["completed_at"]["S"],
            source=row["source"]["S"],
            result_key=key,
            labels=self._labels(key),
        )

    def _labels(self, key: str) -> dict[str, int]:
        answer = json.load(self._client("s3").get_object(Bucket=self._outputs["results_bucket"], Key=key)["Body"])
        return Counter(found["Label"]["Name"] for found in answer["labels"])

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._sandbox.endpoint,
            region_name=self._outputs["home_region"],
            aws_access_key_id=self._keys["AccessKeyId"],
            aws_secret_access_key=self._keys["SecretAccessKey"],
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4" if service == "s3" else None),
        )
