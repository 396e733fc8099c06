"""Rules that only billing's settings need; those of every project are in `model.rules`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from model.nearest import nearest
from model.placement import EXTERNAL_ID
from model.rules import Matches, Rule, Whole
from model.slug import SLUG
from model.stack_reference import STACK_NAME

REGION = Matches(r"[a-z]{2}(-[a-z]+)+-[0-9]", "an AWS region", "us-east-1")
LOCALE = Matches(r"[a-z]{2,3}(_[A-Z]{2})?", "a locale: language, then the territory in capitals", "de_DE")
MONTH = Matches(r"2[0-9]{3}-(0[1-9]|1[0-2])", "a month", "2026-10")


@dataclass(frozen=True)
class Entries:
    """An object or list whose entries have keys of their own; each of those is checked for itself."""

    text: str

    def remedy(self, value: Any) -> None:
        """It keeps the rule once it has been read."""


@dataclass(frozen=True)
class Rate:
    """How many units of one currency another is worth."""

    text: str = "a number above 0 and at most 1,000,000, with at most 10 decimal places"
    example: str = '"0.9214"'

    def remedy(self, value: Decimal) -> str | None:
        fits = value.is_finite() and 0 < value <= 1_000_000 and value == round(value, 10)
        return None if fits else f"Write it like {self.example}."


@dataclass(frozen=True)
class TimeZone:
    """A time zone by its name."""

    text: str = "the name of a time zone (IANA)"
    example: str = "Europe/Berlin"

    def remedy(self, value: str) -> str | None:
        known = available_timezones()
        if value in known or (not known and re.fullmatch(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)*", value)):
            return None
        close = nearest(value, sorted(known))
        return f"Did you mean {close}?" if close else f"Write it like {self.example}."


@dataclass(frozen=True)
class ExternalIds:
    """Stack to the ExternalId that its account asks for."""

    text: str = "an object: name of a stack to its ExternalId"

    def remedy(self, value: Mapping[str, str]) -> str | None:
        """Names stacks, never a value."""
        for stack, external_id in value.items():
            if STACK_NAME.remedy(stack) or EXTERNAL_ID.remedy(external_id):
                return "Write for each stack " + EXTERNAL_ID.text + "."
        return None


LAST_DAY = re.compile(r"(2[0-9]{3}-[0-9]{2}-[0-9]{2})(?:[ T]00:00:00.*)?")
"""A day. `pulumi config set` rewrites an unquoted one in the same file as `2026-10-01 00:00:00 +0000 UTC`."""


@dataclass(frozen=True)
class LastDays:
    """Stack to its last day of service."""

    text: str = "an object: name of a stack to the last day on which it was there, such as acme-prod: 2026-09-30"

    def remedy(self, value: Mapping[str, str]) -> str | None:
        for stack, day in value.items():
            if STACK_NAME.remedy(stack):
                return f"{stack}: write {STACK_NAME.text}."
            if last_day(day) is None:
                return f"{stack}: write a day like 2026-09-30."
        return None


def last_day(text: str) -> date | None:
    """The day; None where there is no such day."""
    written = LAST_DAY.fullmatch(text)
    try:
        return date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None


USD_A_MONTH = Whole(1, 1_000_000)


@dataclass(frozen=True)
class UsdAMonth:
    """Somebody to an amount a month, in whole US dollars, as AWS Budgets takes it here."""

    who: Rule
    text: str

    def remedy(self, value: Mapping[str, int]) -> str | None:
        wrong = [f"{who}: {remedy}" for who, usd in value.items() if (remedy := self.who.remedy(who) or USD_A_MONTH.remedy(usd))]
        return " ".join(wrong) or None


@dataclass(frozen=True)
class BySlug:
    """Client to something; the client is named by its slug."""

    text: str

    def remedy(self, value: Mapping[str, Any]) -> str | None:
        wrong = [f"{slug}: {remedy}" for slug in value if (remedy := SLUG.remedy(slug))]
        return " ".join(wrong) or None
