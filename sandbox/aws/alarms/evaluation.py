"""What state an alarm is in, given the values of its periods. Pure.

docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html; here exactly EvaluationPeriods periods are looked at, where
AWS looks some way further back when data is missing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """State of an alarm."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
"""ComparisonOperator -> comparison. Those of anomaly detection are not among them."""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """When values are too much."""

    comparison: str
    """One of COMPARISONS."""
    value: float
    """Threshold."""
    datapoints: int
    """How many periods must breach it (DatapointsToAlarm)."""
    missing: str
    """TreatMissingData: `missing`, `ignore`, `breaching`, `notBreaching`."""


def state_of(threshold: Threshold, values: Sequence[float | None], before: State) -> State:
    """The state, from one value a period (None: no data). `before` stays where AWS says that it does."""
    compare = COMPARISONS[threshold.comparison]
    known = [value for value in values if value is not None]
    breaching = sum(compare(value, threshold.value) for value in known)
    if threshold.missing == "breaching":
        breaching += len(values) - len(known)
    if breaching >= threshold.datapoints:
        return State.ALARM
    if threshold.missing in ("breaching", "notBreaching") or breaching < len(known):
        return State.OK
    return _without_enough(threshold.missing, bool(known), before)


def _without_enough(missing: str, some: bool, before: State) -> State:
    """What little data there is breaches; or there is none."""
    if missing == "ignore":
        return before
    return State.ALARM if some else State.INSUFFICIENT_DATA
