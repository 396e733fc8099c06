"""Virtual private clouds and their subnets."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, switched, tags_of
from sandbox.handlers.handler import Properties


class Vpc(Ec2Handler):
    type = "aws:ec2/vpc:Vpc"
    kind = "vpc"
    supported = ("cidrBlock", "enableDnsHostnames", "enableDnsSupport", "instanceTenancy", "tags.*")
    replace_on = frozenset({"cidrBlock", "instanceTenancy"})
    defaults = {"enableDnsHostnames": False, "enableDnsSupport": True, "instanceTenancy": "default"}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        made = aws.create_vpc(CidrBlock=inputs["cidrBlock"], InstanceTenancy=inputs["instanceTenancy"], **self.tagged(inputs))
        id = str(made["Vpc"]["VpcId"])
        self.set_dns(aws, id, inputs)
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_vpcs(VpcIds=[id])["Vpcs"][0]
        return {
            **self.named(aws, id, live["OwnerId"]),
            **tags_of(live),
            "cidrBlock": live["CidrBlock"],
            "instanceTenancy": live["InstanceTenancy"],
            "dhcpOptionsId": live["DhcpOptionsId"],
            "enableDnsHostnames": aws.describe_vpc_attribute(VpcId=id, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"],
            "enableDnsSupport": aws.describe_vpc_attribute(VpcId=id, Attribute="enableDnsSupport")["EnableDnsSupport"]["Value"],
            **came_with(aws, id),
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        self.set_dns(aws, id, new)

    def set_dns(self, aws: BaseClient, id: str, inputs: Properties) -> None:
        # Support first: hostnames need it.
        wanted = {"EnableDnsSupport": inputs["enableDnsSupport"], "EnableDnsHostnames": inputs["enableDnsHostnames"]}
        switched(aws, "modify_vpc_attribute", wanted, VpcId=id)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_vpc(VpcId=id)


def came_with(aws: BaseClient, vpc: str) -> dict[str, Any]:
    """Ids of what every VPC is born with."""

    def only(operation: str, result: str, key: str, **filters: str) -> Any:
        wanted = [
            {"Name": "vpc-id", "Values": [vpc]},
            *({"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()),
        ]
        found = getattr(aws, operation)(Filters=wanted)[result]
        return found[0][key] if found else None

    main = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}]
    tables = aws.describe_route_tables(Filters=main)["RouteTables"]
    table = tables[0]["RouteTableId"] if tables else None
    return {
        "mainRouteTableId": table,
        "defaultRouteTableId": table,
        "defaultSecurityGroupId": only("describe_security_groups", "SecurityGroups", "GroupId", group_name="default"),
        "defaultNetworkAclId": only("describe_network_acls", "NetworkAcls", "NetworkAclId", default="true"),
    }


class Subnet(Ec2Handler):
    type = "aws:ec2/subnet:Subnet"
    kind = "subnet"
    supported = ("vpcId", "cidrBlock", "availabilityZone", "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation", "tags.*")
    replace_on = frozenset({"vpcId", "cidrBlock", "availabilityZone"})
    defaults = {"mapPublicIpOnLaunch": False, "assignIpv6AddressOnCreation": False}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        zone = {"AvailabilityZone": inputs["availabilityZone"]} if inputs.get("availabilityZone") else {}
        made = aws.create_subnet(VpcId=inputs["vpcId"], CidrBlock=inputs["cidrBlock"], **zone, **self.tagged(inputs))
        id = str(made["Subnet"]["SubnetId"])
        self.set_addresses(aws, id, self.defaults, inputs)
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_subnets(SubnetIds=[id])["Subnets"][0]
        return {
            **self.named(aws, id, live["OwnerId"]),
            **tags_of(live),
            "vpcId": live["VpcId"],
            "cidrBlock": live["CidrBlock"],
            "availabilityZone": live["AvailabilityZone"],
            "availabilityZoneId": live["AvailabilityZoneId"],
            "mapPublicIpOnLaunch": live["MapPublicIpOnLaunch"],
            "assignIpv6AddressOnCreation": live["AssignIpv6AddressOnCreation"],
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        self.set_addresses(aws, id, old, new)

    def set_addresses(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        """Only what changes: a subnet without an IPv6 block takes no setting of IPv6 addresses, not even the one it has."""
        names = {"mapPublicIpOnLaunch": "MapPublicIpOnLaunch", "assignIpv6AddressOnCreation": "AssignIpv6AddressOnCreation"}
        changed = {theirs: new[ours] for ours, theirs in names.items() if new[ours] != old.get(ours)}
        switched(aws, "modify_subnet_attribute", changed, SubnetId=id)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_subnet(SubnetId=id)
