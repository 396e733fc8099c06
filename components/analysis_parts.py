"""What the functions of the vehicle analysis work on, and what they may do with it."""

from dataclasses import dataclass

import pulumi

from components.completion_notices import REKOGNITION, CompletionNotices
from components.permissions import allow
from components.private_bucket import PrivateBucket
from components.surroundings import Surroundings
from components.usage_table import UsageTable
from components.videos_table import BY_STATE, VideosTable
from lambdas import manifest
from model.policies import Statement

UPLOADS_PREFIX = "uploads/"
"""Where uploads are put; nothing else in the bucket is analysed."""
RESULTS_PREFIX = "results/"

Permissions = list[pulumi.Output[Statement]]


@dataclass(frozen=True, kw_only=True)
class AnalysisParts:
    """The stores and the topic that all functions share."""

    surroundings: Surroundings
    """Settings, key and network."""
    uploads: PrivateBucket
    """Videos come in here, under `uploads/`."""
    results: PrivateBucket
    """Labels go out here, under `results/`."""
    videos: VideosTable
    """Where each video stands."""
    usage: UsageTable
    """What was metered."""
    notices: CompletionNotices
    """How Rekognition tells that an analysis has ended."""

    def environment(self, function: manifest.Function) -> dict[str, pulumi.Input[str]]:
        """The variables that a function reads, and no others. Raises KeyError for one that the manifest names and nobody sets."""
        known = self._variables()
        return {name: known[name] for name in function.variables}

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        settings = self.surroundings.settings
        return {
            "CLIENT": settings.slug,
            "STACK": pulumi.get_stack(),
            "POWERTOOLS_SERVICE_NAME": manifest.SERVICE,
            "POWERTOOLS_METRICS_NAMESPACE": manifest.NAMESPACE,
            "VIDEOS_TABLE": self.videos.table.name,
            "USAGE_TABLE": self.usage.table.name,
            "UPLOADS_BUCKET": self.uploads.bucket.bucket,
            "RESULTS_BUCKET": self.results.bucket.bucket,
            "COMPLETION_TOPIC_ARN": self.notices.topic.arn,
            "REKOGNITION_ROLE_ARN": self.notices.publisher.arn,
            "MONTHLY_SECONDS_LIMIT": str(settings.monthly_seconds_limit),
            "MAX_CONCURRENT_JOBS": str(settings.max_concurrent_jobs),
            "RETENTION_DAYS": str(settings.retention_days),
        }

    def may_record(self) -> pulumi.Output[Statement]:
        """Write down a video that was not there before."""
        return allow("Record", "dynamodb:PutItem", on=[self.videos.table.arn])

    def may_move(self) -> Permissions:
        """Find videos by their state, and move them from one to the next."""
        index = pulumi.Output.concat(self.videos.table.arn, "/index/", BY_STATE.name)
        return [
            allow("MoveStates", "dynamodb:GetItem", "dynamodb:UpdateItem", on=[self.videos.table.arn]),
            allow("FindStates", "dynamodb:Query", on=[index]),
        ]

    def may_start(self) -> Permissions:
        """Start analyses of uploads. Rekognition reads the video in the name of who starts it.

        Who may not list a bucket is told that what is missing there is forbidden, whatever prefix a condition names: a look at one object
        has none.
        """
        upload = pulumi.Output.concat(self.uploads.bucket.arn, "/", UPLOADS_PREFIX, "*")
        handing_over = {"StringEquals": {"iam:PassedToService": REKOGNITION}}
        return [
            allow("Start", "rekognition:StartLabelDetection", on=["*"]),  # Rekognition Video has no ARN for a stored video's analysis
            allow("ReadUploads", "s3:GetObject", "s3:GetObjectVersion", on=[upload]),
            allow("SeeWhatIsMissing", "s3:ListBucket", "s3:ListBucketVersions", on=[self.uploads.bucket.arn]),
            allow("HandOverRole", "iam:PassRole", on=[self.notices.publisher.arn], only_if=handing_over),
        ]

    def may_complete(self) -> Permissions:
        """Fetch results, keep them, and meter."""
        result = pulumi.Output.concat(self.results.bucket.arn, "/", RESULTS_PREFIX, "*")
        return [
            allow("FetchResults", "rekognition:GetLabelDetection", on=["*"]),
            allow("KeepResults", "s3:PutObject", "s3:AbortMultipartUpload", on=[result]),
            allow("Meter", "dynamodb:GetItem", "dynamodb:PutItem", on=[self.usage.table.arn]),
        ]

    def may_clean_up(self) -> Permissions:
        """Erase versions of objects where videos and results are, and rows of videos: never anything of what was metered."""
        places = ((self.uploads.bucket.arn, UPLOADS_PREFIX), (self.results.bucket.arn, RESULTS_PREFIX))
        objects = [pulumi.Output.concat(arn, "/", prefix, "*") for arn, prefix in places]
        listings = [
            allow(f"List{prefix.rstrip('/').title()}", "s3:ListBucketVersions", on=[arn], only_if={"StringEquals": {"s3:prefix": prefix}})
            for arn, prefix in places
        ]
        return [
            *self.may_move(),
            *listings,
            allow("ListAbandoned", "s3:ListBucketMultipartUploads", on=[arn for arn, _ in places]),  # S3 knows no prefix here
            allow("Erase", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload", on=objects),
            allow("ForgetVideos", "dynamodb:DeleteItem", on=[self.videos.table.arn]),
        ]
