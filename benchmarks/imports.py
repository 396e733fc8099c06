"""What importing costs, against the least that must be imported anyway."""

import subprocess
import sys

from benchmarks.timing import Ratio, paired, timed
from lambdas.manifest import FUNCTIONS


def components_import() -> Ratio:
    """The program's components against pulumi_aws and the service packages that they use."""
    packages = service_packages("components.client_environment")
    bare = "import pulumi, pulumi_aws, pulumi_awsx\n" + "\n".join(f"import {package}" for package in packages)
    return paired(
        "import components.client_environment",
        timed("import components.client_environment"),
        f"import pulumi_aws and {len(packages)} service packages",
        timed(bare),
        at_most=1.1,
    )


def handler_imports() -> list[Ratio]:
    """Each function's handler against `import boto3` alone."""
    modules = [each.handler.rsplit(".", 1)[0] for each in FUNCTIONS]
    return [
        paired(f"import {module}", timed(f"import {module}"), "import boto3", timed("import boto3"), at_most=1.35) for module in modules
    ]


LOADED_PACKAGES = "import sys, {module}; print(*sorted(each for each in sys.modules if each.startswith('pulumi_aws.')))"


def service_packages(module: str) -> list[str]:
    """`pulumi_aws.s3` and the like that importing the module loads."""
    done = subprocess.run([sys.executable, "-c", LOADED_PACKAGES.format(module=module)], capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split() if name.count(".") == 1 and not name.rsplit(".", 1)[1].startswith("_")]
