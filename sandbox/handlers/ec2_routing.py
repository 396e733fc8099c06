"""Where packets of a VPC go: internet gateways, route tables, routes and who follows them."""

from typing import Any

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.handler import Handler, Properties


class InternetGateway(Ec2Handler):
    type = "aws:ec2/internetGateway:InternetGateway"
    kind = "internet-gateway"
    supported = ("vpcId", "tags.*")

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        id = str(aws.create_internet_gateway(**self.tagged(inputs))["InternetGateway"]["InternetGatewayId"])
        if inputs.get("vpcId"):
            aws.attach_internet_gateway(InternetGatewayId=id, VpcId=inputs["vpcId"])
        return id

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"][0]
        return {**self.named(aws, id, live["OwnerId"]), **tags_of(live), "vpcId": attached_to(live)}

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        super().update(aws, id, old, new)
        wanted = new.get("vpcId")
        if wanted and wanted != old.get("vpcId"):
            self.detach(aws, id)
            aws.attach_internet_gateway(InternetGatewayId=id, VpcId=wanted)

    def detach(self, aws: BaseClient, id: str) -> None:
        vpc = attached_to(aws.describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"][0])
        if vpc:
            aws.detach_internet_gateway(InternetGatewayId=id, VpcId=vpc)

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        self.detach(aws, id)
        aws.delete_internet_gateway(InternetGatewayId=id)


def attached_to(gateway: Any) -> Any:
    return next((each["VpcId"] for each in gateway["Attachments"]), None)


class RouteTable(Ec2Handler):
    type = "aws:ec2/routeTable:RouteTable"
    kind = "route-table"
    supported = ("vpcId", "tags.*")
    replace_on = frozenset({"vpcId"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        return str(aws.create_route_table(VpcId=inputs["vpcId"], **self.tagged(inputs))["RouteTable"]["RouteTableId"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties:
        live = aws.describe_route_tables(RouteTableIds=[id])["RouteTables"][0]
        return {**self.named(aws, id, live["OwnerId"]), **tags_of(live), "vpcId": live["VpcId"]}

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_route_table(RouteTableId=id)


class Route(Handler):
    """Id: table and destination, as the real provider imports it."""

    type = "aws:ec2/route:Route"
    service = "ec2"
    supported = ("routeTableId", "destinationCidrBlock", "gatewayId", "natGatewayId")
    replace_on = frozenset({"routeTableId", "destinationCidrBlock"})

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        aws.create_route(RouteTableId=inputs["routeTableId"], DestinationCidrBlock=inputs["destinationCidrBlock"], **leads_to(inputs))
        return f"{inputs['routeTableId']}_{inputs['destinationCidrBlock']}"

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        table, destination = id.split("_")
        routes = aws.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        live = next((each for each in routes if each.get("DestinationCidrBlock") == destination), None)
        if live is None:
            return None
        return {
            "routeTableId": table,
            "destinationCidrBlock": destination,
            "gatewayId": live.get("GatewayId"),
            "natGatewayId": live.get("NatGatewayId"),
            "origin": live["Origin"],
            "state": live["State"],
        }

    def update(self, aws: BaseClient, id: str, old: Properties, new: Properties) -> None:
        table, destination = id.split("_")
        aws.replace_route(RouteTableId=table, DestinationCidrBlock=destination, **leads_to(new))

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        table, destination = id.split("_")
        aws.delete_route(RouteTableId=table, DestinationCidrBlock=destination)


def leads_to(inputs: Properties) -> dict[str, str]:
    names = {"gatewayId": "GatewayId", "natGatewayId": "NatGatewayId"}
    return {theirs: inputs[ours] for ours, theirs in names.items() if inputs.get(ours)}


class RouteTableAssociation(Handler):
    """AWS gives a new id when the table changes, so each change is a replacement; a subnet follows one table at a time."""

    type = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    service = "ec2"
    supported = ("routeTableId", "subnetId")
    replace_on = frozenset(supported)
    delete_first = True

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        return str(aws.associate_route_table(RouteTableId=inputs["routeTableId"], SubnetId=inputs["subnetId"])["AssociationId"])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        wanted = [{"Name": "association.route-table-association-id", "Values": [id]}]
        for table in aws.describe_route_tables(Filters=wanted)["RouteTables"]:
            for each in table["Associations"]:
                if each["RouteTableAssociationId"] == id:
                    return {"routeTableId": table["RouteTableId"], "subnetId": each.get("SubnetId")}
        return None

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.disassociate_route_table(AssociationId=id)
