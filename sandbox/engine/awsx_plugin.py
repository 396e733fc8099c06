"""`pulumi-resource-awsx`: the components of `awsx` as the sandbox has them. The engine starts it."""

import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult, Provider
from pulumi.provider import main as serve_components

from sandbox.awsx import COMPONENTS
from sandbox.engine.plugin_process import NotTheSandbox, enter_sandbox
from sandbox.handlers.handler import UnsupportedInput
from sandbox.handlers.refusals import refusal


class AwsxProvider(Provider):
    """Builds components; their children go back to the engine, which gives them to the provider `aws`."""

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Raises InputPropertiesError, which the engine prints as one line: any other comes with a traceback."""
        try:
            component = component_class(resource_type)(name, dict(inputs), options)
        except Exception as error:
            raise InputPropertiesError(refusal(resource_type, error), []) from error
        return ConstructResult(component.urn, component.state)


def component_class(type_: str) -> Any:
    """Raises UnsupportedInput for a component that the sandbox does not have."""
    if type_ not in COMPONENTS:
        raise UnsupportedInput(f"the sandbox has no remote component {type_}")
    return COMPONENTS[type_]


def main() -> int:
    try:
        enter_sandbox()
    except NotTheSandbox as error:
        print(error, file=sys.stderr)
        return 1
    serve_components(AwsxProvider(version("pulumi_awsx")), sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
