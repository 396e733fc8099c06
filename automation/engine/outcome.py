"""What an operation of the engine did or would do, from its events."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi.automation.events import DiagnosticEvent, EngineEvent, PolicyEvent, StepEventMetadata

OnEvent = Callable[["EngineEvent"], Any]
"""Told what the engine does, as it does it."""

CONSEQUENCES = ("update failed", "preview failed", "refresh failed", "destroy failed", "resource monitor shut down")
"""What the engine says, and the program that it stops, only because there is another error."""
UNCHANGED = ("same", "refresh", "read")
MANDATORY = "mandatory"
COLOUR = re.compile(r"<\{%[^%]*%\}>")
"""The engine's marks for a terminal."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened to one resource."""

    operation: str
    """As the engine calls it: create, same, update, replace, create-replacement, delete-replaced, delete, refresh, import, read, ..."""
    urn: str
    properties: tuple[str, ...] = ()
    """Paths of the inputs that differ; empty unless the resource changes."""

    @property
    def name(self) -> str:
        return self.urn.rsplit("::", 1)[-1]

    @property
    def type(self) -> str:
        return self.urn.split("::")[2].split("$")[-1]

    @property
    def parents(self) -> tuple[str, ...]:
        """Types of the components that it belongs to, outermost first."""
        return tuple(self.urn.split("::")[2].split("$")[:-1])


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One resource that breaks a rule of the policy pack."""

    rule: str
    message: str
    mandatory: bool
    """Whether it stops the operation."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a preview, update, refresh, destruction or import did or would do."""

    changes: Mapping[str, int] = field(default_factory=dict)
    """Resources by what happens to them, the stack itself and its providers included, as in the engine's last lines: `{"same": 21}`."""
    steps: tuple[Step, ...] = ()
    """In the order in which they ended."""
    unfinished: tuple[Step, ...] = ()
    """Begun, and not ended: what they were making may be there all the same."""
    errors: tuple[str, ...] = ()
    """One line a problem: the resource's name, its type and the reason."""
    warnings: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    text: str = ""
    """All that the engine printed."""

    @property
    def changed(self) -> dict[str, str]:
        """Name of every resource that does not stay as it is, with its last step."""
        return {step.name: step.operation for step in self.steps if step.operation not in UNCHANGED}


class EngineFailed(Exception):
    """An operation ended with errors. What was made is in the state, and the next one goes on from there."""

    def __init__(self, stack: str, operation: str, outcome: Outcome) -> None:
        super().__init__("\n".join(outcome.errors) or outcome.text)
        self.stack, self.operation, self.outcome = stack, operation, outcome


class EngineInterrupted(EngineFailed):
    """Somebody pressed Ctrl-C: the engine has finished what was under way, and kept its state."""


def outcome_of(events: "Iterable[EngineEvent]", text: str) -> Outcome:
    """There need not be any event: an engine may stop at once."""
    events = list(events)
    summaries = [event.summary_event for event in events if event.summary_event]
    told = [event.diagnostic_event for event in events if event.diagnostic_event]
    return Outcome(
        changes={str(getattr(what, "value", what)): number for what, number in (summaries[-1].resource_changes or {}).items()}
        if summaries
        else {},
        steps=tuple(step_of(event.res_outputs_event.metadata) for event in events if event.res_outputs_event),
        unfinished=tuple(_unfinished(events)),
        errors=tuple(_diagnostics(told, "error")),
        warnings=tuple(_diagnostics(told, "warning")),
        violations=tuple(dict.fromkeys(_violation(event.policy_event) for event in events if event.policy_event)),
        text=text,
    )


def _unfinished(events: "Iterable[EngineEvent]") -> Iterator[Step]:
    begun: dict[tuple[str, str], Step] = {}
    for event in events:
        if event.resource_pre_event and not event.resource_pre_event.planning:
            step = step_of(event.resource_pre_event.metadata)
            begun[step.urn, step.operation] = step
        elif event.res_outputs_event:
            step = step_of(event.res_outputs_event.metadata)
            begun.pop((step.urn, step.operation), None)
    yield from (step for step in begun.values() if step.operation not in (*UNCHANGED, "replace"))


def step_of(metadata: "StepEventMetadata") -> Step:
    return Step(operation=metadata.op.value, urn=metadata.urn, properties=tuple(metadata.detailed_diff or ()))


def _violation(event: "PolicyEvent") -> Violation:
    return Violation(rule=event.policy_name, message=_one_line(event.message), mandatory=event.enforcement_level == MANDATORY)


def _diagnostics(told: "Iterable[DiagnosticEvent]", severity: str) -> Iterator[str]:
    lines = list(dict.fromkeys(_line(each) for each in told if each.severity == severity))
    causes = [line for line in lines if not any(each in line for each in CONSEQUENCES)]
    yield from causes or lines


def _line(diagnostic: "DiagnosticEvent") -> str:
    message = _one_line(diagnostic.message)
    urn = diagnostic.urn or ""
    return f"{urn.rsplit('::', 1)[-1]}: {message}" if urn and "pulumi:pulumi:Stack" not in urn else message


def _one_line(message: str) -> str:
    return " ".join(COLOUR.sub("", message).split())
