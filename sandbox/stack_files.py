"""Stack settings as the engine hands them to a program: `Pulumi.<stack>.yaml` over the defaults of `Pulumi.yaml`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml


class MissingStackFile(Exception):
    """There is no settings file of that name."""


@dataclass(frozen=True, kw_only=True)
class StackConfig:
    """One stack's configuration: full key (`clientenv:placement`) to text; objects are JSON."""

    project: str
    values: Mapping[str, str]
    secret_keys: frozenset[str] = field(default_factory=frozenset)


def read_stack(folder: Path, stack: str, secrets: Mapping[str, str] | None = None) -> StackConfig:
    """Settings of a stack in a Pulumi project's folder.

    `secrets` are values that `pulumi config set --secret` would have encrypted: full key to clear text.
    Raises MissingStackFile.
    """
    project = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    path = folder / f"Pulumi.{stack}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(each.name.split(".")[1] for each in folder.glob("Pulumi.*.yaml"))) or "none"
        raise MissingStackFile(f"There is no stack {stack}: {path.name} is missing. Stacks here: {known}.")
    own = (yaml.safe_load(path.read_text()) or {}).get("config") or {}
    values = {**_defaults(project), **{key: _text(value) for key, value in own.items()}, **(secrets or {})}
    return StackConfig(project=project["name"], values=values, secret_keys=frozenset(secrets or {}))


def with_settings(config: StackConfig, settings: Iterable[tuple[str, str]]) -> StackConfig:
    """The configuration with some settings, full key and text, on top, as `pulumi up --config` does it."""
    return replace(config, values={**config.values, **dict(settings)})


def _defaults(project: Mapping[str, Any]) -> dict[str, str]:
    declared = project.get("config") or {}
    return {
        key if ":" in key else f"{project['name']}:{key}": _text(entry["default"])
        for key, entry in declared.items()
        if isinstance(entry, dict) and "default" in entry
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
