"""What mypy reads of the SDK. What it skips is `Any` to it: a wrong argument there would pass without a word."""

import ast
import re
import tomllib
from pathlib import Path

import pulumi_aws

ROOT = Path(__file__).parents[2]
SHARED = {"pulumi_aws", *(f"pulumi_aws.{name}" for name in ("_enums", "_inputs", "_utilities", "outputs"))}
"""Modules of the SDK that its services import."""
IMPORT = re.compile(r"^\s*((?:import|from) pulumi_aws\b.*)$", re.MULTILINE)


def test_mypy_reads_of_the_sdk_exactly_what_the_program_uses():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (read,) = [each["module"] for each in settings["tool"]["mypy"]["overrides"] if "pulumi_aws" in each["module"]]
    assert set(read) == SHARED | {module_of(name) for name in names_used()}


def module_of(name):
    """Where an attribute of `pulumi_aws` is written, as mypy's settings name it: a service with all below it."""
    service = Path(pulumi_aws.__file__).with_name(name)
    return f"pulumi_aws.{name}.*" if service.is_dir() else getattr(pulumi_aws, name).__module__


def names_used():
    """The attributes of `aws` in every module that imports it, outside the tests."""
    used = set()
    for path in [ROOT / "__main__.py", *ROOT.glob("[a-z]*/**/*.py")]:
        imports = set(IMPORT.findall(text := path.read_text()))
        if imports and "tests" not in path.relative_to(ROOT).parts:
            assert imports == {"import pulumi_aws as aws"}, path
            used |= {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute) and is_aws(node.value)}
    return used


def is_aws(node):
    return isinstance(node, ast.Name) and node.id == "aws"
