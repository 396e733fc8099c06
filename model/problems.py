"""What is wrong with a stack's settings, as data, and as text that says what to do."""

import json
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Any

WIDTH = 80
SHOWN = 60
"""Characters of a value that are shown; a whole object would hide the sentence about it."""
HIDDEN = "[secret]"


@dataclass(frozen=True, kw_only=True)
class SettingsHome:
    """The Pulumi project whose settings are read: what its keys are called in messages and commands."""

    namespace: str
    """What stands before the colon."""
    reference: str
    """The page that lists every key."""
    folder: str = ""
    """Where the project is, from the root; commands are typed there. Empty: the root itself."""

    @property
    def config_set(self) -> str:
        """The beginning of a command that sets a key."""
        return f"pulumi config set -C {self.folder}" if self.folder else "pulumi config set"


CLIENT_STACKS = SettingsHome(namespace="clientenv", reference="docs/settings.md")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One setting that cannot stand."""

    home: SettingsHome = CLIENT_STACKS
    key: str
    """Key without its namespace, with the path inside an object: `billing.pricePerMinute`."""
    value: str
    """The value as it was given, shortened; empty where there is none, `[secret]` where it is one."""
    rule: str
    remedy: str
    """What to do. A line of its own that begins with two spaces is a command."""

    def __str__(self) -> str:
        head = f"{self.home.namespace}:{self.key}" + (f" is {self.value}" if self.value else "")
        return "\n".join([*_wrapped(head, "  "), *_wrapped(self.rule, "    "), *_wrapped(self.remedy, "    -> ")])


class SettingsError(Exception):
    """Settings cannot be used. `problems` has every reason; `source` is where they stand, `then` the command to type once corrected."""

    def __init__(self, problems: list[Problem], source: str, then: str = "", home: SettingsHome = CLIENT_STACKS) -> None:
        self.problems = problems
        self.source = source
        self.then = then
        self.home = home
        super().__init__(problems, source, then, home)

    def __str__(self) -> str:
        count = "One problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = [f"{count} in {self.source}. Nothing was changed.", ""]
        for problem in self.problems:
            lines += [str(problem), ""]
        correct = f"Correct {self.source}; {self.home.reference} lists every key."
        return "\n".join([*lines, correct, *([f"Then type: {self.then}"] if self.then else [])])


def shown(value: Any) -> str:
    """A value on one line, shortened; control characters are spelt out."""
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    line = text if text.isprintable() else repr(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 3]}..."


def _wrapped(text: str, indent: str) -> list[str]:
    """The text at 80 columns, commands left whole so that they can be copied."""
    lines: list[str] = []
    for line in text.split("\n"):
        begin = " " * len(indent) if lines else indent
        if line.startswith("  "):
            lines.append(begin + line)
        else:
            wrapper = TextWrapper(WIDTH, initial_indent=begin, subsequent_indent=" " * len(indent), break_on_hyphens=False)
            lines += wrapper.wrap(line)
    return lines
