"""A resource monitor for tests: it records what a program registers, as the engine would see it.

A MockMonitor and not only Mocks: mocks are not told of parents, protection or remote components, and transforms do not run.
"""

import json
import runpy
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import settings
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import resource_pb2

from sandbox import wire
from sandbox.embedded.transforms import Transforms
from sandbox.embedded.urns import STACK_TYPE, urn_of
from tests.components.fake_aws import outputs_of
from tests.components.fake_vpc import vpc_children

T = TypeVar("T")

PROGRAM = Path(__file__).parents[2] / "__main__.py"
YOURS = "111111111111"
"""Account of the credentials that deploy: where a provider assumes no role."""


@dataclass(frozen=True)
class Registered:
    """One resource as the engine got it, after transforms."""

    type: str
    name: str
    urn: str
    parent: str
    inputs: dict[str, Any]
    secrets: frozenset[str]
    """Names of the inputs that are secret, or have a secret inside."""
    provider: str
    protect: bool
    dependencies: tuple[str, ...]
    links: dict[str, frozenset[str]]
    """Input to the URNs of the resources that its value comes from."""
    outputs: dict[str, Any] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        return self.outputs["arn"]


class NoMocks(Mocks):
    """The base class wants mocks; every method is answered by the monitor itself."""

    def new_resource(self, args):
        raise NotImplementedError(args.typ)

    def call(self, args):
        if args.token == "aws:index/getCallerIdentity:getCallerIdentity":
            return {"accountId": YOURS}
        raise NotImplementedError(args.token)


class Deployment(MockMonitor):
    """Records registrations in order. Its methods run on many threads at once."""

    def __init__(self, project: str = "clientenv", stack: str = "acme-prod", preview: bool = False) -> None:
        super().__init__(NoMocks())
        self.project = project
        self.stack = stack
        self.preview = preview
        """Whether nothing is made: AWS has said nothing, so ids and ARNs are unknown."""
        self.registered: list[Registered] = []
        self.component_outputs: dict[str, dict[str, Any]] = {}
        self.secret_exports: list[str] = []
        self._accounts: dict[str, str] = {}
        self._transforms = Transforms()
        self._lock = threading.RLock()

    # For tests.

    def deploy(self, program: Callable[[], T]) -> T:
        """Runs the program to its end, every registration and output awaited; gives back what it returned."""
        made: list[T] = []
        settings.ROOT.set(None)
        pulumi.runtime.set_mocks(NoMocks(), project=self.project, stack=self.stack, monitor=self, preview=self.preview)

        @pulumi.runtime.test
        def run() -> pulumi.Output[None]:
            made.append(program())
            return pulumi.Output.from_input(None)

        run()
        return made[0]

    def run_main(self, config: dict[str, str], secrets: tuple[str, ...] = ()) -> dict[str, Any]:
        """Runs the whole program on this config (keys with their namespace); gives back the stack's outputs."""

        def program() -> dict[str, pulumi.Output[Any]]:
            runpy.run_path(str(PROGRAM), run_name="__main__")
            return {name: pulumi.Output.from_input(value) for name, value in settings.get_root_resource().outputs.items()}

        pulumi.runtime.set_all_config(dict(config), list(secrets))
        exports = self.deploy(program)
        self.secret_exports = [name for name, output in exports.items() if value_of(pulumi.Output.from_input(output.is_secret()))]
        return value_of(pulumi.Output.all(**exports))

    def of(self, type_: str) -> list[Registered]:
        return [each for each in self.registered if each.type == type_]

    def one(self, type_: str, name: str | None = None) -> Registered:
        """The only resource of this type, or the one of this name."""
        found = [each for each in self.of(type_) if name in (None, each.name)]
        assert len(found) == 1, f"{len(found)} of {type_}: {[each.name for each in self.of(type_)]}"
        return found[0]

    def documents(self) -> list[tuple[Registered, str, dict[str, Any]]]:
        """Every IAM document of the deployment: the resource, the name of its input, the document."""
        names = ("policy", "assumeRolePolicy")
        return [(each, name, json.loads(each.inputs[name])) for each in self.registered for name in names if each.inputs.get(name)]

    def account_of(self, each: Registered) -> str:
        return self._accounts.get(each.provider.rpartition("::")[2], YOURS)

    # What the SDK calls.

    def RegisterStackTransform(self, request):  # noqa: N802
        self._transforms.add_for_stack(request)
        return super().RegisterStackTransform(request)

    def RegisterResource(self, request):  # noqa: N802
        urn = self.urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        self._transforms.apply(request)
        self._transforms.remember(urn, request)
        made = self._registered(urn, request)
        id_, outputs = self._made(made, request)
        made.outputs.update(outputs)
        with self._lock:
            assert urn not in self.resources, f"registered twice: {urn}"
            self.registered.append(made)
            self.resources[urn] = MockMonitor.ResourceRegistration(urn, id_, outputs)
        sealed = wire.sealed(outputs, made.secrets)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=wire.to_struct(sealed))

    def RegisterResourceOutputs(self, request):  # noqa: N802
        with self._lock:
            self.component_outputs[request.urn] = wire.plain(wire.from_struct(request.outputs))
        return super().RegisterResourceOutputs(request)

    # How it is done.

    def urn(self, parent: str, type_: str, name: str) -> str:
        return urn_of(self.stack, self.project, parent, type_, name)

    def _registered(self, urn, request) -> Registered:
        given = wire.from_struct(request.object)
        return Registered(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            inputs=wire.plain(given),
            secrets=frozenset(key for key, value in given.items() if wire.is_secret(value)),
            provider=request.provider,
            protect=request.protect,
            dependencies=tuple(request.dependencies),
            links={name: frozenset(found.urns) for name, found in request.propertyDependencies.items()},
        )

    def _made(self, made: Registered, request) -> tuple[str, dict[str, Any]]:
        if made.type.startswith("pulumi:providers:"):
            id_ = f"{made.name}-provider"
            self._accounts[id_] = json.loads(made.inputs.get("allowedAccountIds", f'["{YOURS}"]'))[0]
            return id_, made.inputs
        if self.preview:
            return "", {} if request.remote else made.inputs
        if request.remote:
            return "", vpc_children(request, made, self.RegisterResource)
        return outputs_of(made.type, made.name, made.inputs, self.account_of(made)) if request.custom else ("", {})


def value_of(output: pulumi.Output[T]) -> T:
    """The value of an Output of a deployment that has ended."""
    found: list[T] = []

    @pulumi.runtime.test
    def read() -> pulumi.Output[None]:
        return pulumi.Output.from_input(output).apply(found.append)

    read()
    return found[0]
