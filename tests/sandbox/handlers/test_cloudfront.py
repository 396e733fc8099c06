from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.client import BaseClient

from sandbox.aws.server import RunningServer
from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, UnsupportedInput, handler_of
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
CORS_S3_ORIGIN = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
"""Ids of policies that AWS manages (CloudFront developer guide)."""
TAGS = {"Client": "Acme", "Project": "Vehicle"}


def access_control(cloud: Cloud) -> str:
    """Id of a new access control."""
    config = {"Name": cloud.name("web"), "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"}
    made = cloud.client("cloudfront").create_origin_access_control(OriginAccessControlConfig=config)
    return str(made["OriginAccessControl"]["Id"])


def site(cloud: Cloud, **more: Any) -> Properties:
    """What a static web page behind an access control needs."""
    return {
        "enabled": True,
        "origins": [{"originId": "web", "domainName": "web.s3.us-east-1.amazonaws.com", "originAccessControlId": access_control(cloud)}],
        "defaultCacheBehavior": {
            "targetOriginId": "web",
            "viewerProtocolPolicy": "redirect-to-https",
            "allowedMethods": ["GET", "HEAD"],
            "cachedMethods": ["GET", "HEAD"],
            "cachePolicyId": CACHING_OPTIMIZED,
        },
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {"cloudfrontDefaultCertificate": True},
        **more,
    }


def full_site(cloud: Cloud) -> Properties:
    plain = site(cloud)
    more = {"compress": True, "originRequestPolicyId": CORS_S3_ORIGIN, "responseHeadersPolicyId": SECURITY_HEADERS}
    error = {"errorCode": 403, "errorCachingMinTtl": 60, "responseCode": 200, "responsePagePath": "/index.html"}
    return {
        **plain,
        "origins": [{**plain["origins"][0], "originPath": "/site"}],
        "defaultCacheBehavior": {**plain["defaultCacheBehavior"], **more},
        "aliases": ["www.acme.example", "acme.example"],
        "comment": "acme-prod",
        "priceClass": "PriceClass_100",
        "defaultRootObject": "index.html",
        "httpVersion": "http2and3",
        "isIpv6Enabled": True,
        "customErrorResponses": [error],
        "restrictions": {"geoRestriction": {"restrictionType": "whitelist", "locations": ["DE", "FR"]}},
        "viewerCertificate": {
            "acmCertificateArn": "arn:aws:acm:us-east-1:111111111111:certificate/1",
            "minimumProtocolVersion": "TLSv1.2_2021",
            "sslSupportMethod": "sni-only",
        },
        "waitForDeployment": True,
        "tags": TAGS,
    }


def changed(path: str, value: Any, change: Callable[[dict[str, Any]], Any]) -> Drift:
    """A change of the live configuration, made in place by `change`."""

    def behind(aws: BaseClient, it: Mapping[str, Any]) -> None:
        answer = aws.get_distribution_config(Id=it["id"])
        config = answer["DistributionConfig"]
        change(config)
        aws.update_distribution(Id=it["id"], IfMatch=answer["ETag"], DistributionConfig=config)

    return Drift(path, value, behind)


def setting(path: str, name: str, value: Any) -> Drift:
    return changed(path, value, lambda config: config.update({name: value}))


def behavior(path: str, name: str, value: Any) -> Drift:
    return changed(f"defaultCacheBehavior.{path}", value, lambda config: config["DefaultCacheBehavior"].update({name: value}))


def methods(path: str, change: Callable[[dict[str, Any]], Any]) -> Drift:
    value = ["GET", "HEAD", "OPTIONS"]
    return changed(f"defaultCacheBehavior.{path}", value, lambda config: change(config["DefaultCacheBehavior"]["AllowedMethods"]))


def renamed_origin(config: dict[str, Any]) -> None:
    config["Origins"]["Items"][0].update({"Id": "other", "DomainName": "other.s3.us-east-1.amazonaws.com", "OriginPath": ""})
    del config["Origins"]["Items"][0]["OriginAccessControlId"]
    config["DefaultCacheBehavior"]["TargetOriginId"] = "other"


def together(change: Callable[[dict[str, Any]], Any], **says: Any) -> tuple[Drift, ...]:
    """Several properties that one change touches; `__` is a dot, `_items` a list's `[]`."""
    behind = changed("", None, change).behind
    return tuple(Drift(path.replace("_items", "[]").replace("__", "."), value, behind) for path, value in says.items())


THREE = {"Quantity": 3, "Items": ["GET", "HEAD", "OPTIONS"]}
ERROR = {"ErrorCode": 404, "ErrorCachingMinTTL": 5, "ResponseCode": "404", "ResponsePagePath": "/404.html"}


def other_control(aws: BaseClient, it: Mapping[str, Any]) -> None:
    other = {
        "Name": "other",
        "Description": "elsewhere",
        "SigningProtocol": "sigv4a",
        "SigningBehavior": "never",
        "OriginAccessControlOriginType": "lambda",
    }
    aws.update_origin_access_control(Id=it["id"], IfMatch=it["etag"], OriginAccessControlConfig=other)


class TestDistributions(HandlerContract):
    cases = (
        Case(
            DISTRIBUTION,
            inputs=full_site,
            drifts=(
                setting("enabled", "Enabled", False),
                setting("comment", "Comment", "other"),
                setting("priceClass", "PriceClass", "PriceClass_200"),
                setting("defaultRootObject", "DefaultRootObject", "other.html"),
                setting("httpVersion", "HttpVersion", "http1.1"),
                setting("isIpv6Enabled", "IsIPV6Enabled", False),
                changed("aliases", GONE, lambda config: config.update({"Aliases": {"Quantity": 0}})),
                *together(
                    renamed_origin,
                    origins_items__originId="other",
                    origins_items__domainName="other.s3.us-east-1.amazonaws.com",
                    origins_items__originPath=GONE,
                    origins_items__originAccessControlId=GONE,
                    defaultCacheBehavior__targetOriginId="other",
                ),
                behavior("viewerProtocolPolicy", "ViewerProtocolPolicy", "https-only"),
                behavior("cachePolicyId", "CachePolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
                behavior("originRequestPolicyId", "OriginRequestPolicyId", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
                behavior("responseHeadersPolicyId", "ResponseHeadersPolicyId", "5cc3b908-e619-4b99-88e5-2cf7f45965bd"),
                changed("defaultCacheBehavior.compress", GONE, lambda config: config["DefaultCacheBehavior"].update({"Compress": False})),
                methods("allowedMethods", lambda live: live.update(THREE)),
                methods("cachedMethods", lambda live: live.update({"CachedMethods": THREE})),
                *together(
                    lambda config: config.update({"ViewerCertificate": {"CloudFrontDefaultCertificate": True}}),
                    viewerCertificate__acmCertificateArn=GONE,
                    viewerCertificate__minimumProtocolVersion=GONE,
                    viewerCertificate__sslSupportMethod=GONE,
                    viewerCertificate__cloudfrontDefaultCertificate=True,
                ),
                *together(
                    lambda config: config.update({"CustomErrorResponses": {"Quantity": 1, "Items": [ERROR]}}),
                    customErrorResponses_items__errorCode=404,
                    customErrorResponses_items__errorCachingMinTtl=5,
                    customErrorResponses_items__responseCode=404,
                    customErrorResponses_items__responsePagePath="/404.html",
                ),
                *together(
                    lambda config: config["Restrictions"].update({"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}}),
                    restrictions__geoRestriction__restrictionType="none",
                    restrictions__geoRestriction__locations=GONE,
                ),
                Drift("tags.*", {"Client": "Acme"}, lambda aws, it: aws.untag_resource(Resource=it["arn"], TagKeys={"Items": ["Project"]})),
            ),
            required=("enabled", "origins", "defaultCacheBehavior", "viewerCertificate", "restrictions"),
            note="with everything",
        ),
        Case(DISTRIBUTION, inputs=site, note="with CloudFront's own certificate"),
        Case(
            "aws:cloudfront/originAccessControl:OriginAccessControl",
            inputs=lambda _: {
                "description": "acme-prod",
                "originAccessControlOriginType": "s3",
                "signingBehavior": "always",
                "signingProtocol": "sigv4",
            },
            drifts=(
                Drift("name", "other", other_control),
                Drift("description", "elsewhere", other_control),
                Drift("originAccessControlOriginType", "lambda", other_control),
                Drift("signingBehavior", "never", other_control),
                Drift("signingProtocol", "sigv4a", other_control),
            ),
            required=("name", "originAccessControlOriginType", "signingBehavior", "signingProtocol"),
        ),
    )

    def made(self, cloud: Cloud, given: Properties) -> tuple[str, Properties, Properties]:
        """(id, state, inputs) of a new distribution."""
        inputs = lifecycle.checked(handler_of(DISTRIBUTION), "it", given, "")
        return *lifecycle.create(handler_of(DISTRIBUTION), cloud.account, inputs), inputs

    def test_a_new_distribution_is_deployed_and_has_a_name(self, cloud: Cloud) -> None:
        _, state, _ = self.made(cloud, site(cloud))
        assert state["status"] == "Deployed"
        assert state["domainName"].endswith(".cloudfront.net")

    def test_an_update_keeps_the_caller_reference(self, cloud: Cloud) -> None:
        id, before, inputs = self.made(cloud, site(cloud))
        after = lifecycle.update(handler_of(DISTRIBUTION), cloud.account, id, inputs, {**inputs, "comment": "other"})
        assert (after["comment"], after["callerReference"]) == ("other", before["callerReference"])

    def test_a_distribution_is_switched_off_before_it_is_deleted(self, cloud: Cloud, server: RunningServer) -> None:
        id, state, _ = self.made(cloud, site(cloud))
        before = len(server.aws.journal.calls())
        lifecycle.delete(handler_of(DISTRIBUTION), cloud.account, id, state)
        changes = [call.action for call in server.aws.journal.calls()[before:] if not call.action.startswith("Get")]
        assert changes == ["UpdateDistribution", "DeleteDistribution"]

    @pytest.mark.parametrize(
        ("part", "path"),
        [
            ({"orderedCacheBehaviors": [{"pathPattern": "/api/*"}]}, r"orderedCacheBehaviors\[\].pathPattern"),
            ({"webAclId": "acl"}, "webAclId"),
            ({"loggingConfig": {"bucket": "logs"}}, "loggingConfig.bucket"),
        ],
    )
    def test_what_the_emulation_would_lose_is_refused(self, part: Properties, path: str, cloud: Cloud) -> None:
        with pytest.raises(UnsupportedInput, match=path):
            self.made(cloud, site(cloud, **part))
