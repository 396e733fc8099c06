"""awsx components, which a provider plugin would build, built here on the program's own event loop."""

import asyncio
from typing import Any

import pulumi
from pulumi.resource import DependencyProviderResource, DependencyResource
from pulumi.runtime import rpc
from pulumi.runtime.proto import resource_pb2

from sandbox import wire
from sandbox.handlers.handler import UnsupportedInput

PROGRAM_LOOP: list[asyncio.AbstractEventLoop] = []
"""The loop on which the program runs; set once by `run_program`."""


def build_remote_component(request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
    """Registers the component and its children; blocks a worker thread until they are there. Raises UnsupportedInput."""
    from sandbox.awsx import COMPONENTS

    if request.type not in COMPONENTS:
        raise UnsupportedInput(f"the sandbox has no remote component {request.type}")

    async def build() -> tuple[str, Any]:
        component = COMPONENTS[request.type](request.name, wire.plain(wire.from_struct(request.object)), _options(request))
        return await component.urn.future() or "", await rpc.serialize_properties(component.state, {})

    urn, outputs = asyncio.run_coroutine_threadsafe(build(), PROGRAM_LOOP[0]).result()
    return resource_pb2.RegisterResourceResponse(urn=urn, object=outputs)


def _options(request: resource_pb2.RegisterResourceRequest) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(
        parent=DependencyResource(request.parent) if request.parent else None,
        protect=request.protect,
        providers={package: DependencyProviderResource(reference) for package, reference in request.providers.items()},
    )
