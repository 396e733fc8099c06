"""EC2: a gateway endpoint's routes come and go with the route tables of ModifyVpcEndpoint, as AWS does it.

moto makes routes only when the endpoint is made, and then cannot delete an endpoint that lacks one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.utils import generate_route_id

from sandbox.aws.mended.mending import Mend, Method


def _modified(original: Method) -> Method:
    def modified(self: Any, vpc_id: str, **changes: Any) -> None:
        """`vpc_id` is the endpoint's id: moto calls it so."""
        endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        prefixes = endpoint.destination_prefix_list_id
        if prefixes:
            for table in _without_route(self, changes.get("add_route_tables") or [], prefixes):
                self.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=prefixes)
            for table in _with_route(self, changes.get("remove_route_tables") or [], prefixes):
                self.delete_route(table, prefixes)
        original(self, vpc_id, **changes)

    return modified


def _deleted(original: Method) -> Method:
    def deleted(self: Any, vpce_ids: list[str] | None = None) -> None:
        for id in vpce_ids or []:
            endpoint = self.vpc_end_points.get(id)
            if endpoint and endpoint.destination_prefix_list_id:
                endpoint.route_table_ids = _with_route(self, endpoint.route_table_ids, endpoint.destination_prefix_list_id)
        original(self, vpce_ids)

    return deleted


def _with_route(backend: EC2Backend, tables: Iterable[str], prefixes: str) -> list[str]:
    """Those of the tables that are still there and lead to the prefix list."""
    return [id for id in tables if id in backend.route_tables and generate_route_id(id, prefixes) in backend.route_tables[id]._routes]


def _without_route(backend: EC2Backend, tables: Iterable[str], prefixes: str) -> list[str]:
    there = _with_route(backend, tables, prefixes)
    return [id for id in tables if id not in there]


ENDPOINTS = [
    Mend(owner=VPCBackend, method="modify_vpc_endpoint", make=_modified),
    Mend(owner=VPCBackend, method="delete_vpc_endpoints", make=_deleted),
]
