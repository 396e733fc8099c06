"""What fires by the sandbox's clock: scheduled rules, and schedules of EventBridge Scheduler."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.pump.cron import BadExpression
from sandbox.pump.deliveries import Deliveries, Outcome
from sandbox.pump.expressions import Times, times_of


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Something that is to happen at certain times."""

    arn: str
    """ARN of the rule or schedule."""
    expression: str
    """rate, cron or at."""
    zone: str
    """IANA time zone."""
    starts: datetime | None
    """Not before; None = at once."""
    ends: datetime | None
    """Not after; None = never."""
    fire: Callable[[datetime], None]
    """Carries out one firing; it is given the time for which it was scheduled."""

    @property
    def identity(self) -> tuple[object, ...]:
        """Changes when the times change: then counting begins anew."""
        return (self.arn, self.expression, self.zone, self.starts, self.ends)


@dataclass(kw_only=True)
class _Known:
    times: Times
    until: datetime
    """Firings up to here are done."""
    upcoming: datetime | None


class Schedules:
    """Looks which firings are due. A timetable counts from the moment at which it was first seen."""

    def __init__(self, read: Callable[[], Iterable[Timetable]], deliveries: Deliveries, catch_up: int) -> None:
        """`catch_up`: of the firings of one timetable that are due at once, the latest so many happen; the rest is listed as skipped."""
        self._read = read
        self._deliveries = deliveries
        self._catch_up = catch_up
        self._known: dict[tuple[object, ...], _Known | None] = {}
        self._lock = threading.Lock()

    def due(self) -> list[tuple[datetime, Timetable]]:
        """The firings that became due since the last look, of all timetables, in the order of their times."""
        now = datetime.now(UTC)
        with self._lock:
            tables = {table.identity: table for table in self._read()}
            self._known = {identity: self._known.get(identity) or self._begin(table, now) for identity, table in tables.items()}
            firings = [(at, table) for identity, table in tables.items() for at in self._due(table, self._known[identity], now)]
        return sorted(firings, key=lambda firing: firing[0])

    def _begin(self, table: Timetable, now: datetime) -> _Known | None:
        """None for an expression that AWS would have refused: said once, as long as it stays."""
        if table.identity in self._known:
            return None
        begun = max(now, table.starts or now)
        try:
            times = times_of(table.expression, begun=begun, zone=table.zone)
        except BadExpression as error:
            self._deliveries.note(table.arn, "", "", Outcome.UNSUPPORTED, f"The schedule never fires: {error}")
            return None
        return _Known(times=times, until=begun, upcoming=next(times(begun), None))

    def _due(self, table: Timetable, known: _Known | None, now: datetime) -> list[datetime]:
        if known is None or known.upcoming is None or known.upcoming > now:
            return []
        last = min(now, table.ends) if table.ends else now
        count, latest = 0, deque[datetime](maxlen=self._catch_up)
        for at in itertools.takewhile(lambda at: at <= last, known.times(known.until)):
            count += 1
            latest.append(at)
        known.until = now
        known.upcoming = next(known.times(now), None)
        if count > len(latest):
            skipped = f"{count - len(latest)} firings before {latest[0].isoformat()}"
            reason = f"{skipped}: after a jump of the clock the latest {len(latest)} happen."
            self._deliveries.note(table.arn, "", "", Outcome.SKIPPED, reason)
        return list(latest)
