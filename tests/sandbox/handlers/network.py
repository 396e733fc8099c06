"""Parts of a network that EC2 cases need to be there before."""

import itertools
from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient

from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import Drift

NUMBERS = itertools.count(1)


def vpc(cloud: Cloud) -> str:
    return cloud.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]


def subnet(cloud: Cloud, of: str | None = None) -> str:
    """A new subnet, of a new VPC unless one is named."""
    block = f"10.1.{next(NUMBERS) % 256}.0/24"
    return cloud.client("ec2").create_subnet(VpcId=of or vpc(cloud), CidrBlock=block)["Subnet"]["SubnetId"]


def route_table(cloud: Cloud, of: str | None = None) -> str:
    return cloud.client("ec2").create_route_table(VpcId=of or vpc(cloud))["RouteTable"]["RouteTableId"]


def internet_gateway(cloud: Cloud) -> str:
    return cloud.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"]


def address(cloud: Cloud) -> str:
    return cloud.client("ec2").allocate_address(Domain="vpc")["AllocationId"]


def nat_gateway(cloud: Cloud) -> str:
    made = cloud.client("ec2").create_nat_gateway(SubnetId=subnet(cloud), AllocationId=address(cloud))
    return made["NatGateway"]["NatGatewayId"]


def security_group(cloud: Cloud, of: str | None = None) -> str:
    made = cloud.client("ec2").create_security_group(VpcId=of or vpc(cloud), GroupName=cloud.name("group"), Description="for a test")
    return made["GroupId"]


TAGS = {"Client": "Acme", "Project": "Vehicle"}


def retagged(aws: BaseClient, it: Mapping[str, Any]) -> None:
    aws.create_tags(Resources=[it["id"]], Tags=[{"Key": "Client", "Value": "Globex"}])
    aws.delete_tags(Resources=[it["id"]], Tags=[{"Key": "Project"}])


OTHER_TAGS = Drift("tags.*", {"Client": "Globex"}, retagged)
"""What a case with TAGS may find on any EC2 resource."""
