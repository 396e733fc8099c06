"""Where the solution can run."""

from dataclasses import dataclass

BILLING_REGION = "us-east-1"
"""The only region in which AWS publishes EstimatedCharges, and the one where CloudFront reads certificates."""

VIDEO_LABEL_REGIONS = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    }
)
"""Regions where Rekognition Video detects labels in stored videos.

Source: "Amazon Rekognition endpoints and quotas", AWS General Reference (docs.aws.amazon.com/general/latest/gr/rekognition.html), read on
23 November 2026. Rekognition is absent from eu-north-1 and eu-west-3. botocore 1.44.5 knows endpoints in five more regions (ap-southeast-5,
ap-southeast-7, eu-south-2, il-central-1, sa-east-1): they stay out until AWS's documentation says that stored videos are analysed there.
GovCloud and China are other partitions, which this program does not serve."""


@dataclass(frozen=True)
class VideoRegion:
    """A region where the vehicle analysis can run."""

    @property
    def text(self) -> str:
        return "a region where Rekognition Video finds labels in stored videos: " + ", ".join(sorted(VIDEO_LABEL_REGIONS))

    def remedy(self, value: str) -> str | None:
        if value in VIDEO_LABEL_REGIONS:
            return None
        near = sorted(region for region in VIDEO_LABEL_REGIONS if region.startswith(value[:3]))
        return f"Choose {', '.join(near) or BILLING_REGION}."
