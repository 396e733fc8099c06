"""Around a model's lines: minimum, maximum, one-off lines, credit and tax, and the order in which they stand."""

from decimal import Decimal

import pytest

from billing.domain.rating_inputs import CannotRate
from tests.billing.domain.paper import on_paper, paper, rated, usd

COST_PLUS = {"model": "costPlus", "managementFeePercent": "25"}
FIXED = {"model": "fixed", "monthlyFee": "40", "includedVideos": 15, "minutesPerVideo": 4}
PER_MINUTE = {"model": "perMinute", "pricePerMinute": "0.15"}


def test_a_minimum_and_a_maximum_bound_the_models_lines():
    assert on_paper(rated({**PER_MINUTE, "minimum": "25"}, seconds=60, videos=1)) == paper("""
        video-minutes   0.15
        minimum        24.85
        total          25.00
    """)
    assert on_paper(rated({**PER_MINUTE, "maximum": "25"}, seconds=60_000, videos=9)) == paper("""
        video-minutes   150.00
        maximum        -125.00
        total            25.00
    """)
    assert on_paper(rated({**PER_MINUTE, "minimum": "25", "maximum": "25"}, seconds=10_000, videos=9)) == paper("""
        video-minutes  25.00
        total          25.00
    """)


def test_one_off_lines_are_billed_once_and_not_before_their_month():
    terms = {
        **FIXED,
        "oneOff": [
            {"id": "migration", "text": "Migration", "amount": "300"},
            {"id": "training", "text": "Training", "amount": "120.505", "month": "2026-11"},
        ],
    }
    october = rated(terms)
    assert on_paper(october) == paper("""
        monthly-fee        40.00
        one-off:migration 300.00
        total             340.00
    """)
    november = rated(terms, month="2026-11", billed_before=frozenset(october.billed_once))
    assert on_paper(november) == paper("""
        monthly-fee        40.00
        one-off:training  120.51
        total             160.51
    """)
    assert on_paper(rated(terms, month="2026-12", billed_before=frozenset(october.billed_once))).count("training")  # late, but not lost


def test_one_offs_of_earlier_terms_that_were_never_billed_are_not_lost():
    old = {**FIXED, "oneOff": [{"id": "setup", "text": "Set-up", "amount": "10"}]}
    terms = {**PER_MINUTE, "validFrom": "2026-11-01", "earlier": [{**old, "validFrom": "2026-01-01"}]}
    assert rated(terms, month="2026-11").billed_once == ("setup",)
    in_euro = {**terms, "earlier": [{**old, "validFrom": "2026-01-01", "currency": "EUR"}]}
    with pytest.raises(CannotRate, match="setup was agreed in EUR"):
        rated(in_euro, month="2026-11")
    assert rated(in_euro, month="2026-11", billed_before=frozenset({"setup"})).total == 0


def test_one_offs_are_outside_of_minimum_maximum_and_fee():
    terms = {**COST_PLUS, "maximum": "5", "oneOff": [{"id": "a", "text": "A", "amount": "100"}]}
    assert on_paper(rated(terms, costs=usd(usage="8"))) == paper("""
        aws-cost         8.00
        management-fee   2.00
        maximum         -5.00
        one-off:a      100.00
        total          105.00
    """)


def test_a_credit_takes_off_what_is_due_and_no_more():
    assert on_paper(rated({**FIXED, "credit": "15"})) == paper("""
        monthly-fee  40.00
        credit      -15.00
        total        25.00
    """)
    assert on_paper(rated({**FIXED, "credit": "100"})) == paper("""
        monthly-fee  40.00
        credit      -40.00
        total         0.00
    """)
    assert "credit" not in on_paper(rated({**COST_PLUS, "credit": "5"}, costs=usd(refund="-8")))
    assert "credit" not in on_paper(rated({**PER_MINUTE, "credit": "5"}))  # nothing is due, so no line of 0.00 either


def test_tax_is_computed_once_on_the_sum_of_the_rounded_lines():
    lines = [{"id": name, "text": name, "amount": "0.05"} for name in "abcde"]
    terms = {**FIXED, "monthlyFee": "0", "oneOff": lines, "taxPercent": "19", "taxText": "VAT 19 %"}  # 5 × 0.0095 rounded would be 0.05
    month = rated(terms)
    assert (month.subtotal, month.tax, month.total) == (Decimal("0.25"), Decimal("0.05"), Decimal("0.30"))
    assert (month.tax_percent, month.tax_text) == (19, "VAT 19 %")
    assert rated({**terms, "oneOff": lines[:3]}).tax == Decimal("0.03")  # 0.15 × 19 % = 0.0285; 3 × 0.01 would be 0.03 too
    assert rated({**terms, "oneOff": lines[:1]}).tax == Decimal("0.01")
    assert rated({**terms, "oneOff": lines[:4]}).tax == Decimal("0.04")  # 0.038, where 4 × 0.01 is the same; five lines tell them apart


def test_order_of_an_invoice():
    terms = {
        **COST_PLUS,
        "developmentFee": "10",
        "minimum": "50",
        "credit": "1",
        "oneOff": [{"id": "x", "text": "X", "amount": "2"}],
        "taxPercent": "10",
        "taxText": "GST",
    }
    month = rated(terms, costs=usd(usage="4"), shared=Decimal(1))
    assert on_paper(month) == paper("""
        aws-cost         4.00
        management-fee   1.00
        shared-cost      1.00
        minimum         44.00
        development-fee 10.00
        one-off:x        2.00
        credit          -1.00
        tax 10 %         6.10
        total           67.10
    """)
