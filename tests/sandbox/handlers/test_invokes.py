import pytest

from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.invokes import INVOKES, invoke
from tests.sandbox.handlers.cloud import Cloud

ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"
MANAGED_PREFIX_LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList"


def test_the_caller_is_the_account_that_the_provider_reaches(cloud: Cloud) -> None:
    caller = cloud.client("sts").get_caller_identity()
    said = invoke("aws:index/getCallerIdentity:getCallerIdentity", cloud.account, {})
    assert (said["accountId"], said["arn"]) == (caller["Account"], caller["Arn"])


def test_the_region_is_the_providers_own_unless_asked_for(cloud: Cloud) -> None:
    own = invoke("aws:index/getRegion:getRegion", cloud.account, {"region": None})
    assert (own["region"], own["description"]) == ("us-east-1", "US East (N. Virginia)")
    assert invoke("aws:index/getRegion:getRegion", cloud.account, {"region": "eu-west-1"})["endpoint"] == "ec2.eu-west-1.amazonaws.com"


def test_the_partition_is_the_commercial_one(cloud: Cloud) -> None:
    assert invoke("aws:index/getPartition:getPartition", cloud.account, {})["partition"] == "aws"


def test_zones_are_those_of_the_region_in_alphabetical_order(cloud: Cloud) -> None:
    zones = invoke(ZONES, cloud.account, {"region": "eu-west-1", "state": "available"})
    assert zones["names"][:2] == ["eu-west-1a", "eu-west-1b"]
    assert len(zones["zoneIds"]) == len(zones["names"])
    assert zones["groupNames"] == ["eu-west-1"]


def test_zones_can_be_filtered(cloud: Cloud) -> None:
    wanted = {"filters": [{"name": "zone-name", "values": ["us-east-1b"]}]}
    assert invoke(ZONES, cloud.account, wanted)["names"] == ["us-east-1b"]


def test_both_kinds_of_prefix_list_answer_with_the_addresses_of_s3(cloud: Cloud) -> None:
    managed = invoke(MANAGED_PREFIX_LIST, cloud.account, {"name": "com.amazonaws.us-east-1.s3"})
    old = invoke("aws:ec2/getPrefixList:getPrefixList", cloud.account, {"prefixListId": managed["id"]})
    assert old["name"] == "com.amazonaws.us-east-1.s3"
    assert [entry["cidr"] for entry in managed["entries"]] == old["cidrBlocks"] != []


def test_a_prefix_list_that_does_not_exist_is_an_error(cloud: Cloud) -> None:
    with pytest.raises(LookupError, match="0 prefix lists match"):
        invoke(MANAGED_PREFIX_LIST, cloud.account, {"name": "com.amazonaws.us-east-1.s4"})


def test_an_unknown_function_is_refused_by_its_name(cloud: Cloud) -> None:
    with pytest.raises(UnsupportedInput, match=r"no function aws:ec2/getAmi:getAmi"):
        invoke("aws:ec2/getAmi:getAmi", cloud.account, {})


@pytest.mark.parametrize("token", INVOKES)
def test_an_argument_that_would_be_ignored_is_refused_by_its_name(token: str, cloud: Cloud) -> None:
    with pytest.raises(UnsupportedInput, match="does not support surprise"):
        invoke(token, cloud.account, {"surprise": 1})
