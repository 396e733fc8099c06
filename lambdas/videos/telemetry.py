"""Logs and metrics: JSON lines that name the client, the stack and the request, never a key, a file name or contents."""

import os
import traceback
import warnings
from enum import StrEnum

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics
from botocore.exceptions import ClientError


class Metric(StrEnum):
    """Every metric of the analysis, in the namespace and service of the environment variables, with dimension `Stack`."""

    VIDEOS_STARTED = "VideosStarted"
    """Analyses that Rekognition accepted."""
    VIDEOS_WAITING = "VideosWaiting"
    """Times that a video was put off for want of room."""
    VIDEOS_HELD = "VideosHeld"
    """Videos held because the month's limit is reached."""
    VIDEOS_DONE = "VideosDone"
    """Videos whose seconds are metered and whose results are written."""
    SECONDS_METERED = "SecondsMetered"
    """Seconds that were metered, of videos whose results may still have to be written."""
    VIDEOS_FAILED = "VideosFailed"
    """Videos recorded as failed."""
    MALFORMED_EVENTS = "MalformedEvents"
    """Messages that are no upload or no notice; they end in the dead-letter queue."""
    START_ERRORS = "StartErrors"
    """Starts that met an unexpected error; they are tried again."""
    COMPLETION_ERRORS = "CompletionErrors"
    """Completions that met an unexpected error; they are tried again."""
    SWEEP_RAN = "SweepRan"
    """1 for each sweep; an alarm on its absence notices a dead schedule."""
    SWEEP_FOUND = "SweepFound"
    """Videos that only the sweep brought further."""
    MONTH_SECONDS = "MonthSeconds"
    """Metered seconds of the UTC month so far: a level, said by each sweep, that begins anew on the 1st."""
    MONTH_VIDEOS = "MonthVideos"
    """Videos that they are of; also a level."""
    STUCK_VIDEOS = "StuckVideos"
    """Analyses that run for longer than a day."""
    VIDEOS_RELEASED = "VideosReleased"
    """Held videos that somebody released."""
    VIDEOS_DISCARDED = "VideosDiscarded"
    """Held videos that somebody discarded, or whose retention is over."""
    CLEAN_UP_RAN = "CleanUpRan"
    """1 for each clean-up; an alarm on its absence notices a dead schedule."""
    OBJECTS_DELETED = "ObjectsDeleted"
    """Versions of objects that the clean-up erased."""
    BYTES_DELETED = "BytesDeleted"
    """Their bytes."""
    UPLOADS_ABORTED = "UploadsAborted"
    """Abandoned multipart uploads whose parts the clean-up erased."""
    ROWS_DELETED = "RowsDeleted"
    """Expired rows of videos that the clean-up deleted."""
    CLEAN_UP_ERRORS = "CleanUpErrors"
    """What the clean-up could not erase; the next night tries again."""


logger = Logger(client=os.environ.get("CLIENT", ""), stack=os.environ.get("STACK", ""))
metrics = Metrics()
warnings.filterwarnings("ignore", "No application metrics to publish")  # many an invocation has nothing to report
# A client's name may hold letters that CloudWatch refuses in a dimension; a stack's name holds none.
metrics.set_default_dimensions(Stack=os.environ.get("STACK", "unknown"))


def count(metric: Metric, amount: int = 1) -> None:
    """Adds to a metric of this invocation."""
    metrics.add_metric(name=metric.value, unit="Bytes" if metric is Metric.BYTES_DELETED else "Count", value=amount)


def describe(error: BaseException) -> dict[str, str]:
    """What a log may say about an error: AWS's messages and Python's can quote keys, so neither is among it."""
    frames = traceback.extract_tb(error.__traceback__)
    said = {"error": type(error).__name__, "at": f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""}
    if isinstance(error, ClientError):
        said |= {"code": error.response["Error"].get("Code", ""), "operation": error.operation_name}
    return said
