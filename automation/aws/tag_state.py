"""What AWS says of tags: which keys are on the bill, and what resources really carry."""

from collections.abc import Iterable, Iterator, Mapping

import boto3

from automation.aws.asking import asked
from automation.doctoring.answer import Answer
from automation.doctoring.deployed import region_of
from model.regions import BILLING_REGION

PAGE = 100
"""Most resources in one answer of GetResources (Resource Groups Tagging API reference)."""


def keys_on_the_bill(session: boto3.Session, keys: Iterable[str]) -> Answer[Mapping[str, str]]:
    """Key to `Active` or `Inactive`; one that AWS has not seen yet is not there. Only the account that pays AWS may ask."""
    ce = session.client("ce", region_name=BILLING_REGION)

    def listed() -> dict[str, str]:
        found: dict[str, str] = {}
        asking = {"TagKeys": list(keys), "Type": "UserDefined"}
        while True:
            page = ce.list_cost_allocation_tags(**asking)
            found |= {each["TagKey"]: each["Status"] for each in page["CostAllocationTags"]}
            if not page.get("NextToken"):
                return found
            asking["NextToken"] = page["NextToken"]

    return asked(listed)


def tags_carried(session: boto3.Session, home: str, arns: Iterable[str], client: str) -> Answer[Mapping[str, Mapping[str, str]]]:
    """ARN to tags of everything that the tagging API lists under this client, in every region where one of the resources is.

    `home` is where buckets are, whose ARNs name no region.
    """
    regions = sorted({_region(arn, home) for arn in arns})
    return asked(lambda: dict(each for region in regions for each in _carried(session, region, client)))


def _carried(session: boto3.Session, region: str, client: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """By the tag, not by ARNs: among those there may be some of a kind that the API does not take."""
    tagging = session.client("resourcegroupstaggingapi", region_name=region)
    pages = tagging.get_paginator("get_resources").paginate(TagFilters=[{"Key": "Client", "Values": [client]}], ResourcesPerPage=PAGE)
    for page in pages:
        for each in page["ResourceTagMappingList"]:
            yield each["ResourceARN"].removesuffix(":*"), {tag["Key"]: tag["Value"] for tag in each["Tags"]}


def _region(arn: str, home: str) -> str:
    """What has no region in its ARN is listed in us-east-1, a bucket where it is."""
    return region_of(arn) or (home if arn.split(":")[2] == "s3" else BILLING_REGION)
