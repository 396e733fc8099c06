import pytest

from components.web_hosting import WebHosting, WebHostingArgs
from tests.components.environments import settings

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CERTIFICATE = "arn:aws:acm:us-east-1:222222222222:certificate/1"


def distribution(deployment, **more):
    around = settings(**more)
    deployment.deploy(lambda: WebHosting("acme-prod-web", WebHostingArgs(settings=around)))
    return deployment.one(DISTRIBUTION).inputs


def test_it_reads_the_private_bucket_through_its_access_control(deployment):
    (origin,) = distribution(deployment)["origins"]
    assert origin["domainName"] == "acme-prod-web-0a1b2c3.s3.us-east-1.amazonaws.com"
    assert origin["originAccessControlId"] == deployment.one("aws:cloudfront/originAccessControl:OriginAccessControl").outputs["name"]


def test_whoever_comes_by_http_is_sent_to_https_and_can_only_read(deployment):
    behavior = distribution(deployment)["defaultCacheBehavior"]
    assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["allowedMethods"] == behavior["cachedMethods"] == ["GET", "HEAD"]


def test_security_headers_and_caching_are_the_policies_that_aws_manages(deployment):
    behavior = distribution(deployment)["defaultCacheBehavior"]
    assert behavior["responseHeadersPolicyId"] == "67f7725c-6f97-4210-82d7-5512b31e9d03"
    assert behavior["cachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert behavior["compress"] is True


def test_the_root_is_the_page_and_so_is_what_is_not_there_which_still_says_so(deployment):
    inputs = distribution(deployment)
    assert inputs["defaultRootObject"] == "index.html"
    assert {each["errorCode"]: (each["responseCode"], each["responsePagePath"]) for each in inputs["customErrorResponses"]} == {
        403: (404, "/index.html"),
        404: (404, "/index.html"),
    }


@pytest.mark.parametrize("price_class", ["PriceClass_100", "PriceClass_All"])
def test_it_serves_from_as_far_as_the_stack_says(deployment, price_class):
    assert distribution(deployment, web_price_class=price_class)["priceClass"] == price_class


def test_without_a_domain_it_has_cloudfronts_own_certificate(deployment):
    inputs = distribution(deployment)
    assert inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert "aliases" not in inputs


def test_a_domain_comes_with_its_certificate_and_only_new_tls(deployment):
    inputs = distribution(deployment, web_domain="videos.acme.example", web_certificate_arn=CERTIFICATE)
    assert inputs["aliases"] == ["videos.acme.example"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }


def test_it_is_on_and_open_to_every_country(deployment):
    inputs = distribution(deployment)
    assert (inputs["enabled"], inputs["isIpv6Enabled"]) == (True, True)
    assert inputs["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}
