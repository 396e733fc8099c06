from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


def test_the_quota_of_analyses_is_the_one_that_they_meet(aws):
    quotas = aws.client("service-quotas")
    (quota,) = quotas.list_service_quotas(ServiceCode="rekognition")["Quotas"]
    assert (quota["QuotaName"], quota["Value"]) == ("Maximum number of concurrent stored video jobs per account", 20)
    aws.admin("POST", "rekognition/settings", {"concurrent_jobs": 3})
    assert quotas.list_service_quotas(ServiceCode="rekognition")["Quotas"][0]["Value"] == 3


@pytest.mark.parametrize(
    ("service", "code", "name"), [("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs"), ("vpc", "L-F678F1CE", "VPCs per Region")]
)
def test_networks_have_aws_s_default_quotas(aws, service, code, name):
    quota = aws.client("service-quotas").get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]
    assert (quota["QuotaName"], quota["Value"]) == (name, 5)


def test_a_quota_that_is_not_there_is_an_error(aws):
    quotas = aws.client("service-quotas")
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-00000000")
    with pytest.raises(ClientError, match="NoSuchResourceException"):
        quotas.list_service_quotas(ServiceCode="lambda")
