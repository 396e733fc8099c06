"""VPC endpoints: the doors of a VPC to AWS services."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.as_written import document_as_written, set_as_written
from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.handler import Properties

MEMBERS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}
"""Sets that an update adds to and removes from."""


class VpcEndpoint(Ec2Handler):
    """`privateDnsEnabled` of an interface endpoint changes in place in AWS; the emulation takes that call and changes nothing."""

    type = "aws:ec2/vpcEndpoint:VpcEndpoint"
    kind = "vpc-endpoint"
    supported = ("vpcId", "serviceName", "vpcEndpointType", "policy", "privateDnsEnabled", *MEMBERS, "tags.*")
    replace_on = frozenset({"vpcId", "serviceName", "vpcEndpointType", "privateDnsEnabled"})
    defaults = {"vpcEndpointType": "Gateway", "privateDnsEnabled": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        made = aws.create_vpc_endpoint(
            VpcId=inputs["vpcId"],
            ServiceName=inputs["serviceName"],
            VpcEndpointType=inputs["vpcEndpointType"],
            PrivateDnsEnabled=inputs["privateDnsEnabled"],
            **({"PolicyDocument": inputs["policy"]} if inputs.get("policy") else {}),
            **{theirs: inputs[ours] for ours, theirs in MEMBERS.items() if inputs.get(ours)},
            **self.tagged(inputs),
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        live = aws.describe_vpc_endpoints(VpcEndpointIds=[id])["VpcEndpoints"][0]
        if live["State"] in {"deleting", "deleted"}:
            return None
        return {
            **self.named(aws, id, live["OwnerId"]),
            **tags_of(live),
            "vpcId": live["VpcId"],
            "serviceName": live["ServiceName"],
            "vpcEndpointType": live["VpcEndpointType"],
            "state": live["State"],
            "policy": document_as_written(live["PolicyDocument"], state.get("policy")),
            "privateDnsEnabled": live["PrivateDnsEnabled"],
            **{ours: set_as_written(ids, state.get(ours)) for ours, ids in members(live).items()},
            "networkInterfaceIds": live.get("NetworkInterfaceIds", []),
            "dnsEntries": [{"dnsName": each["DnsName"], "hostedZoneId": each["HostedZoneId"]} for each in live.get("DnsEntries", [])],
            **addresses(aws, live),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        live = members(aws.describe_vpc_endpoints(VpcEndpointIds=[id])["VpcEndpoints"][0])
        changes: dict[str, Any] = {}
        for ours, theirs in MEMBERS.items():
            if new.get(ours) is not None:
                changes[f"Add{theirs}"] = [each for each in new[ours] if each not in live[ours]]
                changes[f"Remove{theirs}"] = [each for each in live[ours] if each not in new[ours]]
        policy = {"PolicyDocument": new["policy"]} if new.get("policy") else {}
        aws.modify_vpc_endpoint(VpcEndpointId=id, **policy, **{key: ids for key, ids in changes.items() if ids})

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_vpc_endpoints(VpcEndpointIds=[id])


def members(live: Any) -> dict[str, list[str]]:
    """Route tables, subnets and security groups of an endpoint, under Pulumi's names."""
    return {
        "routeTableIds": live.get("RouteTableIds", []),
        "subnetIds": live.get("SubnetIds", []),
        "securityGroupIds": [group["GroupId"] for group in live.get("Groups", [])],
    }


def addresses(aws: BaseClient, live: Any) -> Properties:
    """The prefix list that routes lead to a gateway endpoint, and its blocks."""
    if live["VpcEndpointType"] != "Gateway":
        return {"prefixListId": None, "cidrBlocks": []}
    wanted = [{"Name": "prefix-list-name", "Values": [live["ServiceName"]]}]
    for found in aws.describe_managed_prefix_lists(Filters=wanted)["PrefixLists"]:
        entries = aws.get_managed_prefix_list_entries(PrefixListId=found["PrefixListId"])["Entries"]
        return {"prefixListId": found["PrefixListId"], "cidrBlocks": [entry["Cidr"] for entry in entries]}
    return {"prefixListId": None, "cidrBlocks": []}
