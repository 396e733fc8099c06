"""A distribution in Pulumi's spelling and in CloudFront's, which counts every list and wants many of them even when empty."""

from typing import Any

from sandbox.handlers.handler import Properties
from sandbox.handlers.spelling import Part, Spelling


class Counted:
    """A list that CloudFront writes as `{"Quantity": 1, "Items": [...]}`."""

    def __init__(self, part: Part | None = None) -> None:
        self.part = part

    def outward(self, value: list[Any]) -> dict[str, Any]:
        return {"Quantity": len(value), "Items": self.part.outward(value) if self.part else value}

    def inward(self, value: dict[str, Any]) -> list[Any]:
        items = value.get("Items") or []
        return list(self.part.inward(items)) if self.part else items


class Number:
    """A number that CloudFront writes as text."""

    def outward(self, value: int) -> str:
        return str(value)

    def inward(self, value: str) -> int | None:
        return int(value) if value else None


ORIGIN = Spelling("domainName", "originAccessControlId", "originPath", originId="Id")
ERROR_RESPONSE = Spelling("errorCode", "responsePagePath", responseCode=("ResponseCode", Number()), errorCachingMinTtl="ErrorCachingMinTTL")
BEHAVIOR = Spelling(
    "targetOriginId", "viewerProtocolPolicy", "compress", "cachePolicyId", "originRequestPolicyId", "responseHeadersPolicyId"
)
CERTIFICATE = Spelling(
    "minimumProtocolVersion",
    acmCertificateArn="ACMCertificateArn",
    cloudfrontDefaultCertificate="CloudFrontDefaultCertificate",
    sslSupportMethod="SSLSupportMethod",
)
TOP = Spelling(
    "enabled",
    "comment",
    "priceClass",
    "defaultRootObject",
    "httpVersion",
    isIpv6Enabled="IsIPV6Enabled",
    aliases=("Aliases", Counted()),
    customErrorResponses=("CustomErrorResponses", Counted(ERROR_RESPONSE)),
)


def to_config(inputs: Properties, caller_reference: str) -> dict[str, Any]:
    """The DistributionConfig that the inputs ask for."""
    return {
        "CallerReference": caller_reference,
        "Comment": "",
        "DefaultRootObject": "",
        **TOP.to_aws(inputs),
        "Origins": Counted().outward([origin_config(each) for each in inputs["origins"]]),
        "DefaultCacheBehavior": behavior_config(inputs["defaultCacheBehavior"]),
        "ViewerCertificate": CERTIFICATE.to_aws({"cloudfrontDefaultCertificate": False, **inputs["viewerCertificate"]}),
        "Restrictions": restrictions_config(inputs["restrictions"]["geoRestriction"]),
    }


def origin_config(origin: Properties) -> dict[str, Any]:
    """An S3 origin; the empty identity says that an access control takes its place."""
    return {"OriginPath": "", **ORIGIN.to_aws(origin), "S3OriginConfig": {"OriginAccessIdentity": ""}}


def behavior_config(behavior: Properties) -> dict[str, Any]:
    cached = Counted().outward(behavior["cachedMethods"])
    methods = {**Counted().outward(behavior["allowedMethods"]), "CachedMethods": cached}
    return {"Compress": False, **BEHAVIOR.to_aws(behavior), "AllowedMethods": methods}


def restrictions_config(geo: Properties) -> dict[str, Any]:
    return {"GeoRestriction": {"RestrictionType": geo["restrictionType"], **Counted().outward(geo.get("locations") or [])}}


def from_config(config: dict[str, Any]) -> Properties:
    """The inputs that a live DistributionConfig comes from."""
    behavior, geo = config["DefaultCacheBehavior"], config["Restrictions"]["GeoRestriction"]
    methods = {"allowedMethods": Counted().inward(behavior["AllowedMethods"])}
    cached = {"cachedMethods": Counted().inward(behavior["AllowedMethods"]["CachedMethods"])}
    places = {"locations": Counted().inward(geo)} if geo.get("Items") else {}
    return {
        **TOP.to_pulumi(config),
        "origins": [said(ORIGIN.known(each)) for each in config["Origins"]["Items"]],
        "defaultCacheBehavior": {**said(BEHAVIOR.known(behavior)), **methods, **cached},
        "viewerCertificate": certificate_of(config["ViewerCertificate"]),
        "restrictions": {"geoRestriction": {"restrictionType": geo["RestrictionType"], **places}},
    }


def said(block: Properties) -> Properties:
    """A block without what CloudFront tells of settings that nobody made."""
    return {key: value for key, value in block.items() if value not in ("", False)}


def certificate_of(live: dict[str, Any]) -> Properties:
    """With CloudFront's own certificate the other settings mean nothing, though it tells them."""
    own = CERTIFICATE.known(live)
    if own.get("acmCertificateArn"):
        return {key: value for key, value in own.items() if key != "cloudfrontDefaultCertificate"}
    return {"cloudfrontDefaultCertificate": True}
