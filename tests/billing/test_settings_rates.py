"""Exchange rates among the settings: exact, one a month and currency, and never for another."""

from datetime import date
from decimal import Decimal

from billing.domain.month import Month
from tests.billing.written_settings import RATE, read, refusal


def test_rate_is_exact_whether_it_is_written_as_text_or_number():
    for written in ("0.9214", 0.9214):
        rate = read(exchangeRates=[{**RATE, "rate": written}]).exchange(Month(2026, 10), "USD", "EUR")
        assert (rate.rate, rate.source, rate.day) == (Decimal("0.9214"), "ECB reference rate", date(2026, 10, 30))


def test_rate_of_another_month_or_currency_is_not_taken():
    settings = read(exchangeRates=[RATE])

    assert settings.exchange(Month(2026, 11), "USD", "EUR") is None
    assert settings.exchange(Month(2026, 10), "USD", "GBP") is None
    assert settings.exchange(Month(2026, 10), "EUR", "USD") is None


def test_two_rates_for_one_month_are_refused_and_two_currencies_are_not():
    assert [problem.key for problem in refusal(exchangeRates=[RATE, {**RATE, "rate": "0.93"}]).problems] == ["exchangeRates[1]"]
    assert len(read(exchangeRates=[RATE, {**RATE, "currency": "GBP"}]).exchange_rates) == 2


def test_currency_is_not_exchanged_for_itself():
    assert "itself" in refusal(exchangeRates=[{**RATE, "currency": "USD"}]).problems[0].rule
