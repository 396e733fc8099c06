"""What a function may import beside its zip and the standard library: what AWS's Python runtime has, nothing else of ours."""

import importlib
import sys
from collections.abc import Collection, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

AWS_RUNTIME_PACKAGES = frozenset({"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six"})
"""Top-level names in AWS's managed Python runtimes: the SDK and what it needs (docs.aws.amazon.com/lambda/latest/dg/lambda-python.html)."""


class OnlyThese:
    """Finds a few top-level packages in the sandbox's own site-packages.

    It stands last on `sys.meta_path`, so a package in the zip wins, as on AWS. That folder is never on `sys.path`: any other
    package in it (moto, pulumi, ...) is simply not found, as it would not be found on AWS.
    """

    def __init__(self, names: Collection[str], site_packages: str) -> None:
        self._names = names
        self._folders = [site_packages]

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of one of the packages; None for every other name. Submodules are found through their package's own path."""
        if path is not None or name not in self._names:
            return None
        return PathFinder.find_spec(name, self._folders, target)


def open_to(task_root: str, site_packages: str) -> None:
    """Lets this process import from the unpacked zip first, the standard library second, AWS's runtime packages last."""
    sys.path.insert(0, task_root)
    sys.meta_path.append(OnlyThese(AWS_RUNTIME_PACKAGES, site_packages))


def load(name: str, site_packages: str) -> ModuleType:
    """A package of the sandbox (with its compiled part, `_name`), and nothing else with it. Raises ImportError."""
    finder = OnlyThese({name, f"_{name}"}, site_packages)
    sys.meta_path.append(finder)
    try:
        return importlib.import_module(name)
    finally:
        sys.meta_path.remove(finder)
