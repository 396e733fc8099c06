"""A line of an invoice: an exact value, rounded once."""

from dataclasses import dataclass
from decimal import Decimal

from billing.domain.money import product, rounded


@dataclass(frozen=True, kw_only=True)
class Line:
    """`amount` is rounded from the exact value, which is quantity × unit price unless the rule that made the line says otherwise."""

    code: str
    """What the line is, the same in every month: `aws-cost`, `monthly-fee`, `one-off:<id>`."""
    description: str
    """What the client reads."""
    quantity: Decimal
    """As it is shown; minutes have four decimals."""
    unit: str
    """Unit of the quantity, such as `minute`, `video`, `month` or a currency."""
    unit_price: Decimal
    """Price of one unit, in the invoice's currency; a factor where the unit is a currency."""
    amount: Decimal
    """In the currency's minor unit."""


def line(code: str, description: str, quantity: Decimal, unit: str, unit_price: Decimal, currency: str) -> Line:
    """A line whose amount is quantity × unit price, rounded once."""
    amount = rounded(product(quantity, unit_price), currency)
    return Line(code=code, description=description, quantity=quantity, unit=unit, unit_price=unit_price, amount=amount)


def lump_sum(code: str, description: str, exact_amount: Decimal, currency: str) -> Line:
    """A line of one piece."""
    amount = rounded(exact_amount, currency)
    return Line(code=code, description=description, quantity=Decimal(1), unit="piece", unit_price=exact_amount, amount=amount)
