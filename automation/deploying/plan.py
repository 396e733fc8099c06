"""What an operation would change, as data: printed before anything is done, hashed for the audit record, kept for the report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from automation.engine.outcome import UNCHANGED, Outcome, Step
from billing.domain.canonical import fingerprint
from components.component_types import WEB_HOSTING
from model.data_stores import DATA_STORES


class Operation(StrEnum):
    DEPLOY = "deploy"
    PREVIEW = "preview"
    REFRESH = "refresh"
    DESTROY = "destroy"


class Kind(StrEnum):
    """What becomes of a resource."""

    CREATED = "created"
    CHANGED = "changed"
    REPLACED = "replaced"
    """Deleted and made anew, in either order."""
    DELETED = "deleted"


STACK, COMPONENTS = "pulumi:pulumi:Stack", "clientenv:"
KINDS = {
    "create": Kind.CREATED,
    "import": Kind.CREATED,
    "update": Kind.CHANGED,
    "delete": Kind.DELETED,
    "discard": Kind.DELETED,
}
"""The engine's words; those that are not here belong to a replacement."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of one resource."""

    kind: Kind
    urn: str
    type: str
    name: str
    properties: tuple[str, ...]
    """Paths of the inputs that differ."""
    loses_data: bool

    def as_record(self) -> dict[str, Any]:
        return {**vars(self), "kind": str(self.kind), "properties": list(self.properties)}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an operation would change in a stack."""

    stack: str
    account_id: str
    operation: Operation
    changes: Sequence[Change]
    """In the order of the engine; components, which only hold others together, are not among them."""
    same: int
    """Resources that stay as they are."""

    @property
    def losing(self) -> list[Change]:
        """Changes that lose data."""
        return [each for each in self.changes if each.loses_data]

    def of(self, kind: Kind) -> list[Change]:
        return [each for each in self.changes if each.kind is kind]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many of each kind; those that do not occur are left out."""
        return counts_of(self.changes)

    @property
    def sha256(self) -> str:
        """Fingerprint of what is to change: the same for the same plan, whoever makes it and whenever."""
        changes = sorted([str(each.kind), each.urn, *each.properties] for each in self.changes)
        return fingerprint([self.stack, self.account_id, str(self.operation), changes])

    def as_record(self) -> dict[str, Any]:
        return {
            "operation": str(self.operation),
            "counts": {str(kind): number for kind, number in self.counts.items()},
            "same": self.same,
            "sha256": self.sha256,
            "changes": [each.as_record() for each in self.changes],
        }


def plan_of(stack: str, account_id: str, operation: Operation, outcome: Outcome) -> Plan:
    """From what the engine foresees."""
    return Plan(
        stack=stack,
        account_id=account_id,
        operation=operation,
        changes=tuple(changes_of(outcome.steps)),
        same=sum(number for what, number in outcome.changes.items() if what in UNCHANGED),
    )


def changes_of(steps: Sequence[Step]) -> Iterator[Change]:
    """One a resource: a replacement is several steps of the engine."""
    by_urn: dict[str, list[Step]] = {}
    for step in steps:
        if step.operation not in UNCHANGED and not is_component(step):
            by_urn.setdefault(step.urn, []).append(step)
    for urn, found in by_urn.items():
        kind = _kind([step.operation for step in found])
        yield Change(
            kind=kind,
            urn=urn,
            type=found[0].type,
            name=found[0].name,
            properties=tuple(sorted({path for step in found for path in step.properties})),
            loses_data=kind in (Kind.REPLACED, Kind.DELETED) and keeps_data(found[0]),
        )


def counts_of(changes: Sequence[Change]) -> dict[Kind, int]:
    """How many of each kind; those that do not occur are left out."""
    found = {kind: sum(each.kind is kind for each in changes) for kind in Kind}
    return {kind: number for kind, number in found.items() if number}


def is_component(step: Step) -> bool:
    """Of ours, or the stack itself. A provider is none: another one may reach another account."""
    return step.type == STACK or step.type.startswith(COMPONENTS)


def keeps_data(step: Step) -> bool:
    """The bucket of the web page holds a copy of files that are here."""
    return step.type in DATA_STORES and WEB_HOSTING not in step.parents


def counted(counts: Mapping[Kind, int]) -> str:
    """As people say it: `3 created, 1 replaced`."""
    return ", ".join(f"{number} {kind}" for kind, number in counts.items()) or "nothing"


def _kind(operations: Sequence[str]) -> Kind:
    kinds = {KINDS.get(each, Kind.REPLACED) for each in operations}
    return kinds.pop() if len(kinds) == 1 else Kind.REPLACED
