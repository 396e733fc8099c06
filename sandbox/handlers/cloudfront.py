"""CloudFront distributions in front of S3, and the access controls with which they read private buckets."""

import uuid

from botocore.client import BaseClient

from sandbox.handlers.as_written import set_as_written
from sandbox.handlers.cloudfront_spelling import from_config, to_config
from sandbox.handlers.handler import Handler, Properties
from sandbox.handlers.spelling import Spelling
from sandbox.handlers.tags import removed_tags, tag_list, tag_map

HOSTED_ZONE = "Z2FDTNDATAQYW2"
"""Route 53 zone of every distribution (the same in all accounts, as Route 53's documentation of alias targets says)."""


class Distribution(Handler):
    type = "aws:cloudfront/distribution:Distribution"
    service = "cloudfront"
    supported = (
        "enabled",
        "aliases",
        "comment",
        "priceClass",
        "defaultRootObject",
        "httpVersion",
        "isIpv6Enabled",
        "origins[].originId",
        "origins[].domainName",
        "origins[].originPath",
        "origins[].originAccessControlId",
        "defaultCacheBehavior.targetOriginId",
        "defaultCacheBehavior.viewerProtocolPolicy",
        "defaultCacheBehavior.allowedMethods",
        "defaultCacheBehavior.cachedMethods",
        "defaultCacheBehavior.compress",
        "defaultCacheBehavior.cachePolicyId",
        "defaultCacheBehavior.originRequestPolicyId",
        "defaultCacheBehavior.responseHeadersPolicyId",
        "viewerCertificate.acmCertificateArn",
        "viewerCertificate.cloudfrontDefaultCertificate",
        "viewerCertificate.minimumProtocolVersion",
        "viewerCertificate.sslSupportMethod",
        "customErrorResponses[].errorCode",
        "customErrorResponses[].errorCachingMinTtl",
        "customErrorResponses[].responseCode",
        "customErrorResponses[].responsePagePath",
        "restrictions.geoRestriction.restrictionType",
        "restrictions.geoRestriction.locations",
        "waitForDeployment",
        "tags.*",
    )
    write_only = {"waitForDeployment": "how the program waits; AWS does not know it"}
    computed = ("viewerCertificate.minimumProtocolVersion",)
    defaults = {"httpVersion": "http2", "isIpv6Enabled": False, "priceClass": "PriceClass_All", "waitForDeployment": True}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        config = {"DistributionConfig": to_config(inputs, str(uuid.uuid4())), "Tags": {"Items": tag_list(inputs)}}
        id = str(aws.create_distribution_with_tags(DistributionConfigWithTags=config)["Distribution"]["Id"])
        self.wait(aws, id, inputs)
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        answer = aws.get_distribution(Id=id)
        live = answer["Distribution"]
        tags = tag_map(aws.list_tags_for_resource(Resource=live["ARN"])["Tags"]["Items"])
        inputs = from_config(live["DistributionConfig"])
        return {
            **inputs,
            "aliases": set_as_written(inputs["aliases"] or [], state.get("aliases")),
            "arn": live["ARN"],
            "domainName": live["DomainName"],
            "hostedZoneId": HOSTED_ZONE,
            "status": live["Status"],
            "etag": answer["ETag"],
            "callerReference": live["DistributionConfig"]["CallerReference"],
            "tags": tags,
            "tagsAll": tags,
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        answer = aws.get_distribution(Id=id)
        live = answer["Distribution"]
        config = to_config(new, live["DistributionConfig"]["CallerReference"])
        aws.update_distribution(Id=id, IfMatch=answer["ETag"], DistributionConfig=config)
        if removed := removed_tags(old, new):
            aws.untag_resource(Resource=live["ARN"], TagKeys={"Items": removed})
        if new.get("tags"):
            aws.tag_resource(Resource=live["ARN"], Tags={"Items": tag_list(new)})
        self.wait(aws, id, new)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        """Switched off first: CloudFront deletes no distribution that is enabled or still being deployed."""
        answer = aws.get_distribution_config(Id=id)
        config, etag = answer["DistributionConfig"], answer["ETag"]
        if config["Enabled"]:
            etag = aws.update_distribution(Id=id, IfMatch=etag, DistributionConfig={**config, "Enabled": False})["ETag"]
        self.wait(aws, id, {"waitForDeployment": True})
        aws.delete_distribution(Id=id, IfMatch=etag)

    def wait(self, aws: BaseClient, id: str, inputs: Properties) -> None:
        if inputs["waitForDeployment"]:
            aws.get_waiter("distribution_deployed").wait(Id=id, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


CONTROL = Spelling("name", "description", "signingProtocol", "signingBehavior", "originAccessControlOriginType")


class OriginAccessControl(Handler):
    type = "aws:cloudfront/originAccessControl:OriginAccessControl"
    service = "cloudfront"
    name_input = "name"
    supported = ("name", "description", "signingProtocol", "signingBehavior", "originAccessControlOriginType")
    defaults = {"description": "Managed by Pulumi"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        made = aws.create_origin_access_control(OriginAccessControlConfig=CONTROL.to_aws(inputs))
        return str(made["OriginAccessControl"]["Id"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        answer = aws.get_origin_access_control(Id=id)
        return {**CONTROL.to_pulumi(answer["OriginAccessControl"]["OriginAccessControlConfig"]), "etag": answer["ETag"]}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        etag = aws.get_origin_access_control(Id=id)["ETag"]
        aws.update_origin_access_control(Id=id, IfMatch=etag, OriginAccessControlConfig=CONTROL.to_aws(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_origin_access_control(Id=id, IfMatch=aws.get_origin_access_control(Id=id)["ETag"])
