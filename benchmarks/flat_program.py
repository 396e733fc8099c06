"""A flat program: the same resources one after another, with neither components nor transforms. Structure is measured against it."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pulumi

from sandbox.wire import ARCHIVE, ASSET, SIGNATURE

PACKAGES = {"aws": "pulumi_aws", "awsx": "pulumi_awsx"}
PROVIDER = "pulumi:providers:aws"

Row = dict[str, Any]
"""What a flat program has to say of a resource: `type`, `name`, `inputs` as they travel; optionally `provider` and `depends_on`,
places of earlier rows, and `protect`."""


def register_rows(path: Path) -> None:
    """The whole flat program: registers the rows of a JSON file."""
    made: list[Any] = []
    for row in json.loads(path.read_text()):
        made.append(register(row, made))


def register(row: Row, earlier: list[Any]) -> pulumi.Resource:
    """Raises AttributeError for a type that the SDK does not have."""
    package, module, name = ("aws", "", "Provider") if row["type"] == PROVIDER else row["type"].split(":")
    sdk = importlib.import_module(f"{PACKAGES[package]}{_python_module(module)}")
    inputs = {_snake(key): _input(value) for key, value in row["inputs"].items()}
    made: pulumi.Resource = getattr(sdk, name)(row["name"], opts=_options(row, earlier), **inputs)
    return made


def _options(row: Row, earlier: list[Any]) -> pulumi.ResourceOptions:
    provider = earlier[row["provider"]] if row.get("provider") is not None else None
    remote = row["type"].startswith("awsx:")
    return pulumi.ResourceOptions(
        depends_on=[earlier[place] for place in row.get("depends_on", ())],
        protect=row.get("protect"),
        provider=None if remote else provider,
        providers=[provider] if remote and provider else None,
    )


def _python_module(module: str) -> str:
    package = module.split("/")[0]
    return {"": "", "lambda": ".lambda_"}.get(package, f".{package}")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _input(value: Any) -> Any:
    """Files are the only values that are not written as they travel."""
    if isinstance(value, dict) and value.get(SIGNATURE) in (ARCHIVE, ASSET):
        if "text" in value:
            return pulumi.StringAsset(value["text"])
        return (pulumi.FileArchive if value[SIGNATURE] == ARCHIVE else pulumi.FileAsset)(value["path"])
    return value
