from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.money import exact, plain, product, quotient, rounded, split, to_places, total
from model.currencies import MINOR_UNITS

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=10)


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.125", "USD", "0.13"),
        ("-0.125", "USD", "-0.13"),
        ("0.124999999999999999999999999999999999", "USD", "0.12"),
        ("2.675", "USD", "2.68"),
        ("0.5", "JPY", "1"),
        ("1.5", "JPY", "2"),
        ("-2.5", "JPY", "-3"),
        ("1.0005", "KWD", "1.001"),
        ("12345678901234567890123456789012345678.005", "EUR", "12345678901234567890123456789012345678.01"),
        ("-0.001", "USD", "0.00"),
    ],
)
def test_a_half_is_rounded_away_from_zero_to_the_minor_unit(amount, currency, expected):
    assert str(rounded(Decimal(amount), currency)) == expected


@pytest.mark.parametrize("wrong", [0.1, True, None, "NaN", "inf", "-Infinity", "abc", "", "1,5", Decimal("1")])
def test_what_is_no_decimal_string_is_no_amount(wrong):
    with pytest.raises(ValueError, match=r"decimal string|no amount"):
        exact(wrong)


def test_a_decimal_string_keeps_every_digit():
    assert str(exact("0.10000000000000000000000000000000001")) == "0.10000000000000000000000000000000001"


def test_sums_and_products_lose_no_digit_where_pythons_own_would():
    large, tiny = Decimal("99999999999999999999999999"), Decimal("0.0000000001")
    assert sum([large, tiny]) == large + tiny != Decimal("99999999999999999999999999.0000000001")
    assert total([large, tiny]) == Decimal("99999999999999999999999999.0000000001")
    assert str(product(large, Decimal("1.0000000001"))) == "100000000009999999999999998.9999999999"


def test_a_quotient_is_cut_off_at_a_hundred_digits_and_never_rounded():
    assert str(quotient(Decimal(2), 3)) == "0." + 100 * "6"
    large = Decimal("12345678901234567890123456789012345678.005")
    assert quotient(product(large, Decimal(60)), 60) == large


def test_minus_zero_is_never_shown():
    assert (plain(Decimal("-0.00")), plain(Decimal("1E+3")), plain(Decimal("-1.50"))) == ("0.00", "1000", "-1.50")


@given(st.integers(0, 10**9), st.decimals(min_value=0, max_value=1000, places=6), st.sampled_from(sorted(MINOR_UNITS)))
def test_seconds_times_price_over_sixty_is_rounded_as_the_exact_fraction_would_be(seconds, price, currency):
    unit = 10 ** MINOR_UNITS[currency]
    in_units = Fraction(price) * seconds / 60 * unit
    expected = (2 * in_units.numerator + in_units.denominator) // (2 * in_units.denominator)  # half up; nothing here is negative
    assert rounded(quotient(product(Decimal(seconds), price), 60), currency) * unit == expected


@given(amounts, st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=20), st.sampled_from([0, 2, 3, 10]))
def test_shares_come_to_the_whole_and_each_is_within_one_unit_of_its_ideal(amount, weights, places):
    if not any(weights):
        with pytest.raises(ValueError, match="nothing can be split"):
            split(amount, weights, places)
        return
    amount = to_places(amount, places)
    shares = split(amount, weights, places)
    assert total(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        ideal = Fraction(amount) * Fraction(weight) / sum(map(Fraction, weights))
        assert abs(Fraction(share) - ideal) < Fraction(1, 10**places)
        assert weight or not share


def test_what_is_left_over_goes_to_those_who_lost_most_and_then_to_the_first():
    assert split(Decimal("10.00"), [Decimal(1)] * 3, 2) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal("-0.05"), [Decimal(1), Decimal(2)], 2) == [Decimal("-0.02"), Decimal("-0.03")]


def test_digits_beyond_the_places_of_a_split_go_to_the_first_that_has_a_weight():
    assert split(Decimal("0.00000000015"), [Decimal(0), Decimal(1), Decimal(1)]) == [Decimal(0), Decimal("0.00000000015"), Decimal(0)]


def test_a_large_split_loses_no_digit():
    amount = Decimal("1234567890123456789012345678901234.0000000001")
    assert total(split(amount, [Decimal(1), Decimal(2)])) == amount


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_nothing_is_split_among_nobody(weights):
    with pytest.raises(ValueError, match=r"^nothing can be split by these weights: none is above zero, or one is below$"):
        split(Decimal(1), weights)
