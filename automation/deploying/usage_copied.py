"""Whether billing has everything that an environment has metered: nothing may be destroyed while it has not.

Nobody can meter a second time what a client owes. So rows are compared one by one, twice: before anything is destroyed, and again when
what meters is gone and the table is still there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from automation.exits import Exit, Stop
from billing.domain.month import Month
from billing.domain.usage import UsageRecord

SHOWN = 3
"""Jobs that are named in a message."""


class Copies(Protocol):
    """Billing's ledger, as far as it is needed here. Each method raises Stop where AWS or the ledger refuses."""

    def knows(self) -> bool:
        """Whether billing has the stack in its register: otherwise nobody is billed for it, whatever is copied."""

    def of(self, months: Iterable[Month]) -> Mapping[Month, Sequence[UsageRecord]]:
        """What is copied."""

    def copy(self, records: Sequence[UsageRecord]) -> int:
        """Copies what is not there yet, as the daily run does, and says how many that were."""

    def close(self, months: Iterable[Month]) -> None:
        """Notes that these months are whole: nobody meters there any more."""


@dataclass(frozen=True, kw_only=True)
class MissingMonth:
    """What of one month the ledger does not have as the environment has it."""

    month: Month
    missing: Sequence[UsageRecord]
    """Not in the ledger."""
    differing: Sequence[UsageRecord] = ()
    """There, with another length or time than the environment says now."""

    @property
    def seconds(self) -> int:
        return sum(record.seconds for record in self.missing)

    def as_record(self) -> dict[str, Any]:
        return {
            "month": str(self.month),
            "missing": len(self.missing),
            "seconds": self.seconds,
            "differing": [record.job for record in self.differing],
        }


def not_in_ledger(metered: Iterable[UsageRecord], copied: Mapping[Month, Iterable[UsageRecord]]) -> list[MissingMonth]:
    """Row by row, by the job: sums could agree where rows do not. Months of which nothing is missing are left out."""
    known = {record.job: record for records in copied.values() for record in records}
    by_month: dict[Month, list[UsageRecord]] = {}
    for record in metered:
        if known.get(record.job) != record:
            by_month.setdefault(Month.of(record.completed), []).append(record)
    return [
        MissingMonth(
            month=month,
            missing=[record for record in records if record.job not in known],
            differing=[record for record in records if record.job in known],
        )
        for month, records in sorted(by_month.items())
    ]


def told(months: Iterable[MissingMonth]) -> Iterator[str]:
    """A line a month: `2026-10: 12 videos, 3460 s are not copied (a1b2, c3d4, e5f6, ...)`."""
    for each in months:
        if each.missing:
            are = "video is" if len(each.missing) == 1 else "videos are"
            yield f"{each.month}: {len(each.missing)} {are} not copied, {each.seconds} s ({_jobs(each.missing)})"
        if each.differing:
            yield f"{each.month}: {len(each.differing)} differ from their copies ({_jobs(each.differing)})"


def _jobs(records: Sequence[UsageRecord]) -> str:
    return ", ".join([record.job[:12] for record in records[:SHOWN]] + (["..."] if len(records) > SHOWN else []))


@dataclass(frozen=True, kw_only=True)
class UsageFound:
    """What the comparison came to; for the report and the audit record."""

    rows: int = 0
    """Of the environment's table."""
    copied_now: int = 0
    missing: Sequence[MissingMonth] = ()
    """What is lost, with whoever's leave; otherwise nothing may be missing."""
    reason: str | None = None
    """Why it may be lost."""

    def as_record(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "copied_now": self.copied_now,
            "lost": [each.as_record() for each in self.missing],
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class UsageGate:
    """Lets a destruction through when billing has everything, or when somebody answers for what is lost."""

    stack: str
    metered: Callable[[], Sequence[UsageRecord]]
    """Every row of the environment's table; none where the table is gone. Raises Stop."""
    ledger: Callable[[], Copies]
    """Raises Stop where no billing is set up, or it cannot be reached."""
    copies: bool = False
    """Whether to copy what is missing, before anything is destroyed."""
    lost: str | None = None
    """Why usage that is not copied may be lost."""

    def check(self, *, dry_run: bool = False) -> UsageFound:
        """Before anything is destroyed. Raises Stop (3) naming what is missing and what to type."""
        records = self.metered()
        if not records:
            return UsageFound()
        copied, missing, why = 0, not_in_ledger(records, {}), ""
        try:
            ledger = self._ledger()
            missing = not_in_ledger(records, ledger.of(_months(records)))
            if missing and self.copies and not dry_run:
                copied = ledger.copy(records)
                missing = not_in_ledger(records, ledger.of(_months(records)))
        except Stop as stop:
            why = str(stop)
        if missing and not self.lost:
            raise Stop(Exit.REFUSED, self._refusal(missing, why))
        return UsageFound(rows=len(records), copied_now=copied, missing=missing, reason=self.lost if missing else None)

    def settle(self, now: datetime, before: UsageFound) -> UsageFound:
        """When nothing meters any more and the table is about to go: what came meanwhile is copied, and the months are closed.

        Raises Stop (5): the table stays then.
        """
        records = self.metered()
        copied, missing, why = 0, not_in_ledger(records, {}), ""
        try:
            ledger = self._ledger()
            copied = ledger.copy(records) if not before.missing else 0
            missing = not_in_ledger(records, ledger.of(_months(records)))
            if not missing:
                this = Month.of(now)
                ledger.close(sorted({*_months(records), this.previous, this}))
        except Stop as stop:
            why = str(stop)
        if (missing or (records and why)) and not self.lost:
            raise Stop(Exit.PARTLY_DONE, f"{self._refusal(missing, why) if missing else why}\n{_stays(self.stack)}")
        return UsageFound(rows=len(records), copied_now=before.copied_now + copied, missing=missing, reason=self.lost if missing else None)

    def _ledger(self) -> Copies:
        ledger = self.ledger()
        if not ledger.knows():
            raise Stop(
                Exit.REFUSED,
                f"Billing does not know {self.stack}: nobody would be billed. To have it billed: add it to clientenv-billing:stacks in "
                "billing/Pulumi.payer.yaml, then `pulumi up -C billing -s payer`.",
            )
        return ledger

    def _refusal(self, missing: Sequence[MissingMonth], why: str) -> str:
        months = "\n".join(f"  {line}" for line in told(missing))
        remedy = (
            f"{why}\n"
            if why
            else f"To copy it now, as the daily run does: clientenv destroy {self.stack} --copy-usage\n"
            if not self.copies or not any(each.differing for each in missing)
            else "The first copies stay: find out who changed the environment's usage table.\n"
        )
        return (
            f"{self.stack} has metered what billing does not have, and nobody can meter it again:\n{months}\n{remedy}"
            "If it may be lost, say why, for the audit record: --usage-lost REASON"
        )


def _months(records: Iterable[UsageRecord]) -> set[Month]:
    return {Month.of(record.completed) for record in records}


def _stays(stack: str) -> str:
    return f"The usage table stays, and what can read it; the rest of {stack} is gone. To go on: clientenv destroy {stack}"
