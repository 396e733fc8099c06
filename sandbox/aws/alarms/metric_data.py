"""The metric data that moto holds, found quickly: it keeps all of a region in one list, and every new datum may concern an alarm."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.cloudwatch.models import MetricDatum, cloudwatch_backends


@dataclass(frozen=True)
class Metric:
    """What names a metric."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Iterable[Any]) -> Metric:
        """From moto's dimensions."""
        return cls(namespace, name, frozenset((each.name, each.value) for each in dimensions))


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Values that came together."""

    at: datetime
    """When: UTC without a zone, as moto keeps it."""
    unit: str
    """Unit; `None` when there was none."""
    values: tuple[float, ...]
    """Single values; of a StatisticSet its minimum and maximum."""
    total: float
    """Their sum."""
    count: float
    """How many there were."""


class MetricData:
    """The data of one account and region."""

    def __init__(self, account: str, region: str) -> None:
        self._backend = cloudwatch_backends[account][region]
        self._read = 0
        self._series: dict[Metric, list[Summary]] = {}

    @property
    def alarms(self) -> list[Any]:
        """moto's alarms."""
        return list(self._backend.alarms.values())

    def alarm(self, name: str) -> Any | None:
        """moto's alarm of that name."""
        return self._backend.alarms.get(name)

    def read_on(self) -> set[Metric]:
        """Read what came since the last time; returns the metrics that it belongs to."""
        fresh = self._backend.metric_data[self._read :]
        self._read += len(fresh)
        touched = set()
        for datum in fresh:
            metric = Metric.of(datum.namespace, datum.name, datum.dimensions)
            touched.add(metric)
            self._series.setdefault(metric, []).append(_summary(datum))
        return touched

    def between(self, metric: Metric, start: datetime, end: datetime, unit: str | None) -> list[Summary]:
        """The metric's data from `start` up to `end`, exclusive; of one unit where it is given."""
        series = self._series.get(metric, ())
        return [each for each in series if start <= each.at < end and unit in (None, each.unit)]


def _summary(datum: Any) -> Summary:
    at, unit = datum.timestamp, datum.unit or "None"
    if isinstance(datum, MetricDatum):
        return Summary(at=at, unit=unit, values=(datum.value,), total=datum.value, count=1)
    return Summary(at=at, unit=unit, values=(datum.min, datum.max), total=datum.sum, count=datum.sample_count)


_KNOWN = re.compile(r"Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?")


def statistic(name: str, data: list[Summary]) -> float | None:
    """A statistic of a period's data: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99`.

    None without data. Raises ValueError for another statistic.
    """
    if not _KNOWN.fullmatch(name):
        raise ValueError(f"the sandbox does not know the statistic {name}")
    values = sorted(value for each in data for value in each.values)
    if not values:
        return None
    total, count = sum(each.total for each in data), sum(each.count for each in data)
    simple = {"Sum": total, "SampleCount": count, "Average": total / count, "Minimum": values[0], "Maximum": values[-1]}
    if name in simple:
        return simple[name]
    return values[max(0, math.ceil(float(name[1:]) / 100 * len(values)) - 1)]
