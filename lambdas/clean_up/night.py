"""One night's clean-up: what went, what could not be erased, and whether there is time for another request."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.videos.boundary import Reply
from lambdas.videos.telemetry import Metric, count, describe, logger
from lambdas.videos.time_limit import TimeIsUp, TimeLimit

FAULTS = (BotoCoreError, ClientError)
"""What a call to AWS may raise."""


class Night:
    """Counts what happens. One part's failure or length is no reason to leave out the others."""

    def __init__(self, remaining: Callable[[], int]) -> None:
        """`remaining`: milliseconds until the time limit."""
        self._limit = TimeLimit(remaining)
        self.objects = 0
        """Versions of objects erased."""
        self.bytes = 0
        """Their sizes."""
        self.markers = 0
        """Delete markers erased."""
        self.kept = 0
        """Versions past the retention that stay because their analysis is not over."""
        self.uploads = 0
        """Multipart uploads aborted."""
        self.rows = 0
        """Rows of videos deleted."""
        self.discarded = 0
        """Held videos given up."""
        self.errors = 0
        """Whatever could not be erased or looked at."""
        self.left: list[str] = []
        """Parts that are not finished; the next night goes on with them."""

    def part(self, name: str, work: Callable[[], None]) -> None:
        """Does a part as far as it goes."""
        try:
            work()
        except TimeIsUp:
            self.left.append(name)
            logger.warning("no time left", extra={"part": name})
        except Exception as error:
            self.left.append(name)
            self.fail(name, error)

    def go_on(self) -> None:
        """Asked before every request. Raises TimeIsUp."""
        self._limit.go_on()

    def pages(self, call: Callable[..., Reply], second_marker: str, **request: Any) -> Iterator[Reply]:
        """All pages of a listing of S3, which goes on after `KeyMarker` and a second marker."""
        while True:
            self.go_on()
            page = call(**request)
            yield page
            if not page.get("IsTruncated"):
                return
            request |= {name: page[f"Next{name}"] for name in ("KeyMarker", second_marker)}

    def fail(self, what: str, error: Exception, number: int = 1) -> None:
        """Something could not be erased."""
        self.errors += number
        logger.error("clean-up met an error", extra={"what": what, "number": number, **describe(error)})

    def refuse(self, what: str, codes: Counter[str]) -> None:
        """AWS has done a part of a request, and given a code for whatever it has not done."""
        if codes:
            self.errors += codes.total()
            logger.error("clean-up was refused", extra={"what": what, "number": codes.total(), "codes": dict(codes)})

    def answer(self) -> dict[str, Any]:
        """Everything that was counted, by name."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def report(self) -> None:
        """Emits the metrics, also those that are 0: an alarm then knows that the night was looked at."""
        count(Metric.OBJECTS_DELETED, self.objects)
        count(Metric.BYTES_DELETED, self.bytes)
        count(Metric.UPLOADS_ABORTED, self.uploads)
        count(Metric.ROWS_DELETED, self.rows)
        count(Metric.VIDEOS_DISCARDED, self.discarded)
        count(Metric.CLEAN_UP_ERRORS, self.errors)
