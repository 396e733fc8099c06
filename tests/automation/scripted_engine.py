"""A `pulumi` command that answers from a script: the seam of the Automation API, so that every failure can be played."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

LOOKS = ("preview", "stack select", "stack export", "stack output", "stack history", "stack ls", "config get", "version", "whoami")
"""How commands begin that only look."""
UPDATE = {"kind": "update", "startTime": "2026-11-26T00:00:00.000Z", "message": "", "environment": {}, "config": {}, "result": "succeeded"}


@dataclass
class Answer:
    """How one command ends."""

    events: list = field(default_factory=list)
    """What it writes to its event log."""
    stdout: str = ""
    stderr: str = ""
    code: int = 0
    raises: BaseException | None = None
    """Ctrl-C, or the death of the process, after the events."""


class ScriptedEngine(PulumiCommand):
    """Gives each command the answers that were laid out for it, one after the other; the last one is given again and again.

    Answers are found by how the command begins: `up`, `stack export`, `refresh --preview-only`, ...
    """

    def __init__(self, state=None, outputs=None, **answers):
        self.command, self.version = "pulumi", VersionInfo.parse("3.200.0")
        self.typed = []
        self.answers = {
            "stack export": [Answer(stdout=json.dumps({"version": 3, "deployment": state or {}}))],
            "stack output": [Answer(stdout=json.dumps(outputs or {}))],
            "stack history": [Answer(stdout=json.dumps([UPDATE]))],
        }
        for begins, given in answers.items():
            self.answers[begins.replace("_", " ")] = list(given) if isinstance(given, list | tuple) else [given]

    def run(self, args, cwd, additional_env, on_output=None, on_error=None):
        words = [word for word in args if word != "--non-interactive"]
        self.typed.append(words)
        return self._ended(words)

    def for_automation(self):
        return self

    @contextmanager
    def look(self, args, cwd):
        self.typed.append(args)
        yield SimpleNamespace(answer=lambda: self._ended(args))

    def _ended(self, words):
        answer = self._answer(" ".join(words))
        if "--event-log" in words:
            ends = [] if any("summaryEvent" in each for each in answer.events) else [summary()]
            with open(words[words.index("--event-log") + 1], "a") as log:
                log.writelines(json.dumps(event) + "\n" for event in [*answer.events, *ends, {"cancelEvent": {}}])
        if answer.raises:
            raise answer.raises
        result = CommandResult(stdout=answer.stdout, stderr=answer.stderr, code=answer.code)
        if answer.code:
            raise create_command_error(result)
        return result

    def ran(self, verb):
        """How often it really did this: previews that the verb has of its own do not count."""
        return sum(words[0] == verb and "--preview-only" not in words for words in self.typed)

    @property
    def changed_something(self):
        """Whether anything was typed that is not known to leave AWS, the state and the stack's file alone."""
        return not all("--preview-only" in words or " ".join(words).startswith(LOOKS) for words in self.typed)

    def _answer(self, line):
        for begins in sorted(self.answers, key=len, reverse=True):
            if line.startswith(begins):
                found = self.answers[begins]
                return found.pop(0) if len(found) > 1 else found[0]
        return Answer()


def urn(type_, name, *parents):
    return f"urn:pulumi:dev::clientenv::{'$'.join([*parents, type_])}::{name}"


def step(operation, type_, name, *parents, **more):
    return {"resOutputsEvent": {"metadata": {"op": operation, "urn": urn(type_, name, *parents), "type": type_, "provider": "", **more}}}


def summary(**changes):
    return {"summaryEvent": {"resourceChanges": changes, "maybeCorrupt": False, "durationSeconds": 1, "PolicyPacks": {}}}


def told(severity, message, of=""):
    return {"diagnosticEvent": {"severity": severity, "message": message, "color": "never", "urn": of}}


def broken_rule(name, message, level="mandatory"):
    return {"policyEvent": {"policyName": name, "message": message, "enforcementLevel": level}}


def resource(type_, name, **outputs):
    """A row of a state."""
    return {"urn": urn(type_, name), "type": type_, "custom": True, "id": name, "outputs": outputs}
