"""What importing costs, against the least that must be imported anyway."""

import subprocess
import sys

from benchmarks.timing import Ratio, paired, timed
from lambdas.manifest import FUNCTIONS

LOADED = "import sys, {module}; print(*sorted(each for each in sys.modules if each.startswith('pulumi_aws.')))"
LOAD = "import pulumi, pulumi_aws, pulumi_awsx\nfor package in {packages}: getattr(pulumi_aws, package)._inputs"
"""pulumi_aws loads a service package when something in it is first asked for."""


def components_import() -> Ratio:
    """The program's components against pulumi_aws and the service packages that they use."""
    packages = service_packages("components.client_environment")
    return paired(
        "import components.client_environment",
        timed("import components.client_environment"),
        f"import pulumi_aws with {', '.join(packages)}",
        timed(LOAD.format(packages=packages)),
        at_most=1.1,
    )


def handler_imports() -> list[Ratio]:
    """Each function's handler against `import boto3` alone."""
    modules = [each.handler.rsplit(".", 1)[0] for each in FUNCTIONS]
    bare = timed("import boto3")
    return [paired(f"import {module}", timed(f"import {module}"), "import boto3", bare, at_most=1.35) for module in modules]


def service_packages(module: str) -> list[str]:
    """`s3`, `iam`: packages of pulumi_aws of which importing the module really loads something."""
    done = subprocess.run([sys.executable, "-c", LOADED.format(module=module)], capture_output=True, text=True, check=True)
    return sorted({name.split(".")[1] for name in done.stdout.split() if name.count(".") >= 2})
