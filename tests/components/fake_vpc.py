"""What awsx makes of a Vpc: a few of its children, registered as its provider would."""

from collections.abc import Callable
from typing import Any

from pulumi.runtime.proto import resource_pb2

from sandbox import wire

RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
"""Signature of a reference to a resource."""

Register = Callable[[resource_pb2.RegisterResourceRequest], resource_pb2.RegisterResourceResponse]


def vpc_children(request: resource_pb2.RegisterResourceRequest, made: Any, register: Register) -> dict[str, Any]:
    """Registers VPC, subnets and route tables under the component; gives back the component's outputs."""

    def child(type_: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
        child_request = resource_pb2.RegisterResourceRequest(
            type=type_, name=name, parent=made.urn, custom=True, object=wire.to_struct(inputs), provider=request.providers.get("aws", "")
        )
        answer = register(child_request)
        return {wire.SIGNATURE: RESOURCE, "urn": answer.urn, "id": answer.id, "packageVersion": ""}

    child("aws:ec2/vpc:Vpc", made.name, {"cidrBlock": made.inputs["cidrBlock"], "tags": {"Name": made.name}})
    kinds = [spec["type"].lower() for spec in made.inputs["subnetSpecs"]]
    places = [f"{kind}-{zone + 1}" for kind in kinds for zone in range(int(made.inputs["numberOfAvailabilityZones"]))]
    tables = [child("aws:ec2/routeTable:RouteTable", f"{made.name}-{place}", {}) for place in places]
    subnets = {place: child("aws:ec2/subnet:Subnet", f"{made.name}-{place}", {})["id"] for place in places}
    ids = {f"{kind}SubnetIds": [subnets[place] for place in places if place.startswith(kind)] for kind in ("public", "private", "isolated")}
    return {"vpcId": f"{made.name}-0a1b2c3", "routeTables": tables, **ids}
