"""The analysis between its queues: events in, functions run, messages come again when they fail."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from lambdas.clean_up import handler as clean_up
from lambdas.complete_analysis import handler as complete_analysis
from lambdas.release_held import handler as release_held
from lambdas.start_analysis import handler as start_analysis
from lambdas.sweep import handler as sweep
from lambdas.videos.identity import video_id
from lambdas.videos.items import plain_item
from lambdas.videos.settings import Settings
from lambdas.videos.states import State
from lambdas.videos.table import VideosTable
from tests.lambdas.outside import Killed, Outside, client
from tests.lambdas.rekognition import Footage, Job, notice

CAR = "uploads/car.mp4"
"""The upload of tests that need one alone."""
RECEIVES = 5
"""Times that a queue delivers a message before it goes to the dead-letter queue."""
VARIABLES = {
    "VIDEOS_TABLE": "videos",
    "USAGE_TABLE": "usage",
    "UPLOADS_BUCKET": "uploads-bucket",
    "RESULTS_BUCKET": "results-bucket",
    "COMPLETION_TOPIC_ARN": "arn:aws:sns:eu-central-1:222222222222:acme-prod-completions",
    "REKOGNITION_ROLE_ARN": "arn:aws:iam::222222222222:role/acme-prod-rekognition",
    "MONTHLY_SECONDS_LIMIT": "",
    "MAX_CONCURRENT_JOBS": "10",
    "RETENTION_DAYS": "30",
    "CLIENT": "Müller & Söhne",
    "STACK": "acme-prod",
    "POWERTOOLS_SERVICE_NAME": "vehicle-analysis",
    "POWERTOOLS_METRICS_NAMESPACE": "ClientEnvironment",
}
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:::f",
    aws_request_id="request-1",
    get_remaining_time_in_millis=lambda: 900_000,
)


@dataclass
class Message:
    body: str
    receives: int = 0


@dataclass
class Queue:
    """A queue with its dead-letter queue."""

    handler: Any
    waiting: list[Message] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)

    def put(self, body: str) -> None:
        self.waiting.append(Message(body))

    def deliver(self, batch: int = 10) -> None:
        """One batch to the function; what fails or is cut off comes again."""
        taken, self.waiting = self.waiting[:batch], self.waiting[batch:]
        if not taken:
            return
        for message in taken:
            message.receives += 1
        records = [{"messageId": str(n), "body": message.body, "eventSource": "aws:sqs"} for n, message in enumerate(taken)]
        try:
            answer = self.handler({"Records": records}, CONTEXT)
        except Killed:
            failed = taken
        else:
            failed = [taken[int(item["itemIdentifier"])] for item in answer["batchItemFailures"]]
        self.waiting += [message for message in failed if message.receives < RECEIVES]
        self.dead += [message.body for message in failed if message.receives >= RECEIVES]

    def drain(self, batch: int = 10) -> None:
        while self.waiting:
            self.deliver(batch)


class World:
    """One environment. Videos are named by their keys here, by their ids in the tables."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.rekognition = outside.fake
        self.uploads = Queue(start_analysis.handler)
        self.completions = Queue(complete_analysis.handler)
        self._dynamodb, self._s3 = client("dynamodb"), client("s3")

    # what happens outside

    def upload(self, key: str, footage: Footage | None = None, **event: Any) -> str:
        """An object arrives, and so does its event; answers with the video's id."""
        self.rekognition.footage[key] = footage or Footage()
        self.uploads.put(upload_event(key, **event))
        return identity(key)

    def finish(self, job: Job, at: datetime | None = None, notices: int = 1) -> None:
        """An analysis ends, and its notice arrives this many times."""
        self.rekognition.finish(job)
        for _ in range(notices):
            self.completions.put(notice(job, at or self.outside.clock))

    def finish_all(self) -> None:
        for job in self.rekognition.running():
            self.finish(job)

    def forget(self, key: str) -> None:
        """The retention of the video's row is over."""
        self._dynamodb.delete_item(TableName="videos", Key={"video": {"S": identity(key)}})

    def force(self, key: str, state: str) -> None:
        """Another process moves the video."""
        table = VideosTable(self._dynamodb, Settings(os.environ | {"VIDEOS_TABLE": "videos"}))
        assert table.move(identity(key), State(state), of=State, now=self.outside.clock)

    # functions that no queue calls

    def every_five_minutes(self) -> Any:
        return start_analysis.handler({"start": "waiting"}, CONTEXT)

    def every_hour(self, **event: Any) -> Any:
        return sweep.handler(event, CONTEXT)

    def every_night(self, **event: Any) -> Any:
        return clean_up.handler(event, CONTEXT)

    def release(self, **event: Any) -> Any:
        return release_held.handler(event, CONTEXT)

    def settle(self) -> None:
        """Hours pass in which everything works and nothing new comes, until nothing is left to do."""
        for _ in range(12):
            self.uploads.drain()
            self.finish_all()
            self.completions.drain()
            self.outside.later(minutes=20)
            self.every_five_minutes()
            self.every_hour()
            if not (self.uploads.waiting or self.completions.waiting or set(self.states()) - {"done", "failed", "held", "discarded"}):
                return

    # what is there afterwards

    def video(self, key: str) -> dict[str, Any]:
        return self.videos().get(identity(key), {})

    def videos(self) -> dict[str, dict[str, Any]]:
        """Rows of videos, by id."""
        return {row["video"]: row for row in self._rows("videos") if "state" in row}

    def states(self) -> list[str]:
        return sorted(row["state"] for row in self.videos().values())

    def usage(self) -> dict[str, dict[str, Any]]:
        """Rows of usage, by id."""
        return {row["job"]: row for row in self._rows("usage")}

    def months(self) -> dict[str, int]:
        """Each month's total."""
        return {row["video"].removeprefix("month#"): row["seconds"] for row in self._rows("videos") if row["video"].startswith("month#")}

    def results(self, key: str) -> dict[str, Any]:
        body = self._s3.get_object(Bucket="results-bucket", Key=f"results/{identity(key)}.json")["Body"]
        return json.load(body)

    def have_results(self) -> set[str]:
        """Ids of the videos whose results are written."""
        found = self._s3.list_objects_v2(Bucket="results-bucket").get("Contents", [])
        return {thing["Key"].removeprefix("results/").removesuffix(".json") for thing in found}

    def _rows(self, table: str) -> list[dict[str, Any]]:
        return [plain_item(row) for page in self._dynamodb.get_paginator("scan").paginate(TableName=table) for row in page["Items"]]

    def assert_metered_once(self, seconds: dict[str, int]) -> None:
        """These keys, and no others, are done and metered with these seconds; the months add up."""
        usage = self.usage()
        assert {video: row["seconds"] for video, row in usage.items()} == {identity(key): length for key, length in seconds.items()}
        totals: dict[str, int] = {}
        for row in usage.values():
            totals[row["month"]] = totals.get(row["month"], 0) + row["seconds"]
        assert self.months() == totals
        assert sum(row["videos"] for row in self._rows("videos") if row["video"].startswith("month#")) == len(usage)
        videos = self.videos()
        for key, length in seconds.items():
            assert (videos[identity(key)]["state"], videos[identity(key)].get("seconds")) == ("done", length)
            assert self.results(key)["seconds"] == length


def identity(key: str, bucket: str = "uploads-bucket", version: str = "v1") -> str:
    return video_id(bucket, key, version)


def only_job(world: World) -> Job:
    """The one job that Rekognition was ever given."""
    (job,) = world.rekognition.jobs.values()
    return job


def upload_event(key: str, *, bucket: str = "uploads-bucket", version: str | None = "v1", size: int = 1000) -> str:
    """The body of the queue's message about an upload."""
    thing: dict[str, Any] = {"key": key, "size": size, "etag": "e", "sequencer": "s"} | ({"version-id": version} if version else {})
    detail = {"version": "0", "bucket": {"name": bucket}, "object": thing, "reason": "PutObject"}
    return json.dumps({"version": "0", "id": "1", "detail-type": "Object Created", "source": "aws.s3", "detail": detail})
