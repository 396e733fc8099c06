"""The daily statement: a month that goes on, as far as it is known. A record for the client's web page, and a page to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from billing.documents.line_table import line_table
from billing.documents.notation import notation
from billing.documents.parties import printed
from billing.documents.sheet import Figures, Paragraphs, Sheet, facts
from billing.documents.usage_chart import together, usage_chart
from billing.documents.wording import language_of, words
from billing.domain.document_record import line_record
from billing.domain.documents import Party
from billing.domain.lines import Line
from billing.domain.money import plain
from billing.domain.month import Month
from billing.domain.rating import RatedMonth
from billing.domain.usage import MonthUsage

SCHEMA_VERSION = 1
"""Raised whenever a field of the record changes its meaning."""
AWS_COST = frozenset({"aws-cost", "aws-cost-metered", "shared-cost", "aws-cost-reimbursed"})
"""Codes of lines that are AWS cost: estimates until AWS closes the month."""
FOLLOWS_AWS_COST = frozenset({"management-fee", "minimum", "maximum", "credit"})
"""Codes of lines that move with those, where there are any."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One client's month so far."""

    client: str
    """The client's slug."""
    seller: Party
    buyer: Party
    rated: RatedMonth
    """What the terms come to with everything known so far."""
    as_of: date
    """Last day whose usage is in it."""
    usage: Mapping[date, MonthUsage] = field(default_factory=dict)
    """UTC day to what was analysed on it; days without any may be absent."""
    costs_known_until: date | None = None
    """Last day whose AWS cost is in it; None where AWS cost does not enter the amount."""
    estimated: bool = True
    """Whether AWS still marks the month's cost as estimated."""
    locale: str = "en_US"

    @property
    def month(self) -> Month:
        return self.rated.month

    @property
    def estimated_lines(self) -> tuple[str, ...]:
        """Codes of the lines that are estimates; none where AWS cost is not part of the amount."""
        codes = [each.code for each in self.rated.lines]
        if not self.estimated or AWS_COST.isdisjoint(codes):
            return ()
        return tuple(code for code in codes if code in AWS_COST | FOLLOWS_AWS_COST)


def statement_record(statement: Statement) -> dict[str, Any]:
    """Plain data: amounts and minutes are decimal strings, days ISO dates. `billing.domain.canonical` writes it down."""
    rated, whole = statement.rated, together(statement.usage, statement.month)
    return {
        "schema_version": SCHEMA_VERSION,
        "client": statement.client,
        "month": str(statement.month),
        "as_of": statement.as_of.isoformat(),
        "costs_known_until": statement.costs_known_until.isoformat() if statement.costs_known_until else None,
        "final": False,
        "estimated": bool(statement.estimated_lines),
        "usage": _usage_record(whole),
        "usage_by_day": {day.isoformat(): _usage_record(each) for day, each in sorted(statement.usage.items()) if day in statement.month},
        "currency": rated.currency,
        "lines": [line_record(each) | {"estimated": each.code in statement.estimated_lines} for each in rated.lines],
        **{name: plain(amount) for name, amount in _amounts(rated).items()},
    }


def statement_sheet(statement: Statement) -> Sheet:
    """The page."""
    word, write, rated = words(language_of(statement.locale)), notation(statement.locale), statement.rated
    whole = together(statement.usage, statement.month)
    known = statement.costs_known_until
    amount = (word["so_far"], write.money(rated.total, rated.currency), word["estimate"] if statement.estimated_lines else None)
    said = (word["so_far_text"], *([word["estimated_text"]] if statement.estimated_lines else []))
    return Sheet(
        locale=statement.locale,
        title=word["statement"],
        reference=write.month(statement.month),
        mark=word["month_so_far"],
        author=statement.seller.name,
        subject=f"{statement.buyer.name}, {write.month(statement.month)}",
        dated=statement.as_of,
        parties=(printed(statement.seller, word["from"], word["tax_id"]), printed(statement.buyer, word["client"], word["tax_id"])),
        facts=facts((word["as_of"], write.day(statement.as_of)), (word["costs_until"], write.day(known) if known else None)),
        blocks=(
            Figures(
                figures=(
                    amount,
                    (word["minutes"], write.number(whole.minutes, 4), None),
                    (word["videos"], write.number(whole.videos), None),
                )
            ),
            Paragraphs(heading=None, paragraphs=said),
            line_table(_marked(statement, word["estimate"]), rated, statement.locale, word["so_far"]),
            usage_chart(statement.usage, statement.month, statement.locale),
            *([Paragraphs(heading=word["notes"], paragraphs=rated.notes, quiet=True)] if rated.notes else []),
        ),
    )


def _marked(statement: Statement, estimate: str) -> list[Line]:
    """The lines; those that are estimates say so."""
    estimates = statement.estimated_lines
    return [
        replace(each, description=f"{each.description} ({estimate})") if each.code in estimates else each for each in statement.rated.lines
    ]


def _usage_record(usage: MonthUsage) -> dict[str, Any]:
    return {"videos": usage.videos, "seconds": usage.seconds, "minutes": plain(usage.minutes)}


def _amounts(rated: RatedMonth) -> dict[str, Decimal]:
    return {"subtotal": rated.subtotal, "tax": rated.tax, "total": rated.total}
