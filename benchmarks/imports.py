"""What importing costs, against the least that must be imported anyway."""

import subprocess
import sys

from benchmarks.figure import Figure
from benchmarks.timing import paired, statements
from lambdas.manifest import FUNCTIONS

LOADED = "import sys, {module}; print(*sorted(each for each in sys.modules if each.startswith('pulumi_aws.')))"
LOAD = "import pulumi, pulumi_aws, pulumi_awsx\nfor package in {packages}: getattr(pulumi_aws, package)._inputs"
"""pulumi_aws loads a service package when something in it is first asked for."""


def components_import() -> list[Figure]:
    """The program's components against pulumi_aws and the service packages that they use."""
    packages = service_packages("components.client_environment")
    measured, yardstick = statements("import components.client_environment"), statements(LOAD.format(packages=packages))
    against = f"import pulumi_aws with the {len(packages)} service packages that they use"
    sizes = {"service_packages": len(packages)}
    return [paired("import components.client_environment", measured, against, yardstick, at_most=1.1, sizes=sizes)]


def handler_imports() -> list[Figure]:
    """Each function's handler against `import boto3` alone."""
    modules = [each.handler.rsplit(".", 1)[0] for each in FUNCTIONS]
    bare = statements("import boto3")
    return [paired(f"import {module}", statements(f"import {module}"), "import boto3", bare, at_most=1.35) for module in modules]


def service_packages(module: str) -> list[str]:
    """`s3`, `iam`: packages of pulumi_aws of which importing the module really loads something."""
    done = subprocess.run([sys.executable, "-c", LOADED.format(module=module)], capture_output=True, text=True, check=True)
    return sorted({name.split(".")[1] for name in done.stdout.split() if name.count(".") >= 2})
