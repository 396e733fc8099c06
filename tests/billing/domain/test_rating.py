"""Invoices as they would stand on paper."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.domain.costs import Costs, Kind
from billing.domain.money import total
from billing.domain.rating_inputs import CannotRate, ExchangeRate
from model.placement import Placement
from tests.billing.domain.paper import on_paper, paper, rated, usd

COST_PLUS = {"model": "costPlus", "managementFeePercent": "25"}
FIXED = {"model": "fixed", "monthlyFee": "40", "includedVideos": 15, "minutesPerVideo": 4}
PER_MINUTE = {"model": "perMinute", "pricePerMinute": "0.15"}


# The three models


def test_cost_plus_is_cost_and_a_fee_on_it():
    month = rated(COST_PLUS, costs=usd(usage="100.0190000000", tax="0.0050000000"))  # 100.024, and 25.006
    assert on_paper(month) == paper("""
        aws-cost        100.02
        management-fee   25.01
        total           125.03
    """)


def test_the_fee_is_never_taken_on_the_rounded_cost():
    month = rated(COST_PLUS, costs=usd(usage="0.0180"))  # 25 % of 0.018 is 0.0045; of the rounded 0.02 it would be 0.005, so 0.01
    assert on_paper(month) == paper("""
        aws-cost        0.02
        management-fee  0.00
        total           0.02
    """)


def test_the_development_fee_is_charged_once_in_a_stacks_life():
    terms = {**COST_PLUS, "developmentFee": "1500"}
    first = rated(terms, month="2026-10", costs=usd(usage="10"))
    assert on_paper(first) == paper("""
        aws-cost            10.00
        management-fee       2.50
        development-fee   1500.00
        total             1512.50
    """)
    second = rated(terms, month="2026-11", costs=usd(usage="10"), billed_before=frozenset(first.billed_once))
    assert on_paper(second) == paper("""
        aws-cost            10.00
        management-fee       2.50
        total               12.50
    """)


def test_a_fixed_fee_covers_its_videos():
    assert on_paper(rated({**FIXED, "pricePerExtraVideo": "1.50"}, videos=15, seconds=3600)) == paper("""
        monthly-fee  40.00
        total        40.00
    """)


def test_each_video_beyond_the_included_ones_costs_extra():
    assert on_paper(rated({**FIXED, "pricePerExtraVideo": "1.50"}, videos=18, seconds=10)) == paper("""
        monthly-fee   40.00
        extra-videos   4.50
        total         44.50
    """)


def test_each_minute_beyond_the_included_ones_costs_extra_by_the_second():
    month = rated({**FIXED, "pricePerExtraMinute": "0.20"}, videos=16, seconds=15 * 4 * 60 + 100)  # 100 s × 0.20 ÷ 60 = 0.3333
    assert on_paper(month) == paper("""
        monthly-fee    40.00
        extra-minutes   0.33
        total          40.33
    """)
    assert f"{month.lines[1].quantity}" == "1.6667"


def test_a_fixed_fee_without_overage_stays_as_it_is():
    assert on_paper(rated(FIXED, videos=1000, seconds=10**6)) == paper("""
        monthly-fee  40.00
        total        40.00
    """)


def test_minutes_are_shown_with_four_decimals_and_charged_by_the_second():
    month = rated(PER_MINUTE, videos=2, seconds=793)  # 793 × 0.15 ÷ 60 = 1.9825; 13.22 minutes × 0.15 would be 1.983, 13.2 would be 1.98
    assert on_paper(month) == paper("""
        video-minutes  1.98
        total          1.98
    """)
    assert (f"{month.lines[0].quantity}", month.lines[0].unit) == ("13.2167", "minute")
    exact_half = rated(PER_MINUTE, videos=1, seconds=794)  # 1.985: up; the shown 13.2333 minutes would give 1.984995, down
    assert exact_half.total == Decimal("1.99")


def test_a_month_without_usage_is_still_an_invoice():
    assert on_paper(rated(PER_MINUTE)) == paper("""
        video-minutes  0.00
        total          0.00
    """)


def test_hosted_client_without_cost_is_still_invoiced_the_fixed_fee():
    assert rated(FIXED, costs=Costs()).total == 40


# AWS cost: credits, negative months, shared cost


def test_a_client_gets_the_credits_that_aws_gave_unless_the_terms_keep_them():
    costs = usd(usage="50", credit="-20")
    assert on_paper(rated(COST_PLUS, costs=costs)) == paper("""
        aws-cost        30.00
        management-fee   7.50
        total           37.50
    """)
    assert on_paper(rated({**COST_PLUS, "passOnCredits": False}, costs=costs)) == paper("""
        aws-cost        50.00
        management-fee  12.50
        total           62.50
    """)


def test_a_cost_below_one_unit_of_the_currency_carries_its_fee():
    assert on_paper(rated(COST_PLUS, costs=usd(usage="0.80"))) == paper("""
        aws-cost        0.80
        management-fee  0.20
        total           1.00
    """)


def test_a_negative_month_is_paid_back_without_a_fee():
    assert on_paper(rated(COST_PLUS, costs=usd(usage="1", refund="-9"))) == paper("""
        aws-cost        -8.00
        management-fee   0.00
        total           -8.00
    """)


def test_a_negative_month_lowers_the_fee_where_the_terms_say_so():
    assert on_paper(rated({**COST_PLUS, "feeOnNegativeMonth": True}, costs=usd(refund="-8"))) == paper("""
        aws-cost         -8.00
        management-fee   -2.00
        total           -10.00
    """)


def test_a_metered_share_carries_the_fee_and_a_shared_one_does_not():
    month = rated(COST_PLUS, costs=usd(usage="10"), metered_share=Decimal("2.004"), shared=Decimal("3.336"))  # fee: 25 % of 12.004 = 3.001
    assert on_paper(month) == paper("""
        aws-cost          10.00
        aws-cost-metered   2.00
        management-fee     3.00
        shared-cost        3.34
        total             18.34
    """)


@pytest.mark.parametrize("terms", [FIXED, PER_MINUTE])
def test_aws_cost_never_reaches_an_invoice_whose_price_includes_it(terms):
    dear = rated(terms, costs=usd(usage="999"), metered_share=Decimal(9), shared=Decimal(9), videos=3, seconds=60)
    assert dear == rated(terms, videos=3, seconds=60)


# Where the client pays AWS itself


def test_in_the_clients_account_cost_is_shown_and_not_charged():
    month = rated(PER_MINUTE, placement=Placement.CLIENT, costs=usd(usage="12.345"), videos=1, seconds=60)
    assert on_paper(month) == paper("""
        video-minutes  0.15
        total          0.15
    """)
    assert "AWS charged you 12.35 USD directly. It is shown here and not charged again." in month.notes


def test_cost_that_the_client_paid_itself_is_taken_off_where_the_terms_reimburse_it():
    terms = {**COST_PLUS, "reimburseAwsCost": True}
    assert on_paper(rated(terms, placement=Placement.CLIENT, costs=usd(usage="12.345"))) == paper("""
        aws-cost              12.35
        management-fee         3.09
        aws-cost-reimbursed  -12.35
        total                  3.09
    """)


def test_terms_that_charge_cost_which_the_client_pays_itself_are_never_rated():
    with pytest.raises(CannotRate, match=r"^These terms charge AWS cost, but the client pays AWS itself\. Choose .* reimburseAwsCost\.$"):
        rated(COST_PLUS, placement=Placement.CLIENT, costs=usd(usage="1"))


# Currencies


EURO = ExchangeRate(bill_currency="USD", currency="EUR", rate=Decimal("0.8531"), source="ECB reference rate", day=date(2026, 10, 30))


def test_cost_is_converted_exactly_and_rounded_once():
    month = rated({**COST_PLUS, "currency": "EUR"}, costs=usd(usage="10.01"), exchange=EURO)  # 8.539531; fee 2.13488
    assert on_paper(month) == paper("""
        aws-cost        8.54
        management-fee  2.13
        total          10.67
    """)
    assert "1 USD = 0.8531 EUR (ECB reference rate, 2026-10-30)." in month.notes


def test_currencies_are_never_added():
    terms = {**COST_PLUS, "currency": "EUR"}
    wrong = ExchangeRate(bill_currency="USD", currency="GBP", rate=Decimal(1), source="x", day=date(2026, 10, 30))
    for exchange in (None, wrong):
        with pytest.raises(CannotRate, match="currencies are never added"):
            rated(terms, costs=usd(usage="1"), exchange=exchange)
    assert rated({**PER_MINUTE, "currency": "EUR"}, costs=usd(usage="1"), seconds=60, videos=1).currency == "EUR"  # no cost in it, no rate


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "22"), ("KWD", "21.935"), ("EUR", "21.94")])
def test_a_line_is_rounded_to_the_minor_unit_of_its_currency(currency, expected):
    assert str(rated({**FIXED, "currency": currency}, begins="2026-10-15").total) == expected


# Whatever comes


any_costs = st.dictionaries(st.sampled_from(list(Kind)), st.decimals(-(10**6), 10**6, places=10), max_size=9).map(
    lambda by: Costs(by_kind=by)
)
any_terms = st.sampled_from([COST_PLUS, FIXED, {**FIXED, "pricePerExtraMinute": "0.07"}, PER_MINUTE]).flatmap(
    lambda terms: st.fixed_dictionaries(
        {},
        optional={
            "minimum": st.sampled_from(["0", "12.34"]),
            "maximum": st.sampled_from(["12.34", "999"]),
            "credit": st.sampled_from(["0", "7.77", "5000"]),
            "oneOff": st.just([{"id": "a", "text": "A", "amount": "-3.335"}]),
            "currency": st.sampled_from(["USD", "EUR"]),
        },
    ).map(lambda more: {**terms, **more, "taxPercent": "19", "taxText": "VAT"})
)


@given(any_terms, any_costs, st.integers(0, 10**7), st.decimals(-100, 100, places=10), st.integers(1, 31))
def test_lines_add_up_whatever_comes(terms, costs, seconds, shared, day):
    inputs = {
        "costs": costs,
        "seconds": seconds,
        "videos": seconds // 60,
        "shared": shared,
        "exchange": EURO,
        "begins": f"2026-10-{day:02d}",
    }
    month = rated(terms, **inputs)
    assert total(line.amount for line in month.lines) == month.subtotal
    assert month.subtotal + month.tax == month.total
    assert all(line.amount.as_tuple().exponent == -2 for line in month.lines)
    codes = [line.code for line in month.lines]
    assert len(codes) == len(set(codes))
    assert month == rated(terms, **inputs)
    if (credit := next((line for line in month.lines if line.code == "credit"), None)) is not None:
        assert credit.amount <= 0 <= month.subtotal
