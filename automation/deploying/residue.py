"""What an environment has left behind in its account, and whether it costs money. Pure: `automation.aws.residue` asks AWS.

Three answers prove that nothing was forgotten: what the state had is asked for by its id, what carries the stack's tags is listed, and so
is what goes by its names. Each thing that turns up is then looked at itself, since the list of tags goes on naming what is gone.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from automation.deploying.residue_kinds import ANOMALIES, BUDGET, GLOBAL, KINDS, QUEUE, TOPIC, UNKNOWN, Kind
from model.regions import BILLING_REGION


@dataclass(frozen=True, kw_only=True, order=True)
class Thing:
    """Something that there was, or that carries the stack's tags or name."""

    type: str
    """A key of KINDS, or `unknown`."""
    id: str
    """As AWS's own calls take it."""
    region: str

    @property
    def kind(self) -> Kind:
        return KINDS.get(self.type, UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A thing that is really there."""

    thing: Thing
    free: bool = False
    """Whether this one costs nothing although its kind does: a gateway endpoint."""
    ends: date | None = None
    """Day on which AWS deletes it; until then it is not charged."""

    @property
    def billable(self) -> bool:
        return bool(self.thing.kind.costs) and not self.free and self.ends is None

    @property
    def remove(self) -> str:
        return self.thing.kind.remove.format(id=self.thing.id, region=self.thing.region)

    def as_record(self) -> dict[str, Any]:
        return {
            "kind": self.thing.kind.words,
            "id": self.thing.id,
            "region": self.thing.region,
            "billable": self.billable,
            "costs": self.thing.kind.costs if self.billable else None,
            "ends": self.ends.isoformat() if self.ends else None,
            "remove": self.remove,
        }


@dataclass(frozen=True, kw_only=True)
class Residue:
    """What is there after a destruction."""

    kept: Sequence[Found] = ()
    """On purpose: the state still has it."""
    left_over: Sequence[Found] = ()
    pending: Sequence[Found] = ()
    """AWS deletes it on a day that is known, and charges nothing until then."""
    not_asked: Sequence[str] = ()
    """What AWS did not answer, and why: as long as there is something, nothing is proved."""

    @property
    def billable(self) -> list[Found]:
        """What goes on costing money although nobody wants it."""
        return [each for each in self.left_over if each.billable]

    @property
    def is_proved(self) -> bool:
        """Whether nothing that costs money is left over, as far as all was asked."""
        return not self.billable and not self.not_asked

    def as_record(self) -> dict[str, Any]:
        return {
            "kept": [each.as_record() for each in self.kept],
            "left_over": [each.as_record() for each in self.left_over],
            "pending": [each.as_record() for each in self.pending],
            "not_asked": list(self.not_asked),
            "proved": self.is_proved,
        }


def things_in(state: Mapping[str, Any], home_region: str) -> set[Thing]:
    """All in a state that exists by itself in AWS."""
    return {_of_row(row, home_region) for row in state.get("resources") or [] if row["type"] in KINDS and row.get("id")}


def thing_of(arn: str, home_region: str) -> Thing:
    """What an ARN names."""
    _, _, rest = arn.split(":", 2)
    for type_, kind in KINDS.items():
        if kind.arn and (matched := re.fullmatch(kind.arn, rest)):
            id_ = arn if type_ in (TOPIC, ANOMALIES) else matched[1]
            return Thing(type=type_, id=id_, region=_region(type_, arn.split(":")[3], home_region))
    return Thing(type="unknown", id=arn, region=arn.split(":")[3] or BILLING_REGION)


def is_named_by(name: str, prefix: str, others: Iterable[str] = ()) -> bool:
    """Whether a name is of the stack whose names begin so. The longest beginning decides: `acme-prod-eu-logs` is none of `acme-prod`
    where there is a stack `acme-prod-eu`."""
    fitting = [each for each in {prefix, *others} if name.startswith(f"{each}-")]
    return bool(fitting) and max(fitting, key=len) == prefix


def sort_out(found: Iterable[Found], still_in_state: Collection[Thing], not_asked: Sequence[str] = ()) -> Residue:
    """Into what stays on purpose, what was forgotten, and what goes by itself."""
    by_thing = sorted(found, key=lambda each: each.thing)
    kept = [each for each in by_thing if each.thing in still_in_state]
    rest = [each for each in by_thing if each.thing not in still_in_state]
    return Residue(
        kept=kept,
        left_over=[each for each in rest if each.ends is None],
        pending=[each for each in rest if each.ends is not None],
        not_asked=tuple(not_asked),
    )


def told(residue: Residue) -> Iterator[str]:
    """For people: what stays and what it costs, what goes by itself, what is left and how to remove it."""
    for each in residue.kept:
        costs = f"charged {_by(each)}" if each.billable else "costs nothing"
        yield f"kept: {_named(each)}, {costs}"
    for each in residue.pending:
        yield f"goes by itself: {_named(each)}, on {each.ends}; not charged until then"
    for each in residue.left_over:
        costs = f"CHARGED {_by(each)}" if each.billable else "costs nothing"
        yield f"left over: {_named(each)}, {costs}. To remove it: {each.remove}"
    for line in residue.not_asked:
        yield f"not asked: {line}"
    if not residue.left_over and not residue.not_asked:
        yield "left over: nothing"


def _named(found: Found) -> str:
    return f"{found.thing.kind.words} {found.thing.id} ({found.thing.region})"


def _by(found: Found) -> str:
    return found.thing.kind.costs


def _of_row(row: Mapping[str, Any], home_region: str) -> Thing:
    outputs, type_ = row.get("outputs") or {}, row["type"]
    id_ = str(row["id"])
    if type_ == QUEUE:
        id_ = id_.rsplit("/", 1)[-1]  # the state has its URL
    if type_ == BUDGET:
        id_ = id_.split(":", 1)[-1]  # and the account before a budget's name
    return Thing(type=type_, id=id_, region=_region(type_, str(outputs.get("region") or ""), home_region))


def _region(type_: str, named: str, home_region: str) -> str:
    return BILLING_REGION if type_ in GLOBAL else named or home_region
