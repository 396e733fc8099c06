"""Where the solution can run."""

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
"""Regions where Rekognition Video detects labels in stored videos."""

BILLING_REGION = "us-east-1"
"""The only region in which AWS publishes EstimatedCharges, and where CloudFront reads certificates."""
