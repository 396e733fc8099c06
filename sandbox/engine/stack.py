"""One stack and what the engine can do with it."""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi.automation import CommandResult, OutputValue
from pulumi.automation.events import EngineEvent

from automation.engine.outcome import Outcome, outcome_of
from sandbox.engine.command import SandboxCommand

OnOutput = Callable[[str], Any]

HIDDEN = "[secret]"
"""What the engine prints in place of a secret."""


class EngineFailed(Exception):
    """An operation ended with errors; one line each. What was made is in the state, and the next `up` goes on from there."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("\n".join(outcome.errors) or outcome.text)
        self.outcome = outcome


@dataclass(frozen=True, kw_only=True)
class EngineStack:
    """A stack in the sandbox's backend. Every operation raises EngineFailed, with what was done until then."""

    name: str
    project: str
    """Name of the project."""
    folder: Path
    """Folder of the project's copy."""
    environment: Mapping[str, str] = field(repr=False)
    command: SandboxCommand

    def up(self, *, refresh: bool = False, policy_pack: Path | None = None, on_output: OnOutput | None = None) -> Outcome:
        """Deploys; with `refresh` what was changed by hand is found and set right."""
        return self._operate("up", "--yes", "--skip-preview", *_options(refresh, policy_pack), on_output=on_output)

    def preview(self, *, refresh: bool = False, policy_pack: Path | None = None, on_output: OnOutput | None = None) -> Outcome:
        return self._operate("preview", "--diff", *_options(refresh, policy_pack), on_output=on_output)

    def refresh(self, *, preview_only: bool = False, on_output: OnOutput | None = None) -> Outcome:
        """Looks for what was changed by hand and, unless `preview_only`, takes it into the state."""
        return self._operate("refresh", *(["--preview-only"] if preview_only else ["--yes", "--skip-preview"]), on_output=on_output)

    def destroy(self, *, on_output: OnOutput | None = None) -> Outcome:
        return self._operate("destroy", "--yes", "--skip-preview", on_output=on_output)

    def import_(self, type_: str, name: str, id: str) -> Outcome:
        """Takes an existing resource into the state; the program must have it too, or the next `up` deletes it."""
        return self._operate("import", type_, name, id, "--yes", "--skip-preview", "--protect=false", "--generate-code=false")

    def outputs(self) -> dict[str, OutputValue]:
        """Values in clear text, with a mark on those that are secret."""
        hidden = json.loads(self.run("stack", "output", "--json").stdout)
        clear = json.loads(self.run("stack", "output", "--json", "--show-secrets").stdout)
        return {name: OutputValue(value=value, secret=hidden[name] == HIDDEN) for name, value in clear.items()}

    def state(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The deployment: `resources`, `pending_operations`, ... Secrets are encrypted, as they are kept, or shown in clear text."""
        return dict(json.loads(self.run("stack", "export", *(["--show-secrets"] if show_secrets else [])).stdout)["deployment"])

    def unprotect(self) -> None:
        """Lets `destroy` delete what the program protects. What AWS itself protects (a table) the program must let go first."""
        self.run("state", "unprotect", "--all", "--yes")

    def run(self, *arguments: str, on_output: OnOutput | None = None) -> CommandResult:
        """Any other command on this stack. Raises CommandError."""
        return self.command.run([*arguments, "--stack", self.name], str(self.folder), self.environment, on_output)

    def _operate(self, *arguments: str, on_output: OnOutput | None = None) -> Outcome:
        with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
            log = Path(scratch) / "events.json"
            command = [*arguments, "--event-log", str(log), "--stack", self.name]
            done = self.command.execute(command, str(self.folder), self.environment, on_output, on_output)
            outcome = outcome_of(_events(log), f"{done.stdout}\n{done.stderr}".strip())
        if done.code != 0:
            raise EngineFailed(outcome)
        return outcome


def _events(log: Path) -> list[EngineEvent]:
    """What the engine logged; the file need not be there when it stopped at once."""
    return [EngineEvent.from_json(json.loads(line)) for line in log.read_text().splitlines()] if log.is_file() else []


def _options(refresh: bool, policy_pack: Path | None) -> list[str]:
    return [*(["--refresh"] if refresh else []), *(["--policy-pack", str(policy_pack)] if policy_pack else [])]
