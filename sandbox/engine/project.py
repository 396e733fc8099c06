"""A Pulumi project as the engine runs it in the sandbox: the program where it is, its settings as copies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sandbox.engine.command import SandboxCommand
from sandbox.engine.home import EngineHome, write_whole
from sandbox.engine.stack import EngineStack


@dataclass(frozen=True, kw_only=True)
class EngineProject:
    """A project and who deploys it. The folder that it came from is never written to."""

    name: str
    source: Path
    """Folder with the real `Pulumi.yaml`, the stack files and the program."""
    folder: Path
    """Copy of those files, below the engine's home; here the engine writes its salts."""
    environment: Mapping[str, str] = field(repr=False)
    """All variables of the engine's processes: `EngineHome.environment`."""
    command: SandboxCommand

    @classmethod
    def copied(cls, source: Path, home: EngineHome, environment: Mapping[str, str]) -> "EngineProject":
        """Takes over a project. Raises NoPulumi."""
        settings = yaml.safe_load((source / "Pulumi.yaml").read_text())
        folder = home.folder / "projects" / settings["name"]
        program = (source / settings.get("main", ".")).resolve()
        copy = {**settings, "main": str(program), "runtime": "python"}  # no virtual environment by name: it is that of this process
        write_whole(folder / "Pulumi.yaml", yaml.safe_dump(copy, sort_keys=False))
        return cls(name=settings["name"], source=source, folder=folder, environment=dict(environment), command=SandboxCommand())

    def stack(self, name: str, settings: Mapping[str, Any] | None = None, secrets: Mapping[str, str] | None = None) -> EngineStack:
        """A stack, made when there is none of that name.

        `settings` (full key to value) come on top of those in `Pulumi.<name>.yaml`; `secrets` are encrypted.
        """
        path = self.folder / f"Pulumi.{name}.yaml"
        write_whole(path, yaml.safe_dump(self._stack_file(name, settings or {}), sort_keys=False))
        stack = EngineStack(name=name, project=self.name, folder=self.folder, environment=self.environment, command=self.command)
        stack.run("stack", "select", "--create")
        whole = {key: value for key, value in (secrets or {}).items() if not value.startswith("{")}
        if whole:
            stack.run("config", "set-all", "--json", json.dumps({key: {"value": value, "secret": True} for key, value in whole.items()}))
        for key in (secrets or {}).keys() - whole.keys():  # the engine takes an object's secrets one by one
            for name, value in json.loads((secrets or {})[key]).items():
                stack.run("config", "set", "--path", "--secret", f"{key}.{name}", value)
        return stack

    def _stack_file(self, name: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The shipped file with the salt and the secrets that the copy has already."""
        shipped, copy = _read(self.source / f"Pulumi.{name}.yaml"), _read(self.folder / f"Pulumi.{name}.yaml")
        secure = {key: value for key, value in (copy.get("config") or {}).items() if isinstance(value, dict) and "secure" in value}
        salt = {key: value for key, value in copy.items() if key == "encryptionsalt"}
        return {**shipped, **salt, "config": {**(shipped.get("config") or {}), **settings, **secure}}


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text()) or {} if path.is_file() else {}
