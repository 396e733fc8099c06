"""AWS's quotas, as far as these credentials may read them, and what is used of them."""

import boto3

from automation.aws.asking import asked
from automation.doctoring.answer import Answer
from automation.doctoring.quota_checks import InUse

VPCS, ADDRESSES = ("vpc", "L-F678F1CE"), ("ec2", "L-0263D0A3")
"""Service and code of "VPCs per Region" and "EC2-VPC Elastic IPs"."""
STORED_VIDEO_JOBS = "stored video jobs"
"""In the name of Rekognition's quota, whose code AWS's documentation does not print."""


def functions_at_once(session: boto3.Session) -> Answer[int]:
    """Concurrent executions of the account in the session's region."""
    return asked(lambda: int(session.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]))


def analyses_at_once(session: boto3.Session) -> Answer[int | None]:
    """Jobs of Rekognition Video; None where Service Quotas does not list them."""

    def listed() -> int | None:
        pages = session.client("service-quotas").get_paginator("list_service_quotas").paginate(ServiceCode="rekognition")
        found = [each["Value"] for page in pages for each in page["Quotas"] if STORED_VIDEO_JOBS in each["QuotaName"].lower()]
        return int(found[0]) if found else None

    return asked(listed)


def vpcs(session: boto3.Session) -> Answer[InUse]:
    return asked(lambda: InUse(limit=_limit(session, *VPCS), used=len(session.client("ec2").describe_vpcs()["Vpcs"])))


def addresses(session: boto3.Session) -> Answer[InUse]:
    return asked(lambda: InUse(limit=_limit(session, *ADDRESSES), used=len(session.client("ec2").describe_addresses()["Addresses"])))


def _limit(session: boto3.Session, service: str, code: str) -> int:
    return int(session.client("service-quotas").get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]["Value"])
