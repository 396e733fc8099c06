"""What an operation of the engine did, from its event log (apitype.EngineEvent of pulumi/pulumi)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONSEQUENCES = ("update failed", "preview failed", "refresh failed", "destroy failed", "resource monitor shut down")
"""What the engine says, and the program that it stops, only because there is another error."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened to one resource."""

    operation: str
    """As the engine calls it: create, same, update, create-replacement, delete-replaced, delete, refresh, import, read, ..."""
    urn: str
    properties: tuple[str, ...]
    """Paths of the inputs that differ; empty unless the resource changes."""

    @property
    def name(self) -> str:
        return self.urn.rsplit("::", 1)[-1]

    @property
    def type(self) -> str:
        return self.urn.split("::")[2].split("$")[-1]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a preview, update, refresh, destruction or import did or would do."""

    changes: Mapping[str, int]
    """Resources by what happens to them, the stack itself and its providers included, as in the engine's last lines: `{"same": 21}`."""
    steps: tuple[Step, ...]
    """In the order in which they ended."""
    errors: tuple[str, ...]
    """One line a problem: the resource's name, its type and the reason."""
    warnings: tuple[str, ...]
    text: str
    """All that the engine printed."""

    @property
    def changed(self) -> dict[str, str]:
        """Name of every resource that does not stay as it is, with its last step."""
        return {step.name: step.operation for step in self.steps if step.operation not in ("same", "refresh", "read")}


def outcome_of(event_log: Path, text: str) -> Outcome:
    """Reads the log, which need not be there when the engine stopped at once."""
    events = [json.loads(line) for line in event_log.read_text().splitlines()] if event_log.is_file() else []
    summaries = [event["summaryEvent"] for event in events if event.get("summaryEvent")]
    return Outcome(
        changes=summaries[-1].get("resourceChanges") or {} if summaries else {},
        steps=tuple(_step(event["resOutputsEvent"]["metadata"]) for event in events if event.get("resOutputsEvent")),
        errors=tuple(_diagnostics(events, "error")),
        warnings=tuple(_diagnostics(events, "warning")),
        text=text,
    )


def _step(metadata: Mapping[str, Any]) -> Step:
    return Step(operation=metadata["op"], urn=metadata["urn"], properties=tuple(metadata.get("detailedDiff") or ()))


def _diagnostics(events: Iterable[Mapping[str, Any]], severity: str) -> list[str]:
    told = [event["diagnosticEvent"] for event in events if event.get("diagnosticEvent")]
    lines = list(dict.fromkeys(_line(each) for each in told if each["severity"] == severity))
    causes = [line for line in lines if not any(each in line for each in CONSEQUENCES)]
    return causes or lines


def _line(diagnostic: Mapping[str, Any]) -> str:
    message = " ".join(diagnostic["message"].split())
    urn = diagnostic.get("urn") or ""
    return f"{urn.rsplit('::', 1)[-1]}: {message}" if urn and "pulumi:pulumi:Stack" not in urn else message
