"""The commands of `clientenv`, in the order in which one meets them. Each is imported when it is asked for: none waits for the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command, get_group


@dataclass(frozen=True)
class Command:
    """Where a command is."""

    module: str
    """In this package."""
    function: str | None
    """None where the module has commands of its own: a group, its `app`."""
    example: str = "EXAMPLE"
    """What stands below its help."""


COMMANDS = {
    "new": Command("new", "new"),
    "onboard": Command("onboard", "onboard"),
    "doctor": Command("doctor", "doctor"),
    "estimate": Command("estimate", "estimate_stack"),
    "preview": Command("deploy", "preview", "PREVIEW_EXAMPLE"),
    "deploy": Command("deploy", "deploy", "DEPLOY_EXAMPLE"),
    "refresh": Command("deploy", "refresh", "REFRESH_EXAMPLE"),
    "fleet": Command("fleet", None),
    "release": Command("release", "release_held"),
    "untagged": Command("untagged", "untagged"),
    "costs": Command("costs", "costs"),
    "rate": Command("rating", "rate"),
    "bill": Command("bill", None),
    "verify": Command("verifying", "verify"),
    "destroy": Command("destroy", "destroy"),
}


class Imported(Mapping[str, Any]):
    """Name to command, as typer takes them."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def get(self, name: str, default: Any = None) -> Any:
        """A KeyError while a command is imported is its own, and not taken for a command that is not there."""
        return self[name] if name in COMMANDS else default

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name, COMMANDS[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _made(name: str, command: Command) -> Any:
    module = import_module(f"automation.{command.module}")
    if command.function is None:
        group = get_group(module.app)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name, epilog=getattr(module, command.example))(getattr(module, command.function))
    return get_command(alone)
