"""A closed book."""

from decimal import Decimal

from billing.domain.book import ClosedBook
from billing.domain.costs import MonthCosts
from billing.domain.month import Month
from tests.billing.domain.paper import usd


def book(total="12.0000000001", rows=4):
    costs = MonthCosts(
        month=Month.parse("2026-10"),
        currency="USD",
        clients={"Acme": usd(usage="10", credit="-1")},
        unallocated=usd(tax=str(Decimal(total) - 9 - Decimal("0.0000000001"))),
        rounding=Decimal("0.0000000001"),
        total=Decimal(total),
        rows=rows,
        sha256="ab",
    )
    return ClosedBook(payer="111111111111", costs=costs)
