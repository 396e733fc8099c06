"""A deployed stack taken over by a flat program: the same resources, ids and providers, in a home of the engine of its own.

Nothing is made again: the state is copied, its URNs lose the components, and the flat program says what stands in it.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.flat_program import PROVIDER, Row
from benchmarks.recorded import recorded_program
from sandbox.engine.deployed import STACK_TYPE, deployed_state
from sandbox.engine.home import EngineHome
from sandbox.engine.project import EngineProject
from sandbox.engine.stack import EngineStack

PROGRAM = """from pathlib import Path

from benchmarks.flat_program import register_rows

register_rows(Path({rows!r}))
"""


def flat_stack(stack: EngineStack, home: EngineHome, folder: Path) -> EngineStack:
    """A second stack of the same name, deployed."""
    flat_home = EngineHome.prepared(Path(shutil.copytree(home.folder, folder / "home")))
    program = folder / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text(f"name: {stack.project}\nruntime: python\n")
    (program / "rows.json").write_text(json.dumps(rows_of(stack)))
    (program / "__main__.py").write_text(PROGRAM.format(rows=str(program / "rows.json")))
    _flatten(flat_home.states / ".pulumi" / "stacks" / stack.project / f"{stack.name}.json")
    environment = flat_home.environment(stack.environment["AWS_ENDPOINT_URL"], _keys(stack.environment))
    flat = EngineProject.copied(program, flat_home, environment).stack(stack.name)
    flat.up()  # takes away what the tagging transform put on the children of remote components: a flat program has none
    return flat


def rows_of(stack: EngineStack) -> list[Row]:
    """What the flat program registers, in the order of the state: what others depend on comes first."""
    rows: list[Row] = []
    remote = {each.name: each.inputs for each in recorded_program(stack.name).registered if each.type.startswith("awsx:")}
    places: dict[str, int] = {}  # URN to row; what is below a remote component stands for the component
    for each in deployed_state(stack).resources.values():
        types = each.urn.split("::")[2].split("$")
        if any(type_.startswith("awsx:") for type_ in types[:-1]):
            places[each.urn] = places[each.parent]
        elif each.type.startswith(("aws:", "awsx:")) or (each.type == PROVIDER and not each.name.startswith("default")):
            places[each.urn] = len(rows)
            inputs = remote.get(each.name) or _told(each.type, each.inputs)  # the state does not say what a remote component was told
            row = {"type": each.type, "name": each.name, "inputs": inputs, "protect": each.protect}
            provider = places.get(each.provider.rpartition("::")[0])
            rows.append({**row, "provider": provider, "depends_on": sorted({places[urn] for urn in each.dependencies if urn in places})})
    _give_remote_components_the_provider(rows)
    return rows


def flat_urn(urn: str) -> str:
    """The URN without the components of the program; remote components are kept, they are part of any program that uses them."""
    stack, project, types, name = urn.split("::", 3)
    chain = types.split("$")
    remote = next((place for place, type_ in enumerate(chain) if type_.startswith("awsx:")), len(chain) - 1)
    return "::".join((stack, project, "$".join(chain[remote:]), name))


def _flatten(state: Path) -> None:
    """Takes the program's components out of the state's file."""
    saved = json.loads(state.read_text())
    latest = saved["checkpoint"]["latest"]
    (root,) = [row["urn"] for row in latest["resources"] if row["type"] == STACK_TYPE]
    gone = {row["urn"] for row in latest["resources"] if not row.get("custom") and not row["type"].startswith(("pulumi:", "awsx:"))}
    new = {row["urn"]: root if row["urn"] in gone else flat_urn(row["urn"]) for row in latest["resources"]}
    latest["resources"] = [_renamed(row, new) for row in latest["resources"] if row["urn"] not in gone]
    for row in latest["resources"]:
        if row.get("parent") and not any(type_.startswith("awsx:") for type_ in row["urn"].split("::")[2].split("$")[:-1]):
            row["parent"] = root
    state.write_text(json.dumps(saved))


def _renamed(value: Any, new: Mapping[str, str]) -> Any:
    """With the new URNs wherever one stands, references to providers included (`URN::id`)."""
    if isinstance(value, dict):
        return {key: _renamed(inner, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, new) for inner in value]
    if isinstance(value, str) and value.startswith("urn:pulumi:"):
        urn, _, id_ = value.rpartition("::")
        return new.get(value) or (f"{new[urn]}::{id_}" if urn in new else value)
    return value


def _told(type_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What a program would write: without what providers note, and a provider's settings not as JSON texts."""
    told = {key: value for key, value in inputs.items() if not key.startswith("__") and key != "version"}
    if type_ != PROVIDER:
        return told
    return {key: json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value for key, value in told.items()}


def _give_remote_components_the_provider(rows: list[Row]) -> None:
    """The state does not say what a remote component hands on to its children: the only provider that the program makes."""
    made = [place for place, row in enumerate(rows) if row["type"] == PROVIDER]
    for row in rows:
        if row["type"].startswith("awsx:") and made:
            row["provider"] = made[0]


def _keys(environment: Mapping[str, str]) -> dict[str, str]:
    return {"AccessKeyId": environment["AWS_ACCESS_KEY_ID"], "SecretAccessKey": environment["AWS_SECRET_ACCESS_KEY"]}
