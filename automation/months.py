"""Months as they are typed."""

from datetime import datetime

from automation.exits import Exit, Stop
from billing.domain.month import Month


def read_month(text: str, now: datetime) -> Month:
    """`2026-10`, or `last` for the one before `now`, by UTC."""
    if text == "last":
        return Month.of(now).previous
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Stop(Exit.USAGE, f"{error}, or `last`.") from error
