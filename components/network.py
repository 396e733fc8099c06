"""The network that functions run in, where they need one of their own."""

from __future__ import (
    annotations,  # an annotation that is evaluated would import pulumi_aws.ec2, most of a second, for stacks without a network
)

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.component_types import NETWORK
from model.settings import NetworkMode, NetworkSettings

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Services that a route table can lead to, free of charge."""
HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network is told."""

    settings: NetworkSettings
    """Mode `isolated` or `nat`, address range, zones, interface endpoints; `model.settings` has ranges, defaults and what replaces what."""
    region: str
    """Region of the environment. Changing it replaces everything."""


class Network(pulumi.ComponentResource):
    """A VPC for functions: `isolated` has no way out but its endpoints, `nat` has one gateway. Mode `none` has no Network at all.

    A month of 730 hours in us-east-1 costs, before data:

    | part | USD |
    |-|-|
    | VPC, subnets, security groups, gateway endpoints | 0 |
    | an interface endpoint, in each availability zone | 7.30 |
    | the NAT gateway and its public IPv4 address | 32.85 + 3.65 |

    So `isolated` with one endpoint in two zones costs 14.60 USD, `nat` without endpoints 36.50 USD. A GB costs 0.01 USD through an
    interface endpoint, 0.045 USD through the NAT gateway. Sources: aws.amazon.com/privatelink/pricing and aws.amazon.com/vpc/pricing, as
    quoted by others in June 2026.
    """

    vpc: awsx.ec2.Vpc
    functions: aws.ec2.SecurityGroup
    """Security group of the functions: out over HTTPS, nothing in."""
    subnet_ids: pulumi.Output[list[str]]
    """Subnets of the functions, one a zone."""
    gateways: dict[str, aws.ec2.VpcEndpoint]
    """Gateway endpoint by service."""
    interfaces: dict[str, aws.ec2.VpcEndpoint]
    """Interface endpoint by service."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(NETWORK, name, {}, opts)
        self.vpc = self._vpc(name, args.settings)
        self.subnet_ids = _subnets_of_functions(self.vpc, args.settings)
        self.functions = self._functions(name)
        self.doors = self._doors(name) if args.settings.endpoints else None
        self.gateways = {service: self._gateway(name, service, args.region) for service in GATEWAY_SERVICES}
        self.interfaces = {service: self._interface(name, service, args.region) for service in args.settings.endpoints}
        self.register_outputs({"vpc_id": self.vpc.vpc_id, "subnet_ids": self.subnet_ids, "security_group_id": self.functions.id})

    def _vpc(self, name: str, settings: NetworkSettings) -> awsx.ec2.Vpc:
        with_nat = settings.mode is NetworkMode.NAT
        kinds = (awsx.ec2.SubnetType.PRIVATE, awsx.ec2.SubnetType.PUBLIC) if with_nat else (awsx.ec2.SubnetType.ISOLATED,)
        gateways = awsx.ec2.NatGatewayStrategy.SINGLE if with_nat else awsx.ec2.NatGatewayStrategy.NONE
        return awsx.ec2.Vpc(
            f"{name}-{settings.mode}-{settings.zones}",  # another shape is another VPC: its subnets would not fit beside the old ones
            cidr_block=settings.cidr,
            number_of_availability_zones=settings.zones,
            subnet_specs=[awsx.ec2.SubnetSpecArgs(type=kind) for kind in kinds],
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=gateways),
            enable_dns_hostnames=True,  # private names of interface endpoints need both
            enable_dns_support=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _functions(self, name: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{name}-functions",
            description="Functions: out over HTTPS, nothing in",
            vpc_id=self.vpc.vpc_id,
            egress=[aws.ec2.SecurityGroupEgressArgs(protocol="tcp", from_port=HTTPS, to_port=HTTPS, cidr_blocks=["0.0.0.0/0"])],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _doors(self, name: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{name}-endpoints",
            description="Interface endpoints: in from the functions over HTTPS",
            vpc_id=self.vpc.vpc_id,
            ingress=[aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=HTTPS, to_port=HTTPS, security_groups=[self.functions.id])],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _gateway(self, name: str, service: str, region: str) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=self.vpc.vpc_id,
            service_name=f"com.amazonaws.{region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=self.vpc.route_tables.apply(lambda tables: pulumi.Output.all(*(table.id for table in tables))),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _interface(self, name: str, service: str, region: str) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=self.vpc.vpc_id,
            service_name=f"com.amazonaws.{region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=self.subnet_ids,
            security_group_ids=[self.doors.id] if self.doors else [],
            opts=pulumi.ResourceOptions(parent=self),
        )


def _subnets_of_functions(vpc: awsx.ec2.Vpc, settings: NetworkSettings) -> pulumi.Output[list[str]]:
    ids: pulumi.Output[list[str]] = vpc.private_subnet_ids if settings.mode is NetworkMode.NAT else vpc.isolated_subnet_ids
    return ids
