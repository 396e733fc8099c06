"""A stack's program under mocks, and the same resources as a flat program with neither components nor transforms."""

import importlib
import re
from pathlib import Path
from typing import Any

import pulumi

from sandbox.stack_files import read_stack
from sandbox.wire import ARCHIVE, SIGNATURE
from tests.components.recording import Deployment, Registered

ROOT = Path(__file__).parents[1]
PACKAGES = {"aws": "pulumi_aws", "awsx": "pulumi_awsx"}


def recorded_program(stack: str) -> Deployment:
    """Runs the whole program of a shipped stack file under mocks."""
    entered_by_role = read_stack(ROOT, stack).values["clientenv:placement"] in ("client", "member")
    config = read_stack(ROOT, stack, {"clientenv:externalId": "benchmark"} if entered_by_role else {})
    deployment = Deployment(config.project, stack)
    deployment.run_main(dict(config.values), tuple(config.secret_keys))
    return deployment


def rows_of(deployment: Deployment) -> list[dict[str, Any]]:
    """What a flat program would have to say: type, name and resolved inputs; the children of awsx components come by themselves."""
    remote = {each.urn for each in deployment.registered if each.type.startswith("awsx:")}
    return [_row(each) for each in deployment.registered if each.type.split(":")[0] in PACKAGES and not _below(each, remote, deployment)]


def flat_program(rows: list[dict[str, Any]]) -> None:
    """Registers the rows, one class after another."""
    Deployment("clientenv", "flat").deploy(lambda: [_register(row) for row in rows])


def _row(each: Registered) -> dict[str, Any]:
    return {"type": each.type, "name": each.name, "inputs": each.inputs}


def _below(each: Registered, remote: set[str], deployment: Deployment) -> bool:
    parents = {one.urn: one.parent for one in deployment.registered}
    above = each.parent
    while above:
        if above in remote:
            return True
        above = parents.get(above, "")
    return False


def _register(row: dict[str, Any]) -> pulumi.Resource:
    package, module, name = row["type"].split(":")
    sdk = importlib.import_module(f"{PACKAGES[package]}.{_python_module(module)}")
    made: pulumi.Resource = getattr(sdk, name)(row["name"], **{_snake(key): _input(value) for key, value in row["inputs"].items()})
    return made


def _python_module(module: str) -> str:
    package = module.split("/")[0]
    return "lambda_" if package == "lambda" else package


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _input(value: Any) -> Any:
    return pulumi.FileArchive(value["path"]) if isinstance(value, dict) and value.get(SIGNATURE) == ARCHIVE else value
