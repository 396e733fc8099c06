"""The pages about commands: every command that they show at a prompt is run, and prints what they say."""

import re
import shlex

import pytest

from automation import stack_secret
from automation.cli import app
from tests.automation.conftest import ROOT

PAGES = ROOT / "docs" / "commands"
SHOWN = [
    pytest.param(command, output, id=f"{page.stem}: {command}")
    for page in sorted(PAGES.glob("*.md"))
    if page.stem != "estimate"  # generated: a test of generated pages runs it
    for command, output in re.findall(r"^```console\n\$ (clientenv [^\n]*)\n(.*?)^```", page.read_text(), re.M | re.S)
]


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_a_command_prints_what_its_page_says(typed, project, monkeypatch, command, output):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "an-external-id")
    code, out, err = typed(*shlex.split(command)[1:])
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == output.splitlines()


@pytest.mark.parametrize("name", ["new", "onboard", "estimate", "doctor", "release", "destroy"])
def test_a_command_has_a_page_with_its_exit_codes_and_help_with_an_example(typed, name):
    assert "## Exit codes" in (PAGES / f"{name}.md").read_text()
    assert "Example: clientenv" in " ".join(typed(name, "--help")[1].split())


@pytest.mark.parametrize("name", ["new", "onboard", "estimate", "doctor", "release", "destroy"])
def test_every_option_that_a_page_names_exists(name):
    (command,) = [each for each in app.registered_commands if each.name == name]
    page = (PAGES / f"{name}.md").read_text()
    source = command.callback.__globals__["__file__"]
    options = {f"--{word.replace('_', '-')}" for word in command.callback.__annotations__} | {"--json", "--set"}
    assert set(re.findall(r"`(--[a-z-]+)", page)) <= options, source
