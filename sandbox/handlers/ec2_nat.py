"""Elastic IP addresses, and the NAT gateways that use them."""

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.handler import Properties
from sandbox.handlers.own_account import own_account


class Eip(Ec2Handler):
    type = "aws:ec2/eip:Eip"
    kind = "elastic-ip"
    supported = ("domain", "tags.*")
    replace_on = frozenset({"domain"})
    defaults = {"domain": "vpc"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        return str(aws.allocate_address(Domain=inputs["domain"], **self.tagged(inputs))["AllocationId"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_addresses(AllocationIds=[id])["Addresses"][0]
        host = live["PublicIp"].replace(".", "-")
        place = "compute-1" if aws.meta.region_name == "us-east-1" else f"{aws.meta.region_name}.compute"
        return {
            "arn": self.named(aws, id, own_account(aws))["arn"],
            **tags_of(live),
            "allocationId": id,
            "domain": live["Domain"],
            "publicIp": live["PublicIp"],
            "publicDns": f"ec2-{host}.{place}.amazonaws.com",
            "privateIp": live.get("PrivateIpAddress"),
            "associationId": live.get("AssociationId"),
            "networkInterface": live.get("NetworkInterfaceId"),
        }

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.release_address(AllocationId=id)


class NatGateway(Ec2Handler):
    type = "aws:ec2/natGateway:NatGateway"
    kind = "natgateway"
    supported = ("subnetId", "allocationId", "connectivityType", "tags.*")
    replace_on = frozenset({"subnetId", "allocationId", "connectivityType"})
    defaults = {"connectivityType": "public"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        address = {"AllocationId": inputs["allocationId"]} if inputs.get("allocationId") else {}
        made = aws.create_nat_gateway(
            SubnetId=inputs["subnetId"], ConnectivityType=inputs["connectivityType"], **address, **self.tagged(inputs)
        )
        id = str(made["NatGateway"]["NatGatewayId"])
        aws.get_waiter("nat_gateway_available").wait(NatGatewayIds=[id])
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        found = aws.describe_nat_gateways(NatGatewayIds=[id])["NatGateways"]
        if not found or found[0]["State"] in {"deleting", "deleted"}:
            return None
        live, address = found[0], found[0]["NatGatewayAddresses"][0]
        return {
            **tags_of(live),
            "subnetId": live["SubnetId"],
            "vpcId": live["VpcId"],
            "connectivityType": live["ConnectivityType"],
            "allocationId": address.get("AllocationId"),
            "associationId": address.get("AssociationId"),
            "networkInterfaceId": address.get("NetworkInterfaceId"),
            "privateIp": address.get("PrivateIp"),
            "publicIp": address.get("PublicIp"),
        }

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_nat_gateway(NatGatewayId=id)
        aws.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[id])
