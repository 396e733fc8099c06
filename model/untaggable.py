"""What carries no cost allocation tag, and why: types of which AWS or the SDK has no tags, and costs that have no resource."""

from collections.abc import Iterable, Mapping

OF_A_BUCKET = "part of its bucket, which is tagged"
OF_A_FUNCTION = "part of its function, which is tagged"
OF_A_ROLE = "part of its role, which is tagged"
OF_A_RULE = "part of its rule, which is tagged"
OF_A_TOPIC = "part of its topic, which is tagged"
OF_A_ROUTE_TABLE = "part of its route table, which is tagged"

REASONS: Mapping[str, str] = {
    "aws:cloudfront/originAccessControl:OriginAccessControl": "how CloudFront signs its requests; costs nothing",
    "aws:cloudwatch/dashboard:Dashboard": "the provider has no tags for dashboards; three an account cost nothing, others 3 USD a month",
    "aws:cloudwatch/eventTarget:EventTarget": OF_A_RULE,
    "aws:ec2/route:Route": OF_A_ROUTE_TABLE,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": OF_A_ROUTE_TABLE,
    "aws:iam/rolePolicy:RolePolicy": OF_A_ROLE,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": OF_A_ROLE,
    "aws:lambda/permission:Permission": OF_A_FUNCTION,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": OF_A_BUCKET,
    "aws:s3/bucketNotification:BucketNotification": OF_A_BUCKET,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": OF_A_BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": OF_A_BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": OF_A_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": OF_A_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": OF_A_BUCKET,
    "aws:sns/topicPolicy:TopicPolicy": OF_A_TOPIC,
    "aws:sns/topicSubscription:TopicSubscription": OF_A_TOPIC,
    "aws:sqs/queuePolicy:QueuePolicy": "part of its queue, which is tagged",
}
"""Resource type to why it is bare; the tests hold it against the SDK and the shipped stacks. Dashboards: aws.amazon.com/cloudwatch/pricing,
read in November 2026."""
NO_REASON = "the provider has no tags for this type"
"""Of a type that stands above nowhere."""

MADE_BY_AWSX: Mapping[str, tuple[str, ...]] = {
    "awsx:ec2:Vpc": ("aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation"),
}
"""Bare children of awsx components. Only the engine makes them, as many as the network has subnets and ways out."""

WITHOUT_RESOURCE: Mapping[str, str] = {
    "Rekognition Video": "an analysis carries no tag; in an account with several clients its cost is told apart by metered seconds",
    "CloudWatch metrics of the program's own": "a metric carries no tag; in a shared account the cost is unallocated",
    "X-Ray traces": "a trace carries no tag; in a shared account the cost is unallocated",
    "tax, support, credits": "lines of the bill without a resource",
}
"""What costs money, or gives some back, without a resource that could carry a tag."""


def bare_below_awsx(types: Iterable[str]) -> set[str]:
    """Bare types that the engine alone makes for components of these types."""
    return {made for type_ in types for made in MADE_BY_AWSX.get(type_, ())}


def reason(type_: str) -> str:
    """Why resources of a type that has no tags carry none."""
    return REASONS.get(type_, NO_REASON)
