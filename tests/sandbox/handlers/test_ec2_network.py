from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, handler_of
from tests.sandbox.handlers import network
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract


def vpc_setting(path: str, name: str, on: bool) -> Drift:
    return Drift(path, on, lambda aws, it: aws.modify_vpc_attribute(VpcId=it["id"], **{name: {"Value": on}}))


def subnet_setting(path: str, name: str, on: bool) -> Drift:
    return Drift(path, on, lambda aws, it: aws.modify_subnet_attribute(SubnetId=it["id"], **{name: {"Value": on}}))


class TestVpcs(HandlerContract):
    cases = (
        Case(
            "aws:ec2/vpc:Vpc",
            inputs=lambda _: {
                "cidrBlock": "10.20.0.0/16",
                "enableDnsHostnames": True,
                "enableDnsSupport": True,
                "instanceTenancy": "default",
                "tags": network.TAGS,
            },
            drifts=(
                vpc_setting("enableDnsHostnames", "EnableDnsHostnames", False),
                vpc_setting("enableDnsSupport", "EnableDnsSupport", False),
                network.OTHER_TAGS,
            ),
        ),
        Case(
            "aws:ec2/subnet:Subnet",
            inputs=lambda cloud: {
                "vpcId": network.vpc(cloud),
                "cidrBlock": "10.1.0.0/20",
                "availabilityZone": "us-east-1b",
                "mapPublicIpOnLaunch": True,
                "assignIpv6AddressOnCreation": False,
                "tags": network.TAGS,
            },
            drifts=(
                subnet_setting("mapPublicIpOnLaunch", "MapPublicIpOnLaunch", False),
                subnet_setting("assignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation", True),
                network.OTHER_TAGS,
            ),
        ),
    )

    def test_a_vpc_names_what_it_was_born_with(self, cloud: Cloud) -> None:
        handler, ec2 = handler_of("aws:ec2/vpc:Vpc"), cloud.client("ec2")
        id, state = lifecycle.create(handler, cloud.account, lifecycle.checked(handler, "it", {"cidrBlock": "10.9.0.0/16"}, ""))
        group = ec2.describe_security_groups(GroupIds=[state["defaultSecurityGroupId"]])["SecurityGroups"][0]
        table = ec2.describe_route_tables(RouteTableIds=[state["mainRouteTableId"]])["RouteTables"][0]
        assert (group["VpcId"], group["GroupName"], table["VpcId"]) == (id, "default", id)
        assert state["defaultNetworkAclId"].startswith("acl-")


def detached(aws: BaseClient, it: Mapping[str, Any]) -> None:
    aws.detach_internet_gateway(InternetGatewayId=it["id"], VpcId=it["vpcId"])


def route(cloud: Cloud, **target: str) -> Properties:
    return {"routeTableId": network.route_table(cloud), "destinationCidrBlock": "0.0.0.0/0", **target}


def leads_nowhere(aws: BaseClient, it: Mapping[str, Any]) -> None:
    aws.replace_route(RouteTableId=it["routeTableId"], DestinationCidrBlock="0.0.0.0/0")


def association(cloud: Cloud) -> Properties:
    vpc = network.vpc(cloud)
    return {"subnetId": network.subnet(cloud, vpc), "routeTableId": network.route_table(cloud, vpc)}


class TestRouting(HandlerContract):
    cases = (
        Case(
            "aws:ec2/internetGateway:InternetGateway",
            inputs=lambda cloud: {"vpcId": network.vpc(cloud), "tags": network.TAGS},
            drifts=(Drift("vpcId", GONE, detached), network.OTHER_TAGS),
            computed=("vpcId",),
        ),
        Case(
            "aws:ec2/routeTable:RouteTable",
            inputs=lambda cloud: {"vpcId": network.vpc(cloud), "tags": network.TAGS},
            drifts=(network.OTHER_TAGS,),
        ),
        Case(
            "aws:ec2/route:Route",
            inputs=lambda cloud: route(cloud, gatewayId=network.internet_gateway(cloud)),
            drifts=(Drift("gatewayId", GONE, leads_nowhere),),
            required=("gatewayId",),
            note="to the internet",
        ),
        Case(
            "aws:ec2/route:Route",
            inputs=lambda cloud: route(cloud, natGatewayId=network.nat_gateway(cloud)),
            drifts=(Drift("natGatewayId", GONE, leads_nowhere),),
            required=("natGatewayId",),
            note="through a NAT gateway",
        ),
        Case("aws:ec2/routeTableAssociation:RouteTableAssociation", inputs=association),
        Case("aws:ec2/eip:Eip", inputs=lambda _: {"domain": "vpc", "tags": network.TAGS}, drifts=(network.OTHER_TAGS,)),
        Case(
            "aws:ec2/natGateway:NatGateway",
            inputs=lambda cloud: {
                "subnetId": network.subnet(cloud),
                "allocationId": network.address(cloud),
                "connectivityType": "public",
                "tags": network.TAGS,
            },
            drifts=(network.OTHER_TAGS,),
        ),
        Case(
            "aws:ec2/flowLog:FlowLog",
            inputs=lambda cloud: {
                "vpcId": network.vpc(cloud),
                "trafficType": "REJECT",
                "logDestinationType": "s3",
                "logDestination": f"arn:aws:s3:::{cloud.bucket()}",
                "maxAggregationInterval": 60,
                "tags": network.TAGS,
            },
            drifts=(network.OTHER_TAGS,),
            note="of a VPC",
        ),
        Case(
            "aws:ec2/flowLog:FlowLog",
            inputs=lambda cloud: {
                "subnetId": network.subnet(cloud),
                "trafficType": "ALL",
                "logDestination": f"arn:aws:logs:us-east-1:111111111111:log-group:{cloud.name('flow')}",
                "iamRoleArn": cloud.role("vpc-flow-logs.amazonaws.com"),
            },
            note="of a subnet",
        ),
    )
