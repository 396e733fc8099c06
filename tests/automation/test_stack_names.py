"""Names of stacks at a shell's prompt, by the words that bash and zsh really send."""

import subprocess
import sys

import pytest
from typer.main import get_command

from automation.cli import app
from automation.stack_names import stack_names
from tests.automation.conftest import ROOT

SHIPPED = ["acme-prod", "dev", "globex-prod"]
COMPLETES = "_CLIENTENV_COMPLETE"


@pytest.fixture
def bash(typed, monkeypatch):
    """What is offered at the end of a line; after a space it is the next word's turn."""

    def press_tab(line):
        words = line.split()
        monkeypatch.setenv(COMPLETES, "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) if line.endswith(" ") else len(words) - 1))
        code, out, err = typed()
        assert (code, err) == (0, "")
        return out.split()

    return press_tab


def commands(group, *above):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *above, name)
        else:
            yield [*above, name], command


WITH_STACK = [
    " ".join(words)
    for words, command in commands(get_command(app))
    if any((each.param_type_name, each.name) == ("argument", "stack") for each in command.params)
]
"""Commands with an argument STACK. Options of that name are billing's stack."""


@pytest.mark.parametrize("command", WITH_STACK)
def test_every_command_that_takes_a_stack_offers_those_of_the_project(bash, project, command):
    assert bash(f"clientenv {command} ") == SHIPPED
    assert bash(f"clientenv {command} --json gl") == ["globex-prod"]


def test_a_fleet_offers_them_for_its_canary_and_its_selection(bash, project):
    assert bash("clientenv fleet up --canary d") == ["dev"]
    assert bash("clientenv fleet preview --select ") == SHIPPED


def test_a_stack_that_was_just_written_is_offered(bash, project):
    (project / "Pulumi.initech-prod.yaml").write_text("config: {}\n")
    assert bash("clientenv deploy in") == ["initech-prod"]


def test_zsh_is_offered_the_same(typed, monkeypatch, project):
    monkeypatch.setenv(COMPLETES, "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "clientenv deploy ")
    code, out, _ = typed()
    assert code == 0
    assert [name for name in out.split('"') if name in SHIPPED] == SHIPPED


def test_agreeing_to_lose_data_is_not_made_easier(bash, project):
    assert bash("clientenv destroy dev --confirm ") == []


def test_a_folder_that_cannot_be_read_offers_nothing(monkeypatch):
    def unreadable():
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("automation.stack_names.project_folder", unreadable)
    assert stack_names("") == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_script_of_a_shell_calls_the_command(typed, monkeypatch, shell):
    monkeypatch.setenv(COMPLETES, f"source_{shell}")
    code, out, _ = typed()
    assert code == 0
    assert f"{COMPLETES}=complete_{shell}" in out


def test_pressing_tab_does_not_load_the_sdk():
    asked = "import sys, automation.cli; print(sorted({'pulumi', 'pulumi_aws', 'grpc'} & sys.modules.keys()))"
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
