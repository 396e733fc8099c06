"""Usage, copied from the environments: what a video was billed by stays here when its environment has gone.

Rows: `videos#<stack>` / job says in which month a job is, so that it is never counted in two; `usage#<stack>#2026-10` / job has what was
metered; `copied#<stack>` / month says until when all that was metered is here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from billing.domain.canonical import canonical
from billing.domain.month import Month
from billing.domain.usage import UsageRecord
from billing.ledger.changes import Change, Changes, stamp
from billing.ledger.refusals import UsageDiffers
from billing.ledger.table import Action, Cancelled, Item, LedgerTable, key, put, put_new

TOGETHER = 49
"""Videos of one transaction: two rows each and one for who copied them; DynamoDB takes 100 writes."""


class UsageCopies:
    """Copies of the usage of all stacks."""

    def __init__(self, table: LedgerTable, changes: Changes) -> None:
        self._table, self._changes = table, changes

    def copy(self, stack: str, records: Iterable[UsageRecord], *, change: Change) -> int:
        """Stores what is not here yet and returns how many that were. Copying again changes nothing.

        Raises UsageDiffers, after everything else was stored, naming each job that has another length or time than its first copy;
        ValueError, before anything is stored, for a length that is no whole number of seconds above zero and a time without its offset.
        """
        wanted, differing = _by_job(records)
        months = {Month.of(record.completed) for record in wanted.values()}
        known = {record.job: record for month in months for record in self.of(stack, month)}
        differing += [_difference(known[job], record) for job, record in wanted.items() if job in known and known[job] != record]
        fresh = [record for job, record in sorted(wanted.items()) if job not in known]
        copied = 0
        for start in range(0, len(fresh), TOGETHER):
            stored, others = self._store(stack, fresh[start : start + TOGETHER], change)
            copied, differing = copied + stored, differing + others
        if differing:
            raise UsageDiffers(
                f"{stack} gives other values than it gave before for {len(differing)} videos: {'; '.join(differing)}. The first copies "
                "stay, the other videos were copied. Find out who changed the environment's usage table."
            )
        return copied

    def of(self, stack: str, month: Month) -> tuple[UsageRecord, ...]:
        """What was copied of a month, by job."""
        return tuple(_record(item) for item in self._table.query(key("usage", stack, str(month))))

    def mark(self, stack: str, month: Month, *, until: datetime, change: Change) -> None:
        """Notes that all that the stack metered in the month before `until` is copied. A mark never goes back."""
        row: Item = {"pk": key("copied", stack), "sk": str(month), "until": stamp(_aware(until))}
        forward = put(row | change.as_attributes(), "attribute_not_exists(#pk) OR #until < :until", until=row["until"])
        record = self._changes.record("copied until", f"{stack} {month} {row['until']}", change)

        def step() -> None:
            done = self.copied_until(stack, month)
            if done is None or done < until:
                self._table.write(forward, record)

        self._table.persistently(step)

    def copied_until(self, stack: str, month: Month) -> datetime | None:
        """Up to when the month's usage is here, None where it was never copied."""
        item = self._table.get(key("copied", stack), str(month))
        return datetime.fromisoformat(item["until"]) if item else None

    def not_copied(self, stack: str, first: Month, until: datetime) -> tuple[Month, ...]:
        """Months, from the first one to that of `until`, whose usage up to their end (the last: up to `until`) is not all here.

        Nothing may be destroyed or handed over while there is one.
        """
        marks = {item["sk"]: datetime.fromisoformat(item["until"]) for item in self._table.query(key("copied", stack))}
        return tuple(month for month in _months(first, Month.of(until)) if marks.get(str(month), _LONG_AGO) < min(_end(month), until))

    def _store(self, stack: str, records: Sequence[UsageRecord], change: Change) -> tuple[int, list[str]]:
        """Stores new videos together. Those that somebody else stored meanwhile are compared with what is there."""
        left, differing = list(records), list[str]()

        def step() -> int:
            if not left:
                return 0
            record = self._changes.record("copied", f"{stack}: {len(left)} videos", change)
            try:
                self._table.write(*(action for each in left for action in self._rows(stack, each)), record)
            except Cancelled:
                differing.extend(self._sort_out(stack, left))
                raise
            return len(left)

        return self._table.persistently(step), differing

    def _sort_out(self, stack: str, left: list[UsageRecord]) -> Iterator[str]:
        for record in tuple(left):
            if item := self._table.get(key("videos", stack), key(record.job)):
                left.remove(record)
                if (stored := _record(item)) != record:
                    yield _difference(stored, record)

    def _rows(self, stack: str, record: UsageRecord) -> list[Action]:
        written = {"job": record.job, "seconds": record.seconds, "completed": stamp(record.completed)}
        text = canonical(written).decode()
        month = str(Month.of(record.completed))
        return [
            put_new({"pk": key("videos", stack), "sk": key(record.job), "record": text}),
            put_new({"pk": key("usage", stack, month), "sk": key(record.job), "record": text}),
        ]


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _by_job(records: Iterable[UsageRecord]) -> tuple[dict[str, UsageRecord], list[str]]:
    by_job: dict[str, UsageRecord] = {}
    differing = []
    for record in records:
        if type(record.seconds) is not int or record.seconds <= 0:
            raise ValueError(f"the video {record.job} has {record.seconds!r} seconds: a whole number above zero is needed")
        _aware(record.completed)
        if by_job.setdefault(record.job, record) != record:
            differing.append(_difference(by_job[record.job], record))
    return by_job, differing


def _record(item: Item) -> UsageRecord:
    written = json.loads(item["record"])
    return UsageRecord(job=written["job"], seconds=written["seconds"], completed=datetime.fromisoformat(written["completed"]))


def _difference(stored: UsageRecord, given: UsageRecord) -> str:
    first, other = (f"{record.seconds} s at {stamp(record.completed)}" for record in (stored, given))
    return f"{stored.job} was {first}, now {other}"


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.next


def _end(month: Month) -> datetime:
    """The first moment after the month."""
    return datetime.combine(month.last_day + timedelta(days=1), datetime.min.time(), UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} needs its offset: without one it is a guess")
    return moment
