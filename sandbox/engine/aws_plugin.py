"""`pulumi-resource-aws`: the provider `aws` of the sandbox. The engine starts it."""

import sys
from importlib.metadata import version

from sandbox.engine.plugin_process import NotTheSandbox, enter_sandbox, serve
from sandbox.engine.provider import AwsProvider
from sandbox.handlers.handler import load_all


def main() -> int:
    try:
        endpoint = enter_sandbox()
    except NotTheSandbox as error:
        print(error, file=sys.stderr)
        return 1
    load_all()
    serve(AwsProvider(version("pulumi_aws"), endpoint))
    return 0


if __name__ == "__main__":
    sys.exit(main())
