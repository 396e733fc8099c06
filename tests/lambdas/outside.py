"""A boundary for tests: moto's DynamoDB and S3, a fake Rekognition, a clock that stands still, and a tap on every call."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.lambdas.direct_line import shorten
from tests.lambdas.rekognition import FakeRekognition

Hook = Callable[[str], None]


@cache
def client(service: str) -> Any:
    """Making a client takes longer than a whole day of the world in it, so all worlds share theirs."""
    made = boto3.client(service, region_name="eu-central-1", config=Config(retries={"total_max_attempts": 1}))
    if service == "dynamodb":
        shorten(made)
    return made


START = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Killed(BaseException):
    """The process ends here, as when the time limit is reached: nothing after it runs, and nothing catches it."""


class Tap:
    """Passes calls on, and tells of each before and after it."""

    def __init__(self, target: Any, outside: "Outside") -> None:
        self._target, self._outside = target, outside

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            self._outside.requests.append((name, arguments, named))
            self._outside.before(name)
            with self._outside.lock:  # as DynamoDB does; moto loses writes that happen at once
                answer = getattr(self._target, name)(*arguments, **named)
            self._outside.after(name)
            return answer

        return call


class Objects:
    """S3 as moto has it; uploads are those that the fake Rekognition knows of."""

    def __init__(self, s3: Any, fake: FakeRekognition) -> None:
        self._s3, self._fake = s3, fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def head_object(self, **request: Any) -> Any:
        gone = self._fake.deleted if "VersionId" not in request else set()
        if request["Key"] in gone or request["Key"] not in self._fake.footage:
            raise ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "HeadObject")
        return {}


class Outside:
    """Takes the place of `lambdas.videos.boundary.Boundary`."""

    def __init__(self, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.before: Hook = lambda name: None
        self.after: Hook = lambda name: None
        self.clock = START
        self.pauses: list[float] = []
        self.requests: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        """Every call, with its arguments."""
        self.chances = random.Random(seed)
        self.fake = FakeRekognition()
        self.dynamodb = Tap(client("dynamodb"), self)
        self.s3 = Tap(Objects(client("s3"), self.fake), self)
        self.rekognition = self.rekognition_once = Tap(self.fake, self)

    def now(self) -> datetime:
        return self.clock

    def chance(self, ceiling: float) -> float:
        return self.chances.uniform(0, ceiling)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def later(self, **duration: float) -> None:
        self.clock += timedelta(**duration)

    def quiet(self) -> None:
        """Takes the hooks off."""
        self.before = self.after = lambda name: None


class Nth:
    """A hook that does something at the n-th call (from 1), once."""

    def __init__(self, n: int, action: Callable[[], None]) -> None:
        self.n, self.action, self.calls = n, action, 0

    def __call__(self, name: str) -> None:
        self.calls += 1
        if self.calls == self.n:
            self.action()


class At:
    """A hook that does something at each call of one name."""

    def __init__(self, call: str, action: Callable[[], None]) -> None:
        self.call, self.action = call, action

    def __call__(self, name: str) -> None:
        if name == self.call:
            self.action()


def kill() -> None:
    raise Killed
