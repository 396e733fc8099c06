"""Where the engine lives in the sandbox: its home with our plugins in it, its states, and the environment that it gets."""

import os
import shlex
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sandbox.engine.python_command import installed_packages, python_command
from sandbox.safety import sandbox_environment

PASSPHRASE = "sandbox"
"""Encrypts the secrets of the sandbox's states. No secret itself: what it protects is made up and ends with the sandbox."""

PLUGINS = {"aws": "pulumi_aws", "awsx": "pulumi_awsx"}
"""Provider and the SDK package whose version it must have: a program asks for exactly that one."""


@dataclass(frozen=True, kw_only=True)
class EngineHome:
    """Folders of the engine, apart from those of the person who uses it."""

    folder: Path
    """Absolute; made by `prepared`."""

    @classmethod
    def prepared(cls, folder: Path) -> "EngineHome":
        """The home in a folder, with the plugins of this interpreter in place."""
        home = cls(folder=folder.absolute())
        home.states.mkdir(parents=True, exist_ok=True)
        for name, package in PLUGINS.items():
            _write_launcher(home.pulumi_home / "plugins" / f"resource-{name}-v{version(package)}", name)
        packages = home.folder / "packages.json"
        write_whole(packages, installed_packages())
        write_whole(home.python, python_command(str(packages)), mode=0o755)
        return home

    @property
    def pulumi_home(self) -> Path:
        return self.folder / "pulumi-home"

    @property
    def python(self) -> Path:
        """What programs and policy packs run with."""
        return self.folder / "python"

    @property
    def states(self) -> Path:
        """Backend of all projects, so that one can read another's outputs."""
        return self.folder / "states"

    def environment(self, endpoint: str, credentials: Mapping[str, str], **more: str) -> dict[str, str]:
        """All variables of a `pulumi` process, its program and its plugins: nothing of the user's is among them.

        `endpoint` is the sandbox's URL, `credentials` what its accounts give out.
        """
        search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        settings = {
            "PATH": search,  # the program runs with this interpreter's packages
            "PULUMI_HOME": str(self.pulumi_home),
            "PULUMI_BACKEND_URL": self.states.as_uri(),
            "PULUMI_PYTHON_CMD": str(self.python),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DEBUG_COMMANDS": "true",  # for --event-log
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **more,
        }
        return sandbox_environment(endpoint, self.folder, credentials, **settings)


def _write_launcher(folder: Path, name: str) -> None:
    """The executable that the engine looks for. `-P`: whatever lies in the program's folder is not imported by the plugin."""
    command = f'exec {shlex.quote(sys.executable)} -P -m sandbox.engine.{name}_plugin "$@"'
    write_whole(folder / f"pulumi-resource-{name}", f"#!/bin/sh\n{command}\n", mode=0o755)


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Puts a file into place in one step: an engine that is reading it, for another stack, sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    half.write_text(text)
    half.chmod(mode)
    os.replace(half, path)
