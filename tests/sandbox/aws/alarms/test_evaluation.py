"""The tables of AWS's documentation, as far as they lie within the evaluation periods (`X` breaches, `0` does not, `-` is no data)."""

from __future__ import annotations

import pytest

from sandbox.aws.alarms.evaluation import State, Threshold, state_of

VALUE = {"X": 9.0, "0": 1.0, "-": None}
OK, ALARM, NONE = State.OK, State.ALARM, State.INSUFFICIENT_DATA


def evaluated(periods, missing="missing", datapoints=3, before=OK, comparison="GreaterThanThreshold", threshold=5.0):
    rule = Threshold(comparison=comparison, value=threshold, datapoints=datapoints, missing=missing)
    return state_of(rule, [VALUE[each] for each in periods], before)


@pytest.mark.parametrize(
    ("periods", "missing", "ignore", "breaching", "not_breaching"),
    [
        ("000", OK, OK, OK, OK),
        ("XXX", ALARM, ALARM, ALARM, ALARM),
        ("XX0", OK, OK, OK, OK),
        ("0-X", OK, OK, OK, OK),
        ("-X-", ALARM, NONE, ALARM, OK),
        ("--X", ALARM, NONE, ALARM, OK),
        ("---", NONE, NONE, ALARM, OK),
        ("0--", OK, OK, OK, OK),
    ],
)
def test_three_of_three(periods, missing, ignore, breaching, not_breaching):
    """What is ignored leaves the state as it was: here INSUFFICIENT_DATA."""
    ways = ("missing", "ignore", "breaching", "notBreaching")
    told = [evaluated(periods, way, before=NONE) for way in ways]
    assert told == [missing, ignore, breaching, not_breaching]


@pytest.mark.parametrize(
    ("periods", "missing", "breaching", "not_breaching"),
    [
        ("X0X", ALARM, ALARM, ALARM),
        ("X00", OK, OK, OK),
        ("0-X", OK, ALARM, OK),
        ("--X", ALARM, ALARM, OK),
        ("--0", OK, ALARM, OK),
    ],
)
def test_two_of_three(periods, missing, breaching, not_breaching):
    told = [evaluated(periods, way, datapoints=2) for way in ("missing", "breaching", "notBreaching")]
    assert told == [missing, breaching, not_breaching]


@pytest.mark.parametrize("before", [OK, ALARM])
def test_what_is_ignored_leaves_the_state(before):
    assert evaluated("---", "ignore", before=before) is before


@pytest.mark.parametrize(
    ("comparison", "at", "above", "below"),
    [
        ("GreaterThanOrEqualToThreshold", ALARM, ALARM, OK),
        ("GreaterThanThreshold", OK, ALARM, OK),
        ("LessThanThreshold", OK, OK, ALARM),
        ("LessThanOrEqualToThreshold", ALARM, OK, ALARM),
    ],
)
def test_comparisons_with_the_threshold(comparison, at, above, below):
    told = [evaluated("X", datapoints=1, comparison=comparison, threshold=threshold) for threshold in (9.0, 8.0, 10.0)]
    assert told == [at, above, below]
