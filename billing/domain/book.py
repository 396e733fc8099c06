"""The closed book: one payer's month, told apart by client, whose parts come to AWS's bill exactly. And how far that may be from what AWS
says it has invoiced.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing.domain.costs import MonthCosts
from billing.domain.money import plain, product, total
from model.currencies import MINOR_UNITS

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class ClosedBook:
    """`sum over clients + unallocated + rounding = total`, which `MonthCosts` has checked."""

    payer: str
    """Account that AWS bills."""
    costs: MonthCosts

    def as_record(self) -> dict[str, Any]:
        """What is signed: amounts are decimal strings, exact to the last digit."""
        costs = self.costs
        return {
            "schema_version": SCHEMA_VERSION,
            "payer": self.payer,
            "month": str(costs.month),
            "currency": costs.currency,
            "clients": {client: plain(part.total) for client, part in costs.clients.items()},
            "unallocated": plain(costs.unallocated.total),
            "rounding": plain(costs.rounding),
            "total": plain(costs.total),
            "rows": costs.rows,
            "source_sha256": costs.sha256,
        }


def tolerance(rows: int, currency: str) -> Decimal:
    """How far the book may be from AWS's issued total: the larger of 100 minor units and half a minor unit × √rows.

    Source: FOCUS 1.4, reconciliation of invoices. Each row may have been rounded by half a unit, and such errors add up like a random walk.
    """
    unit = Decimal(1).scaleb(-MINOR_UNITS[currency])
    return max(100 * unit, product(Decimal("0.5"), unit, Decimal(rows).sqrt()))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The book beside AWS's issued invoices of the month."""

    book: Decimal
    issued: Decimal
    allowed: Decimal
    """Largest difference that rounding explains."""

    @property
    def difference(self) -> Decimal:
        """What AWS has issued beyond the book."""
        return total([self.issued, self.book.copy_negate()])

    @property
    def agrees(self) -> bool:
        return self.difference.copy_abs() <= self.allowed


def compare(book: ClosedBook, issued: Decimal) -> Comparison:
    """`issued`: sum of AWS's invoice summaries of the month, in the book's currency."""
    return Comparison(book=book.costs.total, issued=issued, allowed=tolerance(book.costs.rows, book.costs.currency))
