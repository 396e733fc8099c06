"""`pulumi-resource-awsx`: the components of `awsx` as the sandbox has them. The engine starts it."""

import sys
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.provider import main as serve_components

from sandbox.engine.plugin_process import NotTheSandbox, enter_sandbox
from sandbox.handlers.handler import UnsupportedInput


class AwsxProvider(Provider):
    """Builds components; their children go back to the engine, which gives them to the provider `aws`."""

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Raises UnsupportedInput for a component that the sandbox does not have."""
        from sandbox.awsx import COMPONENTS

        if resource_type not in COMPONENTS:
            raise UnsupportedInput(f"the sandbox has no remote component {resource_type}")
        component = COMPONENTS[resource_type](name, dict(inputs), options)
        return ConstructResult(component.urn, component.state)


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
