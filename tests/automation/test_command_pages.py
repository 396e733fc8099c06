"""The pages about commands: each command has one, names no option that is not there, and shows at a prompt what the command prints."""

import re
import shlex

import pytest
from typer.main import get_command

from automation import stack_secret
from automation.cli import app
from tests.automation.conftest import ROOT

PAGES = ROOT / "docs" / "commands"
PAGE_OF = {path.stem: path.read_text() for path in sorted(PAGES.glob("*.md"))}
ROOT_COMMAND = get_command(app)
NAMES = sorted(ROOT_COMMAND.commands)
"""Commands and groups, as they are registered."""

SHOWN = [
    pytest.param(command, output, id=f"{name}: {command}")
    for name, page in PAGE_OF.items()
    if name != "estimate"  # generated: a test of generated pages runs it
    for command, output in re.findall(r"^```console\n\$ (clientenv [^\n]*)\n(.*?)^```", page, re.M | re.S)
]
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
AT_A_PROMPT = re.compile(r"^\$ (clientenv (?:.*\\\n)*.*)", re.M)
EXAMPLE = re.compile(r"clientenv [^;]*?(?=;|, (?:or|and) |$)")
"""One of an epilog's examples; they stand in a sentence."""
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def leaves(command, *above):
    """Commands that can be typed, with their words."""
    if not hasattr(command, "commands"):
        yield above, command
    for name, each in getattr(command, "commands", {}).items():
        yield from leaves(each, *above, name)


LEAVES = dict(leaves(ROOT_COMMAND))
EXAMPLES = [(" ".join(words), text) for words, command in LEAVES.items() for text in EXAMPLE.findall(command.epilog or "")]


def options_of(name):
    """Of a command, or of all commands of a group."""
    found = [command for words, command in LEAVES.items() if words[0] == name]
    return {text for command in found for each in command.params for text in (*each.opts, *each.secondary_opts)} | {"--help"}


def parse(command):
    """Raises the parser's own error for what cannot be typed. Nothing is run."""
    words, rest = [], shlex.split(command, comments=True)[1:]
    while tuple(words) not in LEAVES:
        assert rest, f"{command} is no command"
        words.append(rest.pop(0))
        assert any(each[: len(words)] == tuple(words) for each in LEAVES), f"{command} is no command"
    LEAVES[tuple(words)].make_context(words[-1], rest)


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_a_command_prints_what_its_page_says(typed, project, monkeypatch, command, output):
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, "an-external-id")
    (project / "docs").symlink_to(ROOT / "docs")
    code, out, err = typed(*shlex.split(command)[1:])
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == output.splitlines()


def test_every_command_has_a_page_and_every_page_a_command():
    assert list(PAGE_OF) == NAMES


@pytest.mark.parametrize("name", PAGE_OF)
def test_a_page_names_the_exit_codes_and_no_option_that_is_not_there(name):
    page = PAGE_OF[name]
    assert page.startswith(f"# clientenv {name}\n")
    assert "## Exit codes" in page
    for span in re.findall(r"`([^`\n]+)`", FENCED.sub("", page)):
        words = span.split()
        about = name if span.startswith("--") else words[1] if words[0] == "clientenv" and len(words) > 1 else None
        if about:
            assert about in NAMES, span
            assert set(OPTION.findall(span)) <= options_of(about), span


@pytest.mark.parametrize(("name", "command"), [(name, command) for name, page in PAGE_OF.items() for command in AT_A_PROMPT.findall(page)])
def test_what_a_page_shows_at_a_prompt_can_be_typed(name, command):
    parse(command.replace("\\\n", " "))


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_the_help_of_a_command_has_an_example(typed, words):
    code, out, _ = typed(*words, "--help")
    assert (code, "Example: clientenv " + " ".join(words) in " ".join(out.split())) == (0, True)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_of_a_help_can_be_typed(name, example):
    parse(example)


@pytest.mark.parametrize("name", PAGE_OF)
def test_the_links_of_a_page_lead_somewhere(name):
    links = re.findall(r"\]\(([^)#:]+)[^):]*\)", PAGE_OF[name])
    assert [link for link in links if not (PAGES / link).exists()] == []


def test_every_command_can_print_json():
    without = {words for words, command in LEAVES.items() if not any("--json" in each.opts for each in command.params)}
    assert without == {("bill", "export")}  # it is for programs, and takes --format


def test_the_stacks_of_the_readme_come_from_new_and_are_lawful_beside_those_that_ship(typed, project):
    typed_there = re.findall(r"^\$ (clientenv new .*)", (ROOT / "README.md").read_text(), re.M)
    assert len(typed_there) == 2
    answers = ["--billing-model", "perMinute", "--price-per-minute", "0.15"]  # what a person is asked for
    for command in typed_there:
        words = shlex.split(command)[1:]
        code, _, err = typed(*words, *([] if "own" in words else answers), "--dry-run", "--yes")
        assert (code, err) == (0, "")


@pytest.mark.parametrize("command", AT_A_PROMPT.findall((ROOT / "README.md").read_text()))
def test_what_the_readme_shows_at_a_prompt_can_be_typed(command):
    parse(command)


def test_the_readme_has_a_row_for_each_command():
    rows = re.findall(r"^\| \[`(\w+)`\]\(docs/commands/(\w+)\.md\) \|", (ROOT / "README.md").read_text(), re.M)
    assert sorted(rows) == [(name, name) for name in NAMES]
