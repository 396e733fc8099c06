import pulumi_awsx as awsx
import pytest

from sandbox.awsx import COMPONENTS, Vpc
from sandbox.handlers.handler import UnsupportedInput
from tests.components.recording import Deployment, Registered

ZONES = {"availabilityZoneNames": ["us-east-1a", "us-east-1b"], "subnetStrategy": "Auto"}
NO_NAT = {"natGateways": {"strategy": "None"}}
ISOLATED = {**ZONES, **NO_NAT, "subnetSpecs": [{"type": "Isolated"}]}
BOTH = {**ZONES, "subnetSpecs": [{"type": "Private"}, {"type": "Public"}]}


def label(each: Registered) -> str:
    return f"{'component ' if each.type.startswith('awsx') else ''}{each.type.rpartition(':')[2]} {each.name}"


def tree(deployment: Deployment) -> dict[str, str]:
    """The label of each resource's parent by its own."""
    labels = {each.urn: label(each) for each in deployment.registered}
    return {labels[each.urn]: labels.get(each.parent, "") for each in deployment.registered}


def test_an_isolated_network_has_subnets_that_lead_nowhere(deployment):
    deployment.deploy(lambda: Vpc("net", ISOLATED))
    assert tree(deployment) == {
        "component Vpc net": "",
        "Vpc net": "component Vpc net",
        "InternetGateway net": "Vpc net",
        "Subnet net-isolated-1": "Vpc net",
        "RouteTable net-isolated-1": "Subnet net-isolated-1",
        "RouteTableAssociation net-isolated-1": "RouteTable net-isolated-1",
        "Subnet net-isolated-2": "Vpc net",
        "RouteTable net-isolated-2": "Subnet net-isolated-2",
        "RouteTableAssociation net-isolated-2": "RouteTable net-isolated-2",
    }


def test_urns_are_those_of_the_published_provider(deployment):
    deployment.deploy(lambda: Vpc("net", ISOLATED))
    chain = "awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable"
    assert deployment.one("aws:ec2/vpc:Vpc").urn == "urn:pulumi:acme-prod::clientenv::awsx:ec2:Vpc$aws:ec2/vpc:Vpc::net"
    assert f"urn:pulumi:acme-prod::clientenv::{chain}::net-isolated-1" in {
        each.urn for each in deployment.of("aws:ec2/routeTable:RouteTable")
    }


def test_one_nat_gateway_serves_all_zones(deployment):
    deployment.deploy(lambda: Vpc("net", {**BOTH, "natGateways": {"strategy": "Single"}}))
    gateways = {each.name: each.inputs.get("natGatewayId") for each in deployment.of("aws:ec2/route:Route")}
    assert [each.name for each in deployment.of("aws:ec2/natGateway:NatGateway")] == ["net-1"]
    assert tree(deployment)["NatGateway net-1"] == tree(deployment)["Eip net-1"] == "Subnet net-public-1"
    assert gateways["net-private-1"] == gateways["net-private-2"] is not None
    assert gateways["net-public-1"] is gateways["net-public-2"] is None


def test_one_nat_gateway_a_zone_is_the_default(deployment):
    deployment.deploy(lambda: Vpc("net", BOTH))
    routes = {each.name: each.inputs.get("natGatewayId") for each in deployment.of("aws:ec2/route:Route")}
    assert [each.name for each in deployment.of("aws:ec2/natGateway:NatGateway")] == ["net-1", "net-2"]
    assert routes["net-private-1"] != routes["net-private-2"]


def test_without_a_nat_gateway_private_subnets_have_no_route(deployment):
    deployment.deploy(lambda: Vpc("net", {**BOTH, **NO_NAT}))
    assert [each.name for each in deployment.of("aws:ec2/route:Route")] == ["net-public-1", "net-public-2"]


def test_only_public_subnets_give_public_addresses(deployment):
    deployment.deploy(lambda: Vpc("net", {**BOTH, **NO_NAT}))
    given = {each.name: each.inputs["mapPublicIpOnLaunch"] for each in deployment.of("aws:ec2/subnet:Subnet")}
    assert given == {"net-public-1": True, "net-private-1": False, "net-public-2": True, "net-private-2": False}


def test_tags_reach_all_children_and_name_what_they_are(deployment):
    spec = {"type": "Isolated", "tags": {"Tier": "data", "Name": "lost"}}
    deployment.deploy(lambda: Vpc("net", {**ISOLATED, "subnetSpecs": [spec], "tags": {"Client": "Acme"}}))
    tags = {label(each): each.inputs["tags"] for each in deployment.registered if "tags" in each.inputs}
    own = {"Client": "Acme", "Name": "net-isolated-1", "SubnetType": "Isolated"}
    assert tags["Vpc net"] == tags["InternetGateway net"] == {"Client": "Acme", "Name": "net"}
    assert tags["Subnet net-isolated-1"] == {**own, "Tier": "data"}
    assert tags["RouteTable net-isolated-1"] == own


def test_endpoints_are_children_of_the_vpc_under_their_services_name(deployment):
    service = "com.amazonaws.us-east-1.s3"
    spec = {"serviceName": service, "vpcEndpointType": "Gateway", "policy": "{}", "tags": {"Door": "s3"}}
    deployment.deploy(lambda: Vpc("net", {**ISOLATED, "vpcEndpointSpecs": [spec]}))
    endpoint = deployment.one("aws:ec2/vpcEndpoint:VpcEndpoint", service)
    assert tree(deployment)[f"VpcEndpoint {service}"] == "Vpc net"
    assert endpoint.inputs["tags"] == {"Name": "net", "Door": "s3"}
    assert (endpoint.inputs["vpcEndpointType"], endpoint.inputs["policy"]) == ("Gateway", "{}")


def test_outputs_hold_every_part_by_kind(deployment):
    vpc = deployment.deploy(lambda: Vpc("net", {**BOTH, "subnetSpecs": [*BOTH["subnetSpecs"], {"type": "Isolated"}]}))
    counts = {key: len(value) for key, value in vpc.state.items() if isinstance(value, list)}
    assert counts == {
        "subnets": 6,
        "publicSubnets": 2,
        "privateSubnets": 2,
        "isolatedSubnets": 2,
        "publicSubnetIds": 2,
        "privateSubnetIds": 2,
        "isolatedSubnetIds": 2,
        "routeTables": 6,
        "routeTableAssociations": 6,
        "routes": 4,
        "eips": 2,
        "natGateways": 2,
        "vpcEndpoints": 0,
        "subnetLayout": 3,
    }


def test_it_has_the_outputs_that_the_sdk_knows(deployment):
    vpc = deployment.deploy(lambda: Vpc("net", ISOLATED))
    known = {name.replace("_", "") for name, value in vars(awsx.ec2.Vpc).items() if isinstance(value, property)}
    assert {key.lower() for key in vpc.state} == known


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"ipv4IpamPoolId": "pool"}, "does not support ipv4IpamPoolId"),
        ({"subnetSpecs": [{"type": "Public", "cidrBlocks": ["10.0.0.0/24"]}]}, r"does not support subnetSpecs\[\].cidrBlocks"),
        ({"natGateways": {"strategy": "None", "elasticIpAllocationIds": ["eip-1"]}}, "does not support natGateways.elasticIpAllocationIds"),
        ({"subnetStrategy": None}, "only subnetStrategy 'Auto', not 'the default'"),
        ({"numberOfAvailabilityZones": 2}, "availabilityZoneNames or numberOfAvailabilityZones, not both"),
        ({"natGateways": {"strategy": "Two"}}, "strategy is 'Two'; it must be one of None, Single, OnePerAz"),
        ({"natGateways": {"strategy": "Single"}}, "Single needs public subnets"),
    ],
)
def test_what_is_not_built_is_refused_by_name(inputs, told, deployment):
    with pytest.raises(UnsupportedInput, match=told):
        deployment.deploy(lambda: Vpc("net", {**ISOLATED, **inputs}))
    assert deployment.of("aws:ec2/vpc:Vpc") == []


def test_the_component_is_found_by_its_token():
    assert COMPONENTS["awsx:ec2:Vpc"] is Vpc
