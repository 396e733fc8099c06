"""Exact amounts, rounded once.

Every figure is a Decimal from the first byte to the last. Sums and products are exact; only `rounded` loses digits, and it is called
once for a line of an invoice. Python's own operators, the minus sign included, round to 28 digits: amounts are added, multiplied and
turned around by the functions here, or by `copy_negate`.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from model.currencies import MINOR_UNITS

COST_PLACES = 10
"""Decimals of a cost before it is rounded: exports are read as DECIMAL(38,10), and shared costs are split to the same digit."""
PRECISION = 100
"""Digits that are carried in between. An amount has 38 at most, so a product of two is exact. A quotient that ends in this many digits is
exact too; one that does not end never lies on the half on which rounding turns."""
ZERO = Decimal(0)


def exact(text: str | int) -> Decimal:
    """A decimal string, or a whole number, as it stands. Raises ValueError for a float, NaN, infinity and anything else."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        raise ValueError(f"{text!r} is no decimal string: a float has already lost what was meant")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no decimal string such as 12.50") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is no amount")
    return value


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0 of nothing. The built-in sum would round to 28 digits."""
    with localcontext(Context(prec=PRECISION)):
        return sum(amounts, ZERO)


def product(*factors: Decimal) -> Decimal:
    """The exact product."""
    with localcontext(Context(prec=PRECISION)):
        result = Decimal(1)
        for factor in factors:
            result *= factor
        return result


def quotient(dividend: Decimal, divisor: Decimal | int) -> Decimal:
    """The quotient, cut off far beyond every digit that rounding looks at."""
    return Context(prec=PRECISION, rounding=ROUND_DOWN).divide(dividend, Decimal(divisor))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the currency's minor unit, half away from zero: 0.125 USD is 0.13, -0.125 is -0.13, and 0.5 JPY is 1. Never gives -0."""
    return to_places(amount, MINOR_UNITS[currency])


def to_places(amount: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """With exactly so many decimals, half away from zero unless told otherwise."""
    result = amount.quantize(Decimal(1).scaleb(-places), context=Context(prec=PRECISION, rounding=rounding))
    return result if result else result.copy_abs()


def plain(amount: Decimal) -> str:
    """The amount as JSON and invoices carry it: no exponent, no minus before zero, its decimals as they are."""
    return format(amount if amount else amount.copy_abs(), "f")


def split(amount: Decimal, weights: Sequence[Decimal], places: int = COST_PLACES) -> list[Decimal]:
    """Shares of the amount in proportion to the weights, each with at most so many decimals, together exactly the amount.

    Largest remainder: every share is cut off, and what is left over goes, one unit of the last decimal each, to the shares that lost
    most; of equals the first comes first. What the amount itself has beyond these decimals goes to the first share that has a weight.

    Raises ValueError for negative weights and where no weight is above zero: then nobody is there to take it.
    """
    whole = total(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("nothing can be split by these weights: none is above zero, or one is below")
    unit = Decimal(1).scaleb(-places)
    ideal = [quotient(product(amount, weight), whole) for weight in weights]
    shares = [to_places(share, places, ROUND_DOWN) for share in ideal]
    left = total([amount, *(share.copy_negate() for share in shares)])
    units = int(quotient(left.copy_abs(), unit))
    step = unit if left >= 0 else -unit
    takers = [place for place, weight in enumerate(weights) if weight > 0]
    lost = [total([ideal[place], shares[place].copy_negate()]).copy_abs() for place in range(len(weights))]
    by_loss = sorted(takers, key=lambda place: (-lost[place], place))
    for place in by_loss[:units]:
        shares[place] = total([shares[place], step])
    shares[takers[0]] = total([shares[takers[0]], left, -step * min(units, len(by_loss))])
    return shares
