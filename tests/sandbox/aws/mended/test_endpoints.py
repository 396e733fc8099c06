from __future__ import annotations

import pytest


@pytest.fixture
def network(aws):
    """(EC2 client, id of a VPC, ids of two route tables)."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return ec2, vpc, [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(2)]


def gateway(ec2, vpc, tables):
    name = "com.amazonaws.us-east-1.s3"
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType="Gateway", RouteTableIds=tables)
    return made["VpcEndpoint"]["VpcEndpointId"]


def leads_to(ec2, table):
    """Gateways of the table's routes to a prefix list."""
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    return [route["GatewayId"] for route in routes if "DestinationPrefixListId" in route]


def test_an_added_route_table_gets_its_route_and_a_removed_one_loses_it(network):
    ec2, vpc, [first, second] = network
    endpoint = gateway(ec2, vpc, [first])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[second], RemoveRouteTableIds=[first])
    assert (leads_to(ec2, first), leads_to(ec2, second)) == ([], [endpoint])
    assert ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]["RouteTableIds"] == [second]


def test_a_route_table_that_is_added_twice_has_one_route(network):
    ec2, vpc, [first, _] = network
    endpoint = gateway(ec2, vpc, [first])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[first])
    assert leads_to(ec2, first) == [endpoint]


def test_a_deleted_endpoint_leaves_no_route(network):
    ec2, vpc, [first, second] = network
    endpoint = gateway(ec2, vpc, [first])
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[second])
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert (leads_to(ec2, first), leads_to(ec2, second)) == ([], [])


def test_an_endpoint_can_be_deleted_after_its_route_table(network):
    ec2, vpc, [first, _] = network
    endpoint = gateway(ec2, vpc, [first])
    ec2.delete_route_table(RouteTableId=first)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    left = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    assert [each["State"] for each in left] in ([], ["deleted"])
