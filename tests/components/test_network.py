import pytest

from components.network import Network, NetworkArgs
from model.settings import NetworkMode, NetworkSettings
from tests.components.environments import ISOLATED, NAT
from tests.components.recording import value_of

VPC = "awsx:ec2:Vpc"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def deployed(deployment, settings):
    return deployment.deploy(lambda: Network("acme-prod", NetworkArgs(settings=settings, region="eu-west-1")))


def endpoints(deployment):
    return {each.inputs["serviceName"].rpartition(".")[2]: each.inputs for each in deployment.of(ENDPOINT)}


def test_an_isolated_network_has_no_way_out(deployment):
    deployed(deployment, ISOLATED)
    vpc = deployment.one(VPC).inputs
    assert [spec["type"] for spec in vpc["subnetSpecs"]] == ["Isolated"]
    assert vpc["natGateways"] == {"strategy": "None"}


def test_a_network_with_nat_pays_for_one_gateway(deployment):
    deployed(deployment, NAT)
    vpc = deployment.one(VPC).inputs
    assert [spec["type"] for spec in vpc["subnetSpecs"]] == ["Private", "Public"]
    assert vpc["natGateways"] == {"strategy": "Single"}


@pytest.mark.parametrize(("settings", "kind"), [(ISOLATED, "isolated"), (NAT, "private")])
def test_functions_live_in_the_subnets_that_nobody_reaches(deployment, settings, kind):
    network = deployed(deployment, settings)
    assert value_of(network.subnet_ids) == [f"acme-prod-{settings.mode}-2-{kind}-{zone}-0a1b2c3" for zone in (1, 2)]


def test_another_mode_or_number_of_zones_is_another_vpc_because_its_subnets_would_not_fit_beside_the_old_ones(deployment):
    shapes = (ISOLATED, NAT, NetworkSettings(mode=NetworkMode.NAT, zones=3))
    for number, settings in enumerate(shapes):
        deployment.deploy(lambda: Network(f"n{number}", NetworkArgs(settings=settings, region="eu-west-1")))  # noqa: B023
    assert len({each.name.partition("-")[2] for each in deployment.of(VPC)}) == len(shapes)


def test_addresses_and_zones_are_those_of_the_settings(deployment):
    deployed(deployment, NetworkSettings(mode=NetworkMode.NAT, cidr="10.40.0.0/16", zones=3))
    vpc = deployment.one(VPC).inputs
    assert (vpc["cidrBlock"], vpc["numberOfAvailabilityZones"]) == ("10.40.0.0/16", 3)


@pytest.mark.parametrize("settings", [ISOLATED, NAT])
def test_s3_and_dynamodb_are_reached_for_free_from_every_subnet(deployment, settings):
    deployed(deployment, settings)
    tables = {each.outputs["name"] for each in deployment.of("aws:ec2/routeTable:RouteTable")}
    for service in ("s3", "dynamodb"):
        endpoint = endpoints(deployment)[service]
        assert (endpoint["serviceName"], endpoint["vpcEndpointType"]) == (f"com.amazonaws.eu-west-1.{service}", "Gateway")
        assert set(endpoint["routeTableIds"]) == tables


def test_named_endpoints_answer_under_their_usual_name_to_the_functions_alone(deployment):
    network = deployed(deployment, ISOLATED)
    endpoint = endpoints(deployment)["rekognition"]
    assert (endpoint["vpcEndpointType"], endpoint["privateDnsEnabled"]) == ("Interface", True)
    assert endpoint["subnetIds"] == value_of(network.subnet_ids)
    doors = deployment.one(GROUP, "acme-prod-endpoints")
    assert endpoint["securityGroupIds"] == [doors.outputs["name"]]
    (way_in,) = doors.inputs["ingress"]
    assert way_in["securityGroups"] == [deployment.one(GROUP, "acme-prod-functions").outputs["name"]]
    assert (way_in["fromPort"], way_in["toPort"], way_in["protocol"]) == (443, 443, "tcp")


def test_functions_go_out_over_https_and_let_nobody_in(deployment):
    deployed(deployment, NAT)
    functions = deployment.one(GROUP).inputs
    assert "ingress" not in functions
    assert [(rule["fromPort"], rule["toPort"], rule["protocol"]) for rule in functions["egress"]] == [(443, 443, "tcp")]
