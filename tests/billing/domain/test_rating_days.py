"""Days on an invoice: first and last month, lengths of months, terms that change."""

from decimal import Decimal

import pytest

from billing.domain.rating_inputs import CannotRate
from tests.billing.domain.paper import on_paper, paper, rated

FIXED = {"model": "fixed", "monthlyFee": "40", "includedVideos": 15, "minutesPerVideo": 4}
PER_MINUTE = {"model": "perMinute", "pricePerMinute": "0.15"}


@pytest.mark.parametrize(
    ("month", "begins", "ends", "fee"),
    [
        ("2026-10", "2026-10-15", None, "21.94"),  # 17 of 31 days: 40 × 17 ÷ 31 = 21.935
        ("2026-10", None, "2026-10-01", "1.29"),  # 1 of 31: 1.290
        ("2026-02", "2026-02-28", None, "1.43"),  # 1 of 28: 1.4286
        ("2028-02", "2028-02-29", None, "1.38"),  # 1 of 29: 1.379
        ("2026-04", "2026-04-16", "2026-04-20", "6.67"),  # 5 of 30: 6.667
        ("2026-10", "2026-10-01", "2026-10-31", "40.00"),
        ("2026-10", "2020-01-01", "2030-01-01", "40.00"),
    ],
)
def test_first_and_last_month_are_charged_by_days(month, begins, ends, fee):
    assert rated(FIXED, month=month, begins=begins, ends=ends).total == Decimal(fee)


def test_days_count_for_minimum_maximum_and_credit_and_not_for_usage():
    terms = {**PER_MINUTE, "minimum": "31", "credit": "3.10"}
    assert on_paper(rated(terms, begins="2026-10-22", seconds=60, videos=1)) == paper("""
        video-minutes   0.15
        minimum         9.85
        credit         -1.00
        total           9.00
    """)


def test_terms_that_do_not_prorate_charge_the_whole_month():
    assert rated({**FIXED, "prorate": False}, begins="2026-10-31").total == 40


@pytest.mark.parametrize(("begins", "ends"), [("2026-11-01", None), (None, "2026-09-30")])
def test_a_month_without_a_day_of_service_is_not_rated(begins, ends):
    with pytest.raises(CannotRate, match="no day of service"):
        rated(FIXED, begins=begins, ends=ends)


def test_service_begins_with_the_first_terms():
    assert rated({**FIXED, "validFrom": "2026-10-15"}).total == Decimal("21.94")
    with pytest.raises(CannotRate, match="no day of service"):
        rated({**FIXED, "validFrom": "2026-11-01"})


def test_a_month_is_rated_with_the_terms_that_hold_in_it():
    terms = {**PER_MINUTE, "validFrom": "2026-11-01", "earlier": [{**FIXED, "validFrom": "2026-01-01"}]}
    assert rated(terms, month="2026-10", seconds=600, videos=1).total == 40
    assert rated(terms, month="2026-11", seconds=600, videos=1).total == Decimal("1.50")
