"""`clientenv --version`."""

import tomllib

import typer

from automation.own_folder import OWN_FOLDER


def version() -> str:
    """As pyproject.toml has it: the command always runs from its own folder, installed or not."""
    return str(tomllib.loads((OWN_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def tell_version(asked: bool) -> None:
    """Ends the command where it was asked for."""
    if asked:
        print(f"clientenv {version()}")
        raise typer.Exit
