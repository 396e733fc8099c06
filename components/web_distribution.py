"""The CloudFront distribution of a web page in a private bucket."""

import pulumi
import pulumi_aws as aws

from model.settings import StackSettings

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""Managed cache policy for objects of a bucket (CloudFront developer guide, "Use managed cache policies")."""
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
"""Managed policy SecurityHeadersPolicy: HSTS, no sniffing, no framing by others, referrers only to equals (CloudFront developer guide, "Use
managed response headers policies"). Managed policies have the same ids in every account."""
NEWEST_TLS = "TLSv1.2_2021"
"""The strictest set of protocols and ciphers that CloudFront's guide recommends; it takes part only with a certificate of one's own."""
ORIGIN = "bucket"
READING = ("GET", "HEAD")
NOT_THERE = (403, 404)
"""What S3 answers for a name that it does not have: 403, because nobody but the account may know which names there are."""
REMEMBERED = 60
"""Seconds that CloudFront remembers that a name is not there; a file that is published meanwhile appears that late."""


def web_distribution(
    name: str,
    settings: StackSettings,
    bucket: aws.s3.Bucket,
    control: aws.cloudfront.OriginAccessControl,
    opts: pulumi.ResourceOptions,
) -> aws.cloudfront.Distribution:
    """HTTPS only, GET and HEAD only, `index.html` at the root and for every name that is not there."""
    origin = aws.cloudfront.DistributionOriginArgs(
        origin_id=ORIGIN, domain_name=bucket.bucket_regional_domain_name, origin_access_control_id=control.id
    )
    everywhere = aws.cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
    return aws.cloudfront.Distribution(
        name,
        enabled=True,
        comment=name,
        aliases=[settings.web_domain] if settings.web_domain else None,
        default_root_object="index.html",
        price_class=settings.web_price_class,
        http_version="http2and3",
        is_ipv6_enabled=True,
        origins=[origin],
        default_cache_behavior=_behavior(),
        custom_error_responses=[_not_there(code) for code in NOT_THERE],
        restrictions=aws.cloudfront.DistributionRestrictionsArgs(geo_restriction=everywhere),
        viewer_certificate=_certificate(settings),
        opts=opts,
    )


def _behavior() -> aws.cloudfront.DistributionDefaultCacheBehaviorArgs:
    return aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
        target_origin_id=ORIGIN,
        viewer_protocol_policy="redirect-to-https",
        allowed_methods=READING,
        cached_methods=READING,
        compress=True,
        cache_policy_id=CACHING_OPTIMIZED,
        response_headers_policy_id=SECURITY_HEADERS,
    )


def _not_there(code: int) -> aws.cloudfront.DistributionCustomErrorResponseArgs:
    return aws.cloudfront.DistributionCustomErrorResponseArgs(
        error_code=code, response_code=404, response_page_path="/index.html", error_caching_min_ttl=REMEMBERED
    )


def _certificate(settings: StackSettings) -> aws.cloudfront.DistributionViewerCertificateArgs:
    """With CloudFront's own certificate, for its own domain, the protocols are CloudFront's choice."""
    if settings.web_certificate_arn is None:
        return aws.cloudfront.DistributionViewerCertificateArgs(cloudfront_default_certificate=True)
    return aws.cloudfront.DistributionViewerCertificateArgs(
        acm_certificate_arn=settings.web_certificate_arn, ssl_support_method="sni-only", minimum_protocol_version=NEWEST_TLS
    )
