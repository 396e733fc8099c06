"""Numbers and days as a locale writes them (babel, CLDR). Amounts are Decimal to the last; digits are always 0 to 9."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import NumberPattern, parse_pattern

from billing.documents.readable import readable
from billing.domain.money import COST_PLACES, PRECISION, rounded, to_places
from billing.domain.month import Month
from model.currencies import MINOR_UNITS

NO_BREAK = "\u00a0"
LETTER = frozenset({"US", "CA", "MX", "CL", "CO", "CR", "GT", "PA", "PH", "PR", "SV", "VE"})
"""Territories that print on Letter (CLDR, measurementData, paperSize US-Letter); the others take A4."""

_WRITTEN = re.compile("[ -\u052f\u1e00-\u206f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
"""Scripts in which documents write days: those that the fonts of the PDFs have and that run from left to right."""


@dataclass(frozen=True)
class Notation:
    """How one locale writes."""

    locale: Locale

    @property
    def uses_letter(self) -> bool:
        """Whether its paper is Letter instead of A4."""
        return self.locale.territory in LETTER

    def amount(self, value: Decimal, currency: str) -> str:
        """In the currency's minor unit, without the currency: `1.234,50`."""
        places = MINOR_UNITS[currency]
        return self._number(rounded(value, currency), places, places)

    def money(self, value: Decimal, currency: str) -> str:
        """With the ISO code, which no other dollar shares, where the locale puts its sign: `USD 1,234.50`, `1.234,50 USD`."""
        return self.with_code(self.amount(value, currency), currency)

    def with_code(self, number: str, code: str) -> str:
        """The number and the code of its currency, never on two lines."""
        before = self.locale.currency_formats["standard"].pattern.lstrip("\u200e\u200f").startswith("¤")
        return f"{code}{NO_BREAK}{number}" if before else f"{number}{NO_BREAK}{code}"

    def price(self, value: Decimal, currency: str) -> str:
        """A unit price or an exact cost: the minor unit's decimals at least, ten at most."""
        return self._number(to_places(value, COST_PLACES), min(MINOR_UNITS[currency], COST_PLACES), COST_PLACES)

    def number(self, value: Decimal | int, places: int = 0) -> str:
        """With exactly so many decimals."""
        return self._number(to_places(Decimal(value), places), places, places)

    def quantity(self, value: Decimal) -> str:
        """With the decimals that it has, ten at most."""
        places = min(max(-int(value.as_tuple().exponent), 0), COST_PLACES)
        return self.number(value, places)

    def percent(self, value: Decimal, places: int = 4) -> str:
        """Of a value in percent: `19%`, `7,7 %`; so many decimals at most."""
        sign = self.locale.percent_formats[None].pattern.split(";")[0].partition("%")
        space = NO_BREAK if sign[0].endswith((" ", NO_BREAK, "\u202f")) else ""
        return f"{self._number(to_places(value, places), 0, places)}{space}%"

    def day(self, day: date) -> str:
        """`Oct 31, 2026`, `31.10.2026`; `2026-10-31` in scripts that the PDFs' fonts lack."""
        text = readable(str(format_date(day, "medium", locale=self.locale)))
        return text if _WRITTEN.fullmatch(text) else day.isoformat()

    def month(self, month: Month) -> str:
        """`October 2026`, `Oktober 2026`; `2026-10` in scripts that the PDFs' fonts lack."""
        text = readable(str(format_skeleton("yMMMM", month.first_day, locale=self.locale)))
        return text if _WRITTEN.fullmatch(text) else str(month)

    def _number(self, value: Decimal, least: int, most: int) -> str:
        with localcontext(Context(prec=PRECISION)):
            return str(_pattern(self.locale, least, most).apply(value, self.locale))


@cache
def notation(locale: str) -> Notation:
    """Of a locale by its name. Raises ValueError for one that babel does not know."""
    try:
        return Notation(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{locale!r} is no locale: write it like en_US or de_DE: language, then territory in capitals.") from None


@cache
def _pattern(locale: Locale, least: int, most: int) -> NumberPattern:
    """The locale's pattern of decimal numbers, with other decimals."""
    whole = locale.decimal_formats[None].pattern.split(";")[0].partition(".")[0]
    decimals = "0" * least + "#" * (most - least)
    return parse_pattern(f"{whole}.{decimals}" if decimals else whole)
