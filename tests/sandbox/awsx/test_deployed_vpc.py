NETWORK = """
import pulumi_awsx as awsx

def tag(args):
    if args.type_ != "aws:ec2/subnet:Subnet":
        return None
    return pulumi.ResourceTransformResult({**args.props, "tags": {**(args.props.get("tags") or {}), "Client": "Acme"}}, args.opts)

pulumi.runtime.register_resource_transform(tag)
net = awsx.ec2.Vpc(
    "net",
    cidr_block="10.20.0.0/16",
    number_of_availability_zones=2,
    subnet_specs=[awsx.ec2.SubnetSpecArgs(type=kind) for kind in (awsx.ec2.SubnetType.PRIVATE, awsx.ec2.SubnetType.PUBLIC)],
    subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
    nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.SINGLE),
    enable_dns_hostnames=True,
)
pulumi.export("private", net.private_subnet_ids)
pulumi.export("tables", net.route_tables.apply(lambda tables: pulumi.Output.all(*(table.id for table in tables))))
"""


def test_a_program_gets_a_network_that_works_and_can_be_taken_away(project):
    done = project.program(NETWORK).run()
    assert done.returncode == 0, done.stderr

    ec2, outputs = project.aws("ec2"), project.state().outputs
    subnets = ec2.describe_subnets(SubnetIds=outputs["private"])["Subnets"]
    assert sorted(each["AvailabilityZone"] for each in subnets) == ["us-east-1a", "us-east-1b"]
    assert all({"Key": "Client", "Value": "Acme"} in each["Tags"] for each in subnets)
    (gateway,) = ec2.describe_nat_gateways(Filters=[{"Name": "state", "Values": ["available"]}])["NatGateways"]
    routes = [route for table in ec2.describe_route_tables(RouteTableIds=outputs["tables"])["RouteTables"] for route in table["Routes"]]
    assert [route.get("NatGatewayId") for route in routes].count(gateway["NatGatewayId"]) == 2
    assert sum(str(route.get("GatewayId")).startswith("igw-") for route in routes) == 2

    gone = project.run("destroy")
    assert gone.returncode == 0, gone.stderr
    assert [each["IsDefault"] for each in ec2.describe_vpcs()["Vpcs"]] == [True]
    assert ec2.describe_addresses()["Addresses"] == []


def test_too_many_zones_are_refused_by_number(project):
    done = project.program(NETWORK.replace("number_of_availability_zones=2", "number_of_availability_zones=9")).run()
    assert done.returncode != 0
    assert "availability zones, not 9; lower numberOfAvailabilityZones" in done.stderr
