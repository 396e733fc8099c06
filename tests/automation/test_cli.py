"""`clientenv` itself."""

import tomllib

from typer.main import get_command

from automation.cli import app
from tests.automation.conftest import ROOT


def test_version_is_that_of_the_project_and_needs_no_command(typed):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert typed("--version") == (0, f"clientenv {project['version']}\n", "")


def test_help_promises_handing_over_only_once_there_is_a_command_for_it(typed):
    code, out, _ = typed("--help")
    assert (code, "--version" in out) == (0, True)
    assert ("hands over" in out) == ("handover" in get_command(app).commands)
