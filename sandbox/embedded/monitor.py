"""The SDK's mock resource monitor made real: what the program registers is created in the sandbox's AWS.

A MockMonitor and not only Mocks: mocks are not told of parents, providers, dependencies or remote components.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import callback_pb2, resource_pb2

from sandbox import wire
from sandbox.embedded.progress import Progress
from sandbox.embedded.remote_component import build_remote_component
from sandbox.embedded.state import Resource, StackState
from sandbox.embedded.transforms import Transforms
from sandbox.embedded.urns import STACK_TYPE, urn_of
from sandbox.handlers import lifecycle
from sandbox.handlers.account import ProviderAccount
from sandbox.handlers.handler import handler_of
from sandbox.handlers.invokes import invoke

PROVIDER_PREFIX = "pulumi:providers:"


class DuplicateResource(Exception):
    """Two resources of one stack have the same type, parent type and name."""


class _NoMocks(Mocks):
    """The base class wants mocks; nothing ever asks them, since every method is answered here."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        raise NotImplementedError(args.typ)

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise NotImplementedError(args.token)


class SandboxMonitor(MockMonitor):
    """Answers the program's registrations. Its methods run on many threads at once."""

    def __init__(self, state: StackState, states: Path, endpoint: str, progress: Progress) -> None:
        super().__init__(_NoMocks())
        self.state = state
        self.failures: list[tuple[str, Exception]] = []
        self._states = states
        self._endpoint = endpoint
        self._progress = progress
        self._transforms = Transforms()
        self._accounts = {"": ProviderAccount({}, endpoint)}
        self._claimed: set[str] = set()
        self._lock = threading.Lock()

    # What the SDK calls. Names and shapes are those of pulumi/proto/resource.proto.

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:  # noqa: N802
        self._transforms.add_for_stack(request)
        return empty_pb2.Empty()

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=self.urn("", request.type, request.name))
        urn = self.urn(request.parent, request.type, request.name)
        self._transforms.apply(request)
        if request.remote:
            return build_remote_component(request)
        self._claim(urn)
        self._transforms.remember(urn, request)
        return self._recorded(urn, request.parent, lambda: self._register(urn, request))

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        if request.urn.split("::")[2] == STACK_TYPE:
            self.state.outputs = wire.from_struct(request.outputs)
        return empty_pb2.Empty()

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        urn = self.urn(request.parent, request.type, request.name)
        if request.type == "pulumi:pulumi:StackReference":
            return resource_pb2.ReadResourceResponse(urn=urn, properties=wire.to_struct(self._stack_reference(request.id)))
        live = lifecycle.read(
            handler_of(request.type), self._account(request.provider), request.id, wire.plain(wire.from_struct(request.properties))
        )
        if live is None:
            raise LookupError(f"{request.type} {request.id!r} does not exist")
        return resource_pb2.ReadResourceResponse(urn=urn, properties=wire.to_struct(live))

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        arguments = wire.plain(wire.from_struct(request.args))
        if request.tok == "pulumi:pulumi:getResource":
            known = self.state.resources[arguments["urn"]]
            answer = {"urn": known.urn, "id": known.id, "state": wire.sealed(known.outputs, known.secret_keys)}
        else:
            answer = invoke(request.tok, self._account(request.provider), arguments)
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(wire.to_struct(answer))  # a keyword of Python's
        return response

    # How it is done.

    def urn(self, parent: str, type_: str, name: str) -> str:
        return urn_of(self.state.stack, self.state.project, parent, type_, name)

    def _claim(self, urn: str) -> None:
        with self._lock:
            if urn in self._claimed:
                raise DuplicateResource(f"Duplicate resource URN {urn!r}")
            self._claimed.add(urn)

    def _recorded(self, urn: str, parent: str, step: Callable[[], Resource]) -> resource_pb2.RegisterResourceResponse:
        started = time.monotonic()
        try:
            made = step()
        except Exception as error:
            self.failures.append((urn, error))
            raise
        with self._lock:
            self.state.resources[urn] = made
        self._progress.created(made, time.monotonic() - started)
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=made.id, object=wire.to_struct(wire.sealed(made.outputs, made.secret_keys))
        )

    def _register(self, urn: str, request: resource_pb2.RegisterResourceRequest) -> Resource:
        given = wire.from_struct(request.object)
        inputs = wire.plain(given)
        made = Resource(
            urn=urn,
            type=request.type,
            parent=request.parent,
            provider=request.provider,
            inputs=inputs,
            secret_keys=sorted({key for key, value in given.items() if wire.is_secret(value)} | set(request.additionalSecretOutputs)),
            dependencies=list(request.dependencies),
            protect=request.protect,
        )
        if request.type.startswith(PROVIDER_PREFIX):
            made.id, made.outputs = str(uuid.uuid4()), inputs
            self._accounts[made.id] = ProviderAccount(inputs, self._endpoint)
        elif request.custom:
            self._create(made, request)
        return made

    def _create(self, made: Resource, request: resource_pb2.RegisterResourceRequest) -> None:
        handler = handler_of(request.type)
        made.inputs = lifecycle.checked(handler, request.name, made.inputs, suffix=os.urandom(4).hex()[:7])
        made.id, made.outputs = lifecycle.create(handler, self._account(request.provider), made.inputs)

    def _account(self, provider: str) -> ProviderAccount:
        """`provider` is `urn::id`; empty for the default provider."""
        return self._accounts[provider.rsplit("::", 1)[-1]]

    def _stack_reference(self, name: str) -> dict[str, Any]:
        project, stack = name.split("/")[-2:]
        outputs = StackState.load(self._states, project, stack).outputs
        return {"name": name, "outputs": outputs, "secretOutputNames": [key for key, value in outputs.items() if wire.is_secret(value)]}
