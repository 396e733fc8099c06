from datetime import date
from decimal import Decimal

import pytest

from billing.documents.notation import notation
from billing.domain.month import Month


@pytest.mark.parametrize(
    ("locale", "currency", "shown"),
    [
        ("en_US", "USD", "USD 1,234.50"),
        ("de_DE", "EUR", "1.234,50 EUR"),
        ("fr_FR", "EUR", "1\u202f234,50 EUR"),
        ("ja_JP", "JPY", "JPY 1,235"),
        ("en_US", "KWD", "KWD 1,234.500"),
        ("en_IN", "INR", "INR 1,234.50"),
        ("ar_EG", "EGP", "1,234.50 EGP"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_the_marks_of_the_locale(locale, currency, shown):
    assert notation(locale).money(Decimal("1234.5"), currency).replace("\u00a0", " ") == shown


def test_an_amount_of_38_digits_keeps_every_digit():
    assert notation("en_US").amount(Decimal("9" * 36 + ".12"), "USD").replace(",", "") == "9" * 36 + ".12"


def test_half_a_cent_is_rounded_away_from_zero():
    assert [notation("en_US").amount(Decimal(each), "USD") for each in ("0.125", "-0.125", "-0.001")] == ["0.13", "-0.13", "0.00"]


def test_a_unit_price_shows_what_it_has_and_the_minor_unit_at_least():
    write = notation("en_US")
    assert [write.price(Decimal(each), "USD") for each in ("0.15", "45", "0.0125", "0.00000000012")] == [
        "0.15",
        "45.00",
        "0.0125",
        "0.0000000001",
    ]


def test_minutes_keep_their_four_decimals():
    assert notation("de_DE").quantity(Decimal("1234.5000")) == "1.234,5000"


def test_a_percentage_is_written_as_the_locale_does():
    assert [notation(locale).percent(Decimal("7.70")) for locale in ("en_US", "de_DE")] == ["7.7%", "7,7\u00a0%"]


@pytest.mark.parametrize(
    ("locale", "day", "month"),
    [
        ("en_US", "Oct 31, 2026", "October 2026"),
        ("de_DE", "31.10.2026", "Oktober 2026"),
        ("fr_FR", "31 oct. 2026", "octobre 2026"),
        ("ja_JP", "2026/10/31", "2026年10月"),
        ("ar_EG", "31/10/2026", "2026-10"),
        ("hi_IN", "2026-10-31", "2026-10"),
    ],
)
def test_days_are_written_as_the_locale_does_where_the_fonts_have_its_script(locale, day, month):
    assert (notation(locale).day(date(2026, 10, 31)), notation(locale).month(Month(2026, 10))) == (day, month)


@pytest.mark.parametrize("locale", ["", "english", "xx_YY", "de-DE"])
def test_an_unknown_locale_is_named_with_the_remedy(locale):
    with pytest.raises(ValueError, match="write it like en_US or de_DE"):
        notation(locale)


def test_paper_is_letter_where_it_is_used():
    assert [notation(locale).uses_letter for locale in ("en_US", "en_GB", "de", "fr_CA")] == [True, False, False, True]
