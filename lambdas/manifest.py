"""What each function is, reads and emits: the components build functions from it, the tests hold the code to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SERVICE = "vehicle-analysis"
"""POWERTOOLS_SERVICE_NAME of every function here, and so the `service` dimension of its metrics."""
NAMESPACE = "ClientEnvironment"
"""POWERTOOLS_METRICS_NAMESPACE: the CloudWatch namespace of every metric."""
DIMENSIONS = ("service", "Stack")
"""Dimensions of every metric; an alarm must name both, with `SERVICE` and the value of the STACK variable."""

EVERYWHERE = ("CLIENT", "STACK", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "VIDEOS_TABLE", "RETENTION_DAYS")
ASKING = ("COMPLETION_TOPIC_ARN", "REKOGNITION_ROLE_ARN")
LIMITS = ("MONTHLY_SECONDS_LIMIT", "MAX_CONCURRENT_JOBS")
COMPLETING = ("USAGE_TABLE", "RESULTS_BUCKET")
START_METRICS = ("VideosStarted", "VideosWaiting", "VideosFailed", "StartErrors")
COMPLETION_METRICS = ("VideosDone", "SecondsMetered", "VideosFailed", "CompletionErrors")

SWEEP_METRICS = ("SweepRan", "SweepFound", "StuckVideos", "MonthSeconds", "MonthVideos")

MOVE = (("dynamodb:UpdateItem", "videos"), ("dynamodb:Query", "videos/index/by_state"))
"""Find videos by state and move them."""
START = (
    ("dynamodb:GetItem", "videos"),
    ("rekognition:StartLabelDetection", "*"),  # an analysis of a stored video has no ARN
    ("s3:GetObject", "uploads/uploads/*"),  # Rekognition reads with the caller's permission
    ("s3:GetObjectVersion", "uploads/uploads/*"),
    ("s3:ListBucket", "uploads"),  # or S3 calls forbidden what is missing
    ("s3:ListBucketVersions", "uploads"),
    ("iam:PassRole", "rekognition-role"),
)
COMPLETE = (
    ("rekognition:GetLabelDetection", "*"),
    ("s3:PutObject", "results/results/*"),
    ("s3:AbortMultipartUpload", "results/results/*"),
    ("dynamodb:PutItem", "usage"),
    ("dynamodb:GetItem", "usage"),
)
CLEAN_UP_METRICS = ("CleanUpRan", "ObjectsDeleted", "BytesDeleted", "UploadsAborted", "RowsDeleted", "CleanUpErrors")
ERASE = tuple(
    action
    for bucket, objects in (("uploads", "uploads/uploads/*"), ("results", "results/results/*"))
    for action in (
        ("s3:ListBucketVersions", bucket),
        ("s3:ListBucketMultipartUploads", bucket),
        ("s3:DeleteObjectVersion", objects),
        ("s3:AbortMultipartUpload", objects),
    )
)


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function of the vehicle analysis."""

    name: str
    """Name, as in `lambdas/<name>/`."""
    timeout_seconds: int
    """Time limit, 1 to 900. A queue's visibility timeout must be at least six times that (AWS's advice)."""
    memory_mb: int
    """Memory, 128 to 10240; processor time grows with it."""
    variables: tuple[str, ...]
    """Environment variables that it reads; without one of them it fails."""
    metrics: tuple[str, ...]
    """Metrics that it may emit."""
    actions: tuple[tuple[str, str], ...]
    """What its role must allow: IAM action and resource. A resource is a table, an index, a bucket with a key pattern, the
    role that Rekognition publishes with, or `*` where AWS knows no resource. Log group, queue and key come on top."""
    third_party: tuple[str, ...] = ("aws_lambda_powertools", "jmespath", "typing_extensions")
    """Pure-Python packages and modules that the zip needs beside the project's own. boto3 comes from the runtime."""

    @property
    def handler(self) -> str:
        """The handler's import path, from the root of the zip."""
        return f"lambdas.{self.name}.handler.handler"

    @property
    def packages(self) -> tuple[str, ...]:
        """The project's folders in the zip, beside `lambdas/__init__.py`."""
        return (f"lambdas/{self.name}", "lambdas/videos")

    def further_entries(self, project: Path) -> Mapping[str, Path]:
        """Name in the zip to file, where neither a whole folder of the project nor a whole package is wanted. None here."""
        return {}


START_ANALYSIS = Function(
    name="start_analysis",
    timeout_seconds=120,
    memory_mb=256,
    variables=(*EVERYWHERE, *ASKING, *LIMITS, "UPLOADS_BUCKET"),
    metrics=(*START_METRICS, "VideosHeld", "MalformedEvents"),
    actions=(("dynamodb:PutItem", "videos"), *MOVE, *START),
)
COMPLETE_ANALYSIS = Function(
    name="complete_analysis",
    timeout_seconds=900,  # the results of a six-hour video are well over a thousand pages
    memory_mb=512,
    variables=(*EVERYWHERE, *ASKING, *LIMITS, *COMPLETING),
    metrics=tuple(dict.fromkeys((*START_METRICS, *COMPLETION_METRICS, "VideosHeld", "MalformedEvents"))),
    actions=(*MOVE, *START, *COMPLETE),
)
SWEEP = Function(
    name="sweep",
    timeout_seconds=900,
    memory_mb=512,
    variables=(*EVERYWHERE, *ASKING, *COMPLETING),
    metrics=tuple(dict.fromkeys((*START_METRICS, *COMPLETION_METRICS, *SWEEP_METRICS))),
    actions=(*MOVE, *START, *COMPLETE),
)
RELEASE_HELD = Function(
    name="release_held",
    timeout_seconds=120,
    memory_mb=256,
    variables=EVERYWHERE,
    metrics=("VideosReleased", "VideosDiscarded"),
    actions=MOVE,
)
CLEAN_UP = Function(
    name="clean_up",
    timeout_seconds=900,
    memory_mb=512,
    variables=(*EVERYWHERE, "UPLOADS_BUCKET", "RESULTS_BUCKET"),
    metrics=(*CLEAN_UP_METRICS, "VideosDiscarded"),
    actions=(*MOVE, ("dynamodb:DeleteItem", "videos"), *ERASE),
)

FUNCTIONS = (START_ANALYSIS, COMPLETE_ANALYSIS, SWEEP, RELEASE_HELD, CLEAN_UP)
