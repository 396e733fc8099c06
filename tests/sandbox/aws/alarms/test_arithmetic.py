from __future__ import annotations

import pytest

from sandbox.aws.alarms.arithmetic import NotArithmetic, parsed, value_of


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("seconds * 0.10 / 60", 1.0),
        (" (errors + 1) / calls", 0.5),
        ("-errors - 2", -3.0),
        ("600", 600.0),
        ("errors / zero", None),
        ("errors + silent", None),
        ("errors + unknown", None),
    ],
)
def test_values(expression, value):
    values = {"seconds": 600.0, "errors": 1.0, "calls": 4.0, "zero": 0.0, "silent": None}
    assert value_of(expression, values) == (pytest.approx(value) if value is not None else None)


@pytest.mark.parametrize(
    "expression", ["SUM(METRICS())", "a ** 2", "a if b else c", "", "a,b", "'1'", "a > 1", "True", "ANOMALY_DETECTION_BAND(a, 2)"]
)
def test_more_than_arithmetic_is_not_taken(expression):
    with pytest.raises(NotArithmetic):
        parsed(expression)
