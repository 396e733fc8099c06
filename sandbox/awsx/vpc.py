"""`awsx:ec2:Vpc`: a VPC with subnets in several availability zones, their routes, and the gateways and endpoints asked for.

Children, names, parents and tags are those of pulumi/pulumi-awsx 3.x (awsx/ec2/vpc.ts), so that a stack made here has the
same URNs as one made with the published provider.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from sandbox.awsx.subnets import PlannedSubnet, layout, planned_subnets
from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.properties import unsupported

TYPE = "awsx:ec2:Vpc"
DEFAULT_BLOCK = "10.0.0.0/16"
DEFAULT_ZONES = 3
EVERYWHERE = "0.0.0.0/0"
STRATEGIES = ("None", "Single", "OnePerAz")

SUPPORTED = (
    "cidrBlock",
    "numberOfAvailabilityZones",
    "availabilityZoneNames",
    "availabilityZoneCidrMask",
    "subnetSpecs[].type",
    "subnetSpecs[].name",
    "subnetSpecs[].cidrMask",
    "subnetSpecs[].tags.*",
    "subnetStrategy",
    "natGateways.strategy",
    "enableDnsHostnames",
    "enableDnsSupport",
    "instanceTenancy",
    "vpcEndpointSpecs[].serviceName",
    "vpcEndpointSpecs[].vpcEndpointType",
    "vpcEndpointSpecs[].policy",
    "vpcEndpointSpecs[].privateDnsEnabled",
    "vpcEndpointSpecs[].routeTableIds",
    "vpcEndpointSpecs[].securityGroupIds",
    "vpcEndpointSpecs[].subnetIds",
    "vpcEndpointSpecs[].tags.*",
    "tags.*",
)
"""Inputs that are really used. Any other is refused by name."""


class Vpc(pulumi.ComponentResource):
    """Takes plain inputs with Pulumi's own (camelCase) keys; its outputs are in `state`. Raises UnsupportedInput."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, {}, opts)
        refuse_what_is_not_built(inputs)
        self.name, self.inputs = name, inputs
        self.zones = self._zones()
        self.planned = self._plan()
        self.vpc = self._vpc()
        self.internet_gateway = self._internet_gateway()
        self.subnets: dict[str, list[aws.ec2.Subnet]] = {"Public": [], "Private": [], "Isolated": []}
        self.all_subnets: list[aws.ec2.Subnet] = []
        self.route_tables: list[aws.ec2.RouteTable] = []
        self.associations: list[aws.ec2.RouteTableAssociation] = []
        self.routes: list[aws.ec2.Route] = []
        self.eips: list[aws.ec2.Eip] = []
        self.nat_gateways: list[aws.ec2.NatGateway] = []
        for planned in self.planned:
            self._add_subnet(planned)
        self.endpoints = [self._endpoint(spec) for spec in inputs.get("vpcEndpointSpecs") or ()]
        self.state = self._outputs()
        self.register_outputs(self.state)

    @property
    def strategy(self) -> str:
        """How many NAT gateways there are."""
        return str((self.inputs.get("natGateways") or {}).get("strategy") or "OnePerAz")

    def _zones(self) -> list[pulumi.Input[str]]:
        """Names of the availability zones; where only their number is given, the first of the region."""
        if self.inputs.get("availabilityZoneNames"):
            return list(self.inputs["availabilityZoneNames"])
        count = int(self.inputs.get("numberOfAvailabilityZones") or DEFAULT_ZONES)
        known = aws.get_availability_zones_output(opts=pulumi.InvokeOutputOptions(parent=self)).names
        return [known.apply(partial(zone_of, zone=zone, count=count)) for zone in range(count)]

    def _plan(self) -> list[PlannedSubnet]:
        block = self.inputs.get("cidrBlock") or DEFAULT_BLOCK
        planned = planned_subnets(
            self.name, block, len(self.zones), self.inputs.get("subnetSpecs"), self.inputs.get("availabilityZoneCidrMask")
        )
        kinds = {each.kind for each in planned}
        if self.strategy != "None" and not ("Public" in kinds and kinds & {"Private", "Isolated"}):
            raise UnsupportedInput(
                f"{TYPE}: natGateways.strategy {self.strategy} needs public subnets for the gateways and private or isolated ones "
                "behind them; add them to subnetSpecs or write natGateways={'strategy': 'None'}"
            )
        return [each for each in planned if each.kind != "Unused"]

    def _vpc(self) -> aws.ec2.Vpc:
        return aws.ec2.Vpc(
            self.name,
            cidr_block=self.inputs.get("cidrBlock") or DEFAULT_BLOCK,
            enable_dns_hostnames=self.inputs.get("enableDnsHostnames"),
            enable_dns_support=self.inputs.get("enableDnsSupport"),
            instance_tenancy=self.inputs.get("instanceTenancy"),
            tags=self._tags(),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _internet_gateway(self) -> aws.ec2.InternetGateway:
        """There always is one: it costs nothing, and isolated subnets have no route to it."""
        return aws.ec2.InternetGateway(self.name, vpc_id=self.vpc.id, tags=self._tags(), opts=below(self.vpc))

    def _add_subnet(self, planned: PlannedSubnet) -> None:
        """A subnet, its own route table, and the way out that its kind has."""
        subnet = self._subnet(planned)
        table = self._route_table(planned, subnet)
        if planned.kind == "Public":
            if self._lacks_nat_gateway(planned.zone):
                self._add_nat_gateway(planned.zone, subnet)
            self._add_route(planned, table, gateway_id=self.internet_gateway.id)
        elif planned.kind == "Private" and self.strategy != "None":
            gateway = self.nat_gateways[0 if self.strategy == "Single" else planned.zone]
            self._add_route(planned, table, nat_gateway_id=gateway.id)

    def _subnet(self, planned: PlannedSubnet) -> aws.ec2.Subnet:
        subnet = aws.ec2.Subnet(
            planned.name,
            vpc_id=self.vpc.id,
            availability_zone=self.zones[planned.zone],
            cidr_block=planned.cidr,
            map_public_ip_on_launch=planned.kind == "Public",
            assign_ipv6_address_on_creation=False,
            tags=self._tags(planned.tags, {"Name": planned.name, "SubnetType": planned.kind}),
            opts=below(self.vpc),
        )
        self.all_subnets.append(subnet)
        self.subnets[planned.kind].append(subnet)
        return subnet

    def _route_table(self, planned: PlannedSubnet, subnet: aws.ec2.Subnet) -> aws.ec2.RouteTable:
        tags = self._tags({"Name": planned.name, "SubnetType": planned.kind})
        table = aws.ec2.RouteTable(planned.name, vpc_id=self.vpc.id, tags=tags, opts=below(subnet))
        self.route_tables.append(table)
        self.associations.append(
            aws.ec2.RouteTableAssociation(planned.name, route_table_id=table.id, subnet_id=subnet.id, opts=below(table))
        )
        return table

    def _lacks_nat_gateway(self, zone: int) -> bool:
        wanted = {"None": 0, "Single": 1, "OnePerAz": zone + 1}[self.strategy]
        return len(self.nat_gateways) < wanted

    def _add_nat_gateway(self, zone: int, subnet: aws.ec2.Subnet) -> None:
        name = f"{self.name}-{zone + 1}"
        tags = self._tags({"Name": name})
        eip = aws.ec2.Eip(name, tags=tags, opts=below(subnet))
        self.eips.append(eip)
        self.nat_gateways.append(
            aws.ec2.NatGateway(name, subnet_id=subnet.id, allocation_id=eip.allocation_id, tags=tags, opts=below(subnet))
        )

    def _add_route(self, planned: PlannedSubnet, table: aws.ec2.RouteTable, **target: pulumi.Input[str]) -> None:
        route = aws.ec2.Route(planned.name, route_table_id=table.id, destination_cidr_block=EVERYWHERE, **target, opts=below(table))
        self.routes.append(route)

    def _endpoint(self, spec: Mapping[str, Any]) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            spec["serviceName"],
            vpc_id=self.vpc.id,
            service_name=spec["serviceName"],
            vpc_endpoint_type=spec.get("vpcEndpointType"),
            policy=spec.get("policy"),
            private_dns_enabled=spec.get("privateDnsEnabled"),
            route_table_ids=spec.get("routeTableIds"),
            security_group_ids=spec.get("securityGroupIds"),
            subnet_ids=spec.get("subnetIds"),
            tags=self._tags(spec.get("tags")),
            opts=below(self.vpc),
        )

    def _tags(self, *more: Any) -> pulumi.Output[dict[str, str]]:
        """The VPC's name as `Name`, the component's tags, and those given here: the later ones win."""
        layers = [{"Name": self.name}, self.inputs.get("tags") or {}, *(each or {} for each in more)]
        return pulumi.Output.all(*layers).apply(lambda known: {key: text for layer in known for key, text in layer.items()})

    def _outputs(self) -> dict[str, Any]:
        lists = {f"{kind.lower()}Subnets": subnets for kind, subnets in self.subnets.items()}
        ids = {f"{kind.lower()}SubnetIds": [subnet.id for subnet in subnets] for kind, subnets in self.subnets.items()}
        block, mask = self.inputs.get("cidrBlock") or DEFAULT_BLOCK, self.inputs.get("availabilityZoneCidrMask")
        return {
            "vpc": self.vpc,
            "vpcId": self.vpc.id,
            "internetGateway": self.internet_gateway,
            "subnets": self.all_subnets,
            **lists,
            **ids,
            "routeTables": self.route_tables,
            "routeTableAssociations": self.associations,
            "routes": self.routes,
            "eips": self.eips,
            "natGateways": self.nat_gateways,
            "vpcEndpoints": self.endpoints,
            "subnetLayout": layout(block, len(self.zones), self.inputs.get("subnetSpecs"), mask),
        }


def refuse_what_is_not_built(inputs: Mapping[str, Any]) -> None:
    if unknown := sorted(unsupported(dict(inputs), SUPPORTED)):
        raise UnsupportedInput(f"{TYPE}: the sandbox does not support {', '.join(unknown)}")
    if inputs.get("subnetStrategy") != "Auto":
        raise UnsupportedInput(
            f"{TYPE}: the sandbox builds only subnetStrategy 'Auto', not {inputs.get('subnetStrategy') or 'the default'!r}"
        )
    if inputs.get("availabilityZoneNames") and inputs.get("numberOfAvailabilityZones"):
        raise UnsupportedInput(f"{TYPE}: give availabilityZoneNames or numberOfAvailabilityZones, not both")
    strategy = (inputs.get("natGateways") or {}).get("strategy") or "OnePerAz"
    if strategy not in STRATEGIES:
        raise UnsupportedInput(f"{TYPE}: natGateways.strategy is {strategy!r}; it must be one of {', '.join(STRATEGIES)}")


def zone_of(names: list[str], zone: int, count: int) -> str:
    if len(names) < count:
        raise UnsupportedInput(f"{TYPE}: the region has {len(names)} availability zones, not {count}; lower numberOfAvailabilityZones")
    return names[zone]


def below(parent: pulumi.Resource) -> pulumi.ResourceOptions:
    """Child of a resource, and made after it."""
    return pulumi.ResourceOptions(parent=parent, depends_on=[parent])
