"""An alarm of moto's, read: which metrics it watches, and the values of its periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.aws.alarms.arithmetic import NotArithmetic, parsed, value_of
from sandbox.aws.alarms.evaluation import COMPARISONS, Threshold
from sandbox.aws.alarms.metric_data import Metric, MetricData, statistic

MINUTE = timedelta(minutes=1)


class NotEvaluated(ValueError):
    """The sandbox only records this alarm; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A metric's statistic, or an expression over others."""

    id: str
    """What expressions call it."""
    metric: Metric | None
    """The metric; None for an expression."""
    stat: str = ""
    """Its statistic."""
    period: int = 0
    """Length of a period, seconds."""
    unit: str | None = None
    """Only data of this unit; None = of all."""
    expression: str = ""
    """Metric math."""


@dataclass(frozen=True, kw_only=True)
class Watching:
    """What an alarm looks at."""

    queries: tuple[Query, ...]
    """Metrics first, then expressions in the order in which they were given."""
    returned: str
    """Id of the query that is compared."""
    periods: int
    """How many periods."""
    threshold: Threshold
    """With what it is compared."""

    @property
    def metrics(self) -> set[Metric]:
        """The metrics that matter."""
        return {query.metric for query in self.queries if query.metric}

    def values(self, data: MetricData, now: datetime) -> list[float | None]:
        """One value a period, oldest first. The last period ends with the minute that is running: what has just come counts."""
        end = now.replace(second=0, microsecond=0) + MINUTE
        length = timedelta(seconds=max(query.period for query in self.queries))
        ends = [end - length * back for back in range(self.periods - 1, -1, -1)]
        return [self._value(data, each - length, each) for each in ends]

    def _value(self, data: MetricData, start: datetime, end: datetime) -> float | None:
        values: dict[str, float | None] = {}
        for query in self.queries:
            if query.metric:
                values[query.id] = statistic(query.stat, data.between(query.metric, start, end, query.unit))
            else:
                values[query.id] = value_of(query.expression, values)
        return values[self.returned]


def watching(alarm: Any) -> Watching:
    """What moto's alarm looks at. Raises NotEvaluated."""
    if alarm.comparison_operator not in COMPARISONS or alarm.threshold is None or alarm.rule:
        raise NotEvaluated("it is no alarm on a fixed threshold")
    queries = _queries(alarm)
    for query in queries:
        _check(query)
    periods = int(alarm.evaluation_periods)
    threshold = Threshold(
        comparison=alarm.comparison_operator,
        value=float(alarm.threshold),
        datapoints=int(alarm.datapoints_to_alarm or periods),
        missing=alarm.treat_missing_data or "missing",
    )
    return Watching(queries=queries, returned=_returned(alarm), periods=periods, threshold=threshold)


def _queries(alarm: Any) -> tuple[Query, ...]:
    if not alarm.metric_data_queries:
        metric = Metric.of(alarm.namespace, alarm.metric_name, alarm.dimensions)
        stat = alarm.statistic or alarm.extended_statistic or ""
        return (Query(id="", metric=metric, stat=stat, period=int(alarm.period), unit=alarm.unit),)
    read = [_query(each) for each in alarm.metric_data_queries]
    return tuple(sorted(read, key=lambda query: query.metric is None))


def _query(query: Any) -> Query:
    found = query.metric_stat
    if found is None:
        return Query(id=query.id, metric=None, expression=query.expression or "")
    metric = Metric.of(found.metric.namespace, found.metric.metric_name, found.metric.dimensions)
    return Query(id=query.id, metric=metric, stat=found.stat, period=int(found.period), unit=found.unit)


def _returned(alarm: Any) -> str:
    """AWS returns every query unless told otherwise, and takes an alarm only when one is left."""
    left = [str(query.id) for query in alarm.metric_data_queries if query.return_data is not False]
    return _only(left) if alarm.metric_data_queries else ""


def _only(ids: Iterable[str]) -> str:
    several = list(ids)
    if len(several) != 1:
        raise NotEvaluated(f"{len(several)} of its queries return data")
    return several[0]


def _check(query: Query) -> None:
    try:
        parsed(query.expression) if query.metric is None else statistic(query.stat, [])
    except NotArithmetic:
        raise NotEvaluated(f"its expression {query.expression} is more than arithmetic") from None
    except ValueError as reason:
        raise NotEvaluated(str(reason)) from None
