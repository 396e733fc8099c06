"""The client's web page: a private bucket, and CloudFront in front of it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.bucket_settings import encrypted, never_public, tls_only, without_acls
from components.component_types import WEB_HOSTING
from components.permissions import allow, policy
from components.placeholder_page import FRESH, PAGE
from components.web_distribution import web_distribution
from model.settings import StackSettings

CLOUDFRONT = "cloudfront.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class WebHostingArgs:
    """What the web hosting is told."""

    settings: StackSettings
    """The stack's settings: price class, domain and certificate of the page."""


class WebHosting(pulumi.ComponentResource):
    """A page that CloudFront alone can read from its bucket.

    The bucket is encrypted with S3's own keys: what is in it is for everybody to see, and another key would only cost. There is no monthly
    fee; a small client stays within CloudFront's free volume (aws.amazon.com/cloudfront/pricing). A distribution takes some minutes to be
    made, changed and deleted, and `up` waits for it.
    """

    bucket: aws.s3.Bucket
    control: aws.cloudfront.OriginAccessControl
    distribution: aws.cloudfront.Distribution
    access: aws.s3.BucketPolicy
    page: aws.s3.BucketObjectv2
    url: pulumi.Output[str]
    """Where the page is."""

    def __init__(self, name: str, args: WebHostingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(WEB_HOSTING, name, {}, opts)
        self.bucket = aws.s3.Bucket(name, force_destroy=True, opts=pulumi.ResourceOptions(parent=self))
        self._within = pulumi.ResourceOptions(parent=self.bucket)
        self.ownership = without_acls(name, self.bucket, self._within)
        self.public_access = never_public(name, self.bucket, self._within)
        self.encryption = encrypted(name, self.bucket, None, self._within)
        self.control = self._control(name)
        self.distribution = web_distribution(name, args.settings, self.bucket, self.control, pulumi.ResourceOptions(parent=self))
        self.access = self._access(name)
        self.page = self._page(name)
        self.url = pulumi.Output.concat("https://", args.settings.web_domain or self.distribution.domain_name)
        self.register_outputs({"bucket": self.bucket.bucket, "distribution_id": self.distribution.id, "url": self.url})

    def _control(self, name: str) -> aws.cloudfront.OriginAccessControl:
        """How CloudFront shows the bucket who it is: it signs every request."""
        return aws.cloudfront.OriginAccessControl(
            name,
            description=f"Web page of {name}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _access(self, name: str) -> aws.s3.BucketPolicy:
        everything = pulumi.Output.concat(self.bucket.arn, "/*")
        of_ours = {"StringEquals": {"aws:SourceArn": self.distribution.arn}}
        reading = allow("CloudFront", "s3:GetObject", on=[everything], only_if=of_ours, to=CLOUDFRONT)
        document = policy(self.bucket.arn.apply(tls_only), reading)
        return aws.s3.BucketPolicy(name, bucket=self.bucket.bucket, policy=document, opts=self._within)

    def _page(self, name: str) -> aws.s3.BucketObjectv2:
        return aws.s3.BucketObjectv2(
            f"{name}-index",
            bucket=self.bucket.bucket,
            key=PAGE.name,
            source=pulumi.FileAsset(str(PAGE)),
            content_type="text/html; charset=utf-8",
            cache_control=f"public, max-age={FRESH}",
            opts=self._within,
        )
