"""What a fleet command would do, as data: which stacks, in which order, how many at a time."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from automation.exits import Exit, Stop
from automation.fleets.fleet_stacks import FleetStack
from automation.fleets.selection import Selection, selected
from automation.fleets.shard import WHOLE, Shard
from billing.domain.canonical import fingerprint


class FleetOperation(StrEnum):
    """What is done with each stack."""

    PREVIEW = "preview"
    UP = "up"
    DRIFT = "drift"


def workers() -> int:
    """Stacks under way at a time unless told: each is a handful of processes that compute, and one more than there are processors fills the
    moments in which they wait for AWS."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True, kw_only=True)
class FleetPlan:
    """A fleet command before it is carried out."""

    operation: FleetOperation
    stacks: tuple[FleetStack, ...]
    """Those of this shard: the canary first, then by name."""
    parallel: int
    """Stacks under way at a time."""
    program: str
    """Fingerprint of the program that they are held to."""
    canary: str | None = None
    """Stack that goes first, alone; the others start when it is done."""
    shard: Shard = WHOLE
    max_failures: int | None = None
    """Failures after which no further stack is started; None: one failure never stops the others."""
    passed_over: int = 0
    """Selected stacks that are in other shards."""

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.stacks]

    @property
    def of_several(self) -> bool:
        """Whether other machines have other shards."""
        return self.shard.of > 1

    @property
    def accounts(self) -> int:
        """How many accounts they live in, as far as their files say."""
        return len({each.account_id for each in self.stacks if each.account_id})

    @property
    def sha256(self) -> str:
        """The same for the same work: a report of it can be taken up again. What only says how fast or how patiently is not part of it."""
        return fingerprint([str(self.operation), self.names, self.canary, str(self.shard), self.program])

    def as_record(self) -> dict[str, Any]:
        return {
            "operation": str(self.operation),
            "sha256": self.sha256,
            "program": self.program,
            "shard": str(self.shard),
            "in_other_shards": self.passed_over,
            "canary": self.canary,
            "parallel": self.parallel,
            "max_failures": self.max_failures,
            "accounts": self.accounts,
            "stacks": [{"stack": each.name, "account_id": each.account_id, "problem": each.problem} for each in self.stacks],
        }


def plan_fleet(
    stacks: Sequence[FleetStack],
    operation: FleetOperation,
    *,
    program: str,
    select: Sequence[Selection] = (),
    canary: str | None = None,
    shard: Shard = WHOLE,
    parallel: int | None = None,
    max_failures: int | None = None,
) -> FleetPlan:
    """Raises Stop where the selection means nobody, or the canary cannot go before all the others."""
    chosen = selected(stacks, select)
    here = [each for each in chosen if shard.holds(each.name)]
    if canary is not None:
        _check_canary(canary, stacks, chosen, here, shard)
    return FleetPlan(
        operation=operation,
        stacks=tuple(sorted(here, key=lambda each: (each.name != canary, each.name))),
        parallel=parallel or workers(),
        program=program,
        canary=canary,
        shard=shard,
        max_failures=max_failures,
        passed_over=len(chosen) - len(here),
    )


def _check_canary(
    canary: str, stacks: Sequence[FleetStack], chosen: Sequence[FleetStack], here: Sequence[FleetStack], shard: Shard
) -> None:
    """A canary that were passed over in silence would protect nobody."""
    if canary in [each.name for each in here]:
        return
    if canary in [each.name for each in chosen]:
        raise Stop(
            Exit.USAGE,
            f"--canary {canary}: it is not in shard {shard}, and machines do not wait for one another. Nothing was done. Let it go first, "
            f"by itself (--select {canary}), and start the shards without --canary when it is done: so does .github/workflows/fleet.yml.",
        )
    if canary in [each.name for each in stacks]:
        raise Stop(
            Exit.USAGE,
            f"--canary {canary}: it is not among the selected stacks. Nothing was done. Add --select {canary}, or choose another.",
        )
    raise Stop(
        Exit.USAGE, f"--canary {canary}: there is no such stack here. Nothing was done. To see all: clientenv fleet preview --dry-run"
    )
