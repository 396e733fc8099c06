"""A stack of the engine in the words of the embedded deployer: what shows or compares stacks reads both."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.embedded.state import Resource, StackState
from sandbox.engine.stack import EngineStack
from sandbox.wire import SECRET, SIGNATURE, sealed

STACK_TYPE = "pulumi:pulumi:Stack"


def deployed_state(stack: EngineStack) -> StackState:
    """Its resources in the order of their creation and its outputs, all in clear text; secret outputs are marked."""
    kept = stack.state(show_secrets=True).get("resources") or []
    rows = [_resource(row) for row in kept if row["type"] != STACK_TYPE]
    outputs = stack.outputs()
    return StackState(
        project=stack.project,
        stack=stack.name,
        resources={row.urn: row for row in rows},
        outputs=sealed({name: each.value for name, each in outputs.items()}, [name for name, each in outputs.items() if each.secret]),
    )


def _resource(row: Mapping[str, Any]) -> Resource:
    return Resource(
        urn=row["urn"],
        type=row["type"],
        id=row.get("id", ""),
        parent=row.get("parent", ""),
        provider=row.get("provider", ""),
        inputs=_clear(row.get("inputs") or {}),
        outputs=_clear(row.get("outputs") or {}),
        dependencies=row.get("dependencies") or [],
        protect=bool(row.get("protect")),
    )


def _clear(value: Any) -> Any:
    """A value of the state without the marks on secrets, which are JSON texts there."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return json.loads(value["plaintext"])
        return {key: _clear(inner) for key, inner in value.items()}
    return [_clear(inner) for inner in value] if isinstance(value, list) else value
