"""`clientenv` itself."""

import tomllib

import pytest
from typer.main import get_command

from automation.cli import app
from automation.commands import COMMANDS, Imported
from tests.automation.conftest import ROOT


def test_version_is_that_of_the_project_and_needs_no_command(typed):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert typed("--version") == (0, f"clientenv {project['version']}\n", "")


def test_help_promises_handing_over_only_once_there_is_a_command_for_it(typed):
    code, out, _ = typed("--help")
    assert (code, "--version" in out) == (0, True)
    assert ("hands over" in out) == ("handover" in get_command(app).commands)


def test_a_command_that_breaks_while_it_is_imported_is_not_taken_for_one_that_is_not_there(monkeypatch):
    def broken(name):
        raise KeyError("HOME")

    monkeypatch.setattr("automation.commands.import_module", broken)
    with pytest.raises(KeyError, match="HOME"):
        Imported().get("costs")
    assert Imported().get("cost") is None


def test_every_command_is_where_the_table_says():
    assert {name: command.name for name, command in get_command(app).commands.items()} == {name: name for name in COMMANDS}
