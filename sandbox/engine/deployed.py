"""A stack of the engine in the words of the embedded deployer: what shows or compares stacks reads both."""

from collections.abc import Mapping
from typing import Any

from sandbox.embedded.state import Resource, StackState
from sandbox.engine.stack import EngineStack
from sandbox.wire import sealed

STACK_TYPE = "pulumi:pulumi:Stack"


def deployed_state(stack: EngineStack) -> StackState:
    """Its resources in the order of their creation, secrets encrypted in them, and its outputs in clear text, secrets marked."""
    rows = [_resource(row) for row in stack.state().get("resources") or [] if row["type"] != STACK_TYPE]
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
        inputs=row.get("inputs") or {},
        outputs=row.get("outputs") or {},
        dependencies=row.get("dependencies") or [],
    )
