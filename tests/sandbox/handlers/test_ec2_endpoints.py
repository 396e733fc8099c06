import json
from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient

from sandbox.handlers import lifecycle
from sandbox.handlers.handler import Properties, handler_of
from tests.sandbox.handlers import network
from tests.sandbox.handlers.cloud import Cloud
from tests.sandbox.handlers.drift import GONE, Case, Drift, HandlerContract

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def only(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}]})


def gateway(cloud: Cloud) -> Properties:
    vpc = network.vpc(cloud)
    return {
        "vpcId": vpc,
        "serviceName": "com.amazonaws.us-east-1.s3",
        "vpcEndpointType": "Gateway",
        "routeTableIds": [network.route_table(cloud, vpc)],
        "policy": only("s3:GetObject"),
        "tags": network.TAGS,
    }


def interface(cloud: Cloud) -> Properties:
    vpc = network.vpc(cloud)
    return {
        "vpcId": vpc,
        "serviceName": "com.amazonaws.us-east-1.rekognition",
        "vpcEndpointType": "Interface",
        "subnetIds": [network.subnet(cloud, vpc)],
        "securityGroupIds": [network.security_group(cloud, vpc)],
        "privateDnsEnabled": True,
    }


def emptied(aws: BaseClient, it: Mapping[str, Any]) -> None:
    sets = {"RouteTableIds": it["routeTableIds"], "SubnetIds": it["subnetIds"], "SecurityGroupIds": it["securityGroupIds"]}
    aws.modify_vpc_endpoint(VpcEndpointId=it["id"], **{f"Remove{kind}": ids for kind, ids in sets.items() if ids})


class TestEndpoints(HandlerContract):
    cases = (
        Case(
            ENDPOINT,
            inputs=gateway,
            drifts=(
                Drift("routeTableIds", GONE, emptied),
                Drift(
                    "policy",
                    json.loads(only("s3:*")),
                    lambda aws, it: aws.modify_vpc_endpoint(VpcEndpointId=it["id"], PolicyDocument=only("s3:*")),
                ),
                network.OTHER_TAGS,
            ),
            required=("routeTableIds",),
            computed=("policy",),
            note="gateway",
        ),
        Case(
            ENDPOINT,
            inputs=interface,
            drifts=(Drift("subnetIds", GONE, emptied), Drift("securityGroupIds", GONE, emptied)),
            computed=("subnetIds", "securityGroupIds"),
            note="interface",
        ),
    )

    def made(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties, Properties]:
        handler = handler_of(ENDPOINT)
        checked = lifecycle.checked(handler, "it", inputs, "")
        return *lifecycle.create(handler, cloud.account, checked), checked

    def test_a_gateway_endpoint_puts_its_prefix_list_into_the_route_tables(self, cloud: Cloud) -> None:
        _, state, inputs = self.made(cloud, gateway(cloud))
        table = cloud.client("ec2").describe_route_tables(RouteTableIds=inputs["routeTableIds"])["RouteTables"][0]
        assert state["prefixListId"] in [route.get("DestinationPrefixListId") for route in table["Routes"]]
        assert "3.5.0.0/19" in state["cidrBlocks"]

    def test_an_interface_endpoint_has_an_interface_in_each_subnet_and_a_name(self, cloud: Cloud) -> None:
        id, state, _ = self.made(cloud, interface(cloud))
        assert len(state["networkInterfaceIds"]) == 1
        assert state["dnsEntries"][0]["dnsName"].startswith(id)

    def test_a_subnet_more_leaves_the_others_alone(self, cloud: Cloud) -> None:
        id, _, inputs = self.made(cloud, interface(cloud))
        more = [network.subnet(cloud, inputs["vpcId"]), *inputs["subnetIds"]]
        state = lifecycle.update(handler_of(ENDPOINT), cloud.account, id, inputs, {**inputs, "subnetIds": more})
        assert state["subnetIds"] == more
