"""What a destruction takes away, what it leaves, and in which order. Pure: from the state and the settings.

Two steps. First goes all but what is protected, and but what tells what was metered: afterwards nothing meters any more. When billing has
every row, the rest goes, as far as it is to go. Whoever runs the command again starts from the state as it then is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from automation.deploying.plan import Operation, Plan, changes_of, keeps_data
from automation.engine.outcome import Step
from components.component_types import BILLING_READER, COST_TOPIC, USAGE_TABLE
from model.data_stores import TABLE

Row = Mapping[str, Any]
"""A resource of the state."""


@dataclass(frozen=True, kw_only=True)
class DestructionPlan:
    """URNs by what becomes of them."""

    plan: Plan
    """What goes, in either step."""
    stays: Collection[str]
    """For good: protected, and what that needs."""
    first: Collection[str]
    """What goes in the first step."""
    second: Collection[str]
    """What goes when billing has all that was metered."""
    to_protect: Collection[str]
    """What the state does not protect yet, and must while the first step runs."""
    to_unprotect: Collection[str]
    """What of the second step is protected by then."""
    usage_table: Row | None
    reader_role: Row | None
    """By which billing reads that table."""

    def as_record(self) -> dict[str, Any]:
        return {"stays": sorted(self.stays), "first": len(self.first), "second": len(self.second)}


def destruction_plan(stack: str, account_id: str, state: Mapping[str, Any], *, protect_data: bool, with_data: bool) -> DestructionPlan:
    """`protect_data` is the setting: where it is on, data stays although the state does not protect it yet. `with_data` takes it all the
    same, and whatever else is protected."""
    rows = {row["urn"]: row for row in state.get("resources") or []}
    in_state = {urn for urn, row in rows.items() if row.get("protect")}
    usage, reading = _usage_table(rows.values()), {urn for urn in rows if BILLING_READER in _types(urn)[:-1]}
    metering = {usage["urn"], *reading} if usage else reading & in_state
    protected = {urn for urn in in_state - reading if protect_data or not _is_held(rows[urn])}
    data = {urn for urn in rows if protect_data and _keeps(urn)}
    keep = set() if with_data else protected | data
    if usage and usage["urn"] in keep:
        keep |= reading  # billing goes on reading what stays
    hold = keep | protected | data | metering
    stays, not_first = needed_by(rows, keep), needed_by(rows, hold)
    first, second = rows.keys() - not_first, not_first - stays
    return DestructionPlan(
        plan=_plan(stack, account_id, [urn for urn in rows if urn not in stays], len(stays)),
        stays=stays,
        first=first,
        second=second,
        to_protect=sorted(hold - in_state),
        to_unprotect=sorted(second & (in_state | hold)),
        usage_table=usage,
        reader_role=next((rows[urn] for urn in sorted(reading) if rows[urn]["type"] == "aws:iam/role:Role"), None),
    )


def needed_by(rows: Mapping[str, Row], urns: Iterable[str]) -> set[str]:
    """These and all that they hang on: parents, providers, what they were made from."""
    found: set[str] = set()
    open_ = [urn for urn in urns if urn in rows]
    while open_:
        urn = open_.pop()
        if urn not in found:
            found.add(urn)
            open_ += [each for each in _hangs_on(rows[urn]) if each in rows]
    return found


def data_rows(state: Mapping[str, Any]) -> list[Row]:
    """What of a state keeps data."""
    return [row for row in state.get("resources") or [] if _keeps(row["urn"])]


def _keeps(urn: str) -> bool:
    """The key of the cost topic encrypts messages that nobody waits for any more."""
    return keeps_data(_step(urn)) and COST_TOPIC not in _types(urn)


def _hangs_on(row: Row) -> Iterator[str]:
    yield from row.get("dependencies") or []
    for urns in (row.get("propertyDependencies") or {}).values():
        yield from urns or []
    yield row.get("parent") or ""
    yield row.get("deletedWith") or ""
    yield (row.get("provider") or "").rpartition("::")[0]  # the URN, then the id


def _usage_table(rows: Iterable[Row]) -> Row | None:
    return next((row for row in rows if row["type"] == TABLE and USAGE_TABLE in _types(row["urn"])), None)


def _is_held(row: Row) -> bool:
    """Whether the state alone protects it, and not the program: an earlier run that did not come to its end held it so.

    The program protects its usage table in both ways or in none.
    """
    return row["type"] == TABLE and USAGE_TABLE in _types(row["urn"]) and not (row.get("inputs") or {}).get("deletionProtectionEnabled")


def _types(urn: str) -> list[str]:
    return urn.split("::")[2].split("$")


def _step(urn: str) -> Step:
    return Step(operation="delete", urn=urn)


def _plan(stack: str, account_id: str, urns: Iterable[str], same: int) -> Plan:
    changes = tuple(replace(each, loses_data=_keeps(each.urn)) for each in changes_of([_step(urn) for urn in urns]))
    return Plan(stack=stack, account_id=account_id, operation=Operation.DESTROY, changes=changes, same=same)
