from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.documents.chart_geometry import reach, scale

AMOUNTS = st.decimals(-(10**12), 10**12, places=10)


def ticks(*values):
    return [str(tick.normalize()) for tick in scale([Decimal(each) for each in values]).ticks]


def test_an_axis_ends_on_round_numbers():
    assert ticks("1655.1") == ["0", "5E+2", "1E+3", "1.5E+3", "2E+3"]
    assert ticks("-3", "9") == ["-5", "0", "5", "1E+1"]


def test_an_axis_of_zeros_is_still_an_axis():
    assert scale([Decimal(0)]).span(Decimal(0)) == (0, 0)
    assert reach([]).span(Decimal(0)) == (0, 0)


@pytest.mark.parametrize("axis", [scale, reach])
@given(values=st.lists(AMOUNTS, min_size=1, max_size=40))
def test_a_bar_is_as_long_as_its_value_says(axis, values):
    drawn = axis(values)
    whole = drawn.ticks[-1] - drawn.ticks[0]
    for value in values:
        start, length = drawn.span(value)
        assert 0 <= start <= start + length <= 100
        assert abs(length - abs(value) / whole * 100) <= Decimal("0.002")
        assert (start + length if value < 0 else start) == drawn.place(Decimal(0))
