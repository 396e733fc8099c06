"""What a target is given of an event: all of it, a constant, a part, or a text made from parts.

docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.pump.envelopes import Event


class InputNotSupported(ValueError):
    """A path or template that the sandbox cannot carry out; the text names it."""


def target_input(target: Mapping[str, Any], event: Event, *, rule_arn: str, ingested: str) -> str:
    """The text for the target. `target` is EventBridge's Target; `ingested` says when it came in. Raises `InputNotSupported`."""
    if target.get("Input"):
        return str(target["Input"])
    if target.get("InputPath"):
        return json.dumps(_at(target["InputPath"], event), ensure_ascii=False)
    transformer = target.get("InputTransformer")
    if transformer:
        reserved = {
            "aws.events.rule-arn": rule_arn,
            "aws.events.rule-name": rule_arn.rpartition("/")[2],
            "aws.events.event.ingestion-time": ingested,
            "aws.events.event": event,
            "aws.events.event.json": event,
        }
        paths = transformer.get("InputPathsMap") or {}
        return _filled(transformer["InputTemplate"], {**{name: _at(path, event) for name, path in paths.items()}, **reserved})
    return json.dumps(event, ensure_ascii=False)


def _at(path: str, event: Event) -> Any:
    """The value at a JSONPath of names and list positions (`$.detail.items[0].name`); None where there is none."""
    if not re.fullmatch(r"\$(\.[\w-]+|\[\d+\])*", path):
        raise InputNotSupported(f"The sandbox knows paths of names and positions only, not {path!r}.")
    value: Any = event
    for name, position in re.findall(r"\.([\w-]+)|\[(\d+)\]", path):
        if name:
            value = value.get(name) if isinstance(value, Mapping) else None
        else:
            value = value[int(position)] if isinstance(value, list) and int(position) < len(value) else None
    return value


def _filled(template: str, values: Mapping[str, Any]) -> str:
    """Each `<name>` replaced: as bare text inside a JSON string, as JSON outside."""
    filled, quoted, position = [], False, 0
    for found in re.finditer(r'\\.|"|<([\w.-]+)>', template):
        filled.append(template[position : found.start()])
        position = found.end()
        name = found.group(1)
        if found.group() == '"':
            quoted = not quoted
        filled.append(_inserted(values[name], quoted) if name in values else found.group())
    return "".join([*filled, template[position:]])


def _inserted(value: Any, quoted: bool) -> str:
    if not quoted:
        return json.dumps(value, ensure_ascii=False)
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False)[1:-1]
