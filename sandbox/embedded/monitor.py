"""The SDK's mock resource monitor made real: what the program registers is created in the sandbox's AWS.

A MockMonitor and not only Mocks: mocks are not told of parents, providers, dependencies or remote components.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

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
from sandbox.handlers.handler import UnsupportedInput, handler_of
from sandbox.handlers.invokes import invoke

PROVIDER_PREFIX = "pulumi:providers:"


Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Something that the program asked for and did not get."""

    name: str
    """Of the resource; of a function, its token again."""
    type: str
    error: Exception


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
        """`state` may hold what a deployment that failed has made: it is kept where the program still asks for the same."""
        super().__init__(_NoMocks())
        self.state = state
        self.failures: list[Failure] = []
        self._made_before = dict(state.resources)
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
        live = self._told(request.name, request.type, lambda: self._found(request))
        return resource_pb2.ReadResourceResponse(urn=urn, properties=wire.to_struct(live))

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        arguments = wire.plain(wire.from_struct(request.args))
        if request.tok == "pulumi:pulumi:getResource":
            known = self.state.resources[arguments["urn"]]
            answer = {"urn": known.urn, "id": known.id, "state": wire.sealed(known.outputs, known.secret_keys)}
        else:
            answer = self._told(request.tok, request.tok, lambda: invoke(request.tok, self._account(request.provider), arguments))
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
        made = self._told(urn.split("::")[-1], urn.split("::")[2].split("$")[-1], step)
        with self._lock:
            self.state.resources[urn] = made
        self._progress.created(made, time.monotonic() - started)
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=made.id, object=wire.to_struct(wire.sealed(made.outputs, made.secret_keys))
        )

    def _told(self, name: str, type_: str, step: Callable[[], Answer]) -> Answer:
        """Does it, and notes what went wrong: the SDK would tell of the first failure only, and with a traceback."""
        try:
            return step()
        except Exception as error:
            self.failures.append(Failure(name=name, type=type_, error=error))
            raise

    def _found(self, request: resource_pb2.ReadResourceRequest) -> dict[str, Any]:
        known = wire.plain(wire.from_struct(request.properties))
        live = lifecycle.read(handler_of(request.type), self._account(request.provider), request.id, known)
        if live is None:
            raise LookupError(f"{request.type} {request.id!r} does not exist")
        return live

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
            made.id, made.outputs = self._provider_id(urn), inputs
            self._accounts[made.id] = ProviderAccount(inputs, self._endpoint)
        elif request.custom:
            self._create(made, request)
        return made

    def _create(self, made: Resource, request: resource_pb2.RegisterResourceRequest) -> None:
        handler, account, before = handler_of(request.type), self._account(request.provider), self._made_before.get(made.urn)
        known_name = before.inputs.get(handler.name_input) if before and handler.name_input else None
        made.inputs = lifecycle.checked(handler, request.name, made.inputs, os.urandom(4).hex()[:7], known_name)
        if before and (live := lifecycle.read(handler, account, before.id, before.outputs)) is not None:
            _refuse_change(before, made)
            made.id, made.outputs = before.id, {**before.outputs, **live}
            return
        try:
            made.id, made.outputs = lifecycle.create(handler, account, made.inputs)
        except lifecycle.NotReadBack as half:
            made.id, made.outputs = half.id, {**made.inputs, "region": made.inputs.get("region") or account.region}
            with self._lock:
                self.state.resources[made.urn] = made
            raise half.error from None

    def _provider_id(self, urn: str) -> str:
        """The same one again: what was made before refers to it."""
        before = self._made_before.get(urn)
        return before.id if before else str(uuid.uuid4())

    def _account(self, provider: str) -> ProviderAccount:
        """`provider` is `urn::id`; empty for the default provider."""
        return self._accounts[provider.rsplit("::", 1)[-1]]

    def _stack_reference(self, name: str) -> dict[str, Any]:
        project, stack = name.split("/")[-2:]
        outputs = StackState.load(self._states, project, stack).outputs
        return {"name": name, "outputs": outputs, "secretOutputNames": [key for key, value in outputs.items() if wire.is_secret(value)]}


def _refuse_change(before: Resource, wanted: Resource) -> None:
    """Raises UnsupportedInput: whoever deploys here may go on, but changes nothing that is there."""
    changed = sorted(key for key in before.inputs.keys() | wanted.inputs.keys() if before.inputs.get(key) != wanted.inputs.get(key))
    if changed:
        raise UnsupportedInput(
            f"{wanted.type}: {wanted.name} was made by the deployment that failed, and {', '.join(changed)} would change it; the embedded "
            "deployer updates nothing. Destroy the stack first, or use the pulumi command"
        )
