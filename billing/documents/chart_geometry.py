"""Where the bars of a chart stand, in percent of its width or height; both renderings draw from it. Pure arithmetic on the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from billing.domain.money import product, quotient, to_places, total

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The axis of a chart: it holds zero and every value."""

    ticks: tuple[Decimal, ...]
    """Values from the lowest to the highest: round ones, or the two ends."""

    def place(self, value: Decimal) -> Decimal:
        """Percent of the way from the lowest tick to the highest, with three decimals."""
        lowest, highest = self.ticks[0], self.ticks[-1]
        return to_places(quotient(product(HUNDRED, total([value, lowest.copy_negate()])), total([highest, lowest.copy_negate()])), 3)

    def span(self, value: Decimal) -> tuple[Decimal, Decimal]:
        """Where a bar from zero to the value begins, and how long it is."""
        start, end = sorted((self.place(Decimal(0)), self.place(value)))
        return start, end - start


def reach(values: Sequence[Decimal]) -> Scale:
    """An axis that ends where the longest bar does."""
    lowest, highest = min([Decimal(0), *values]), max([Decimal(0), *values])
    return Scale(ticks=(lowest, highest if highest > lowest else Decimal(1)))


def scale(values: Sequence[Decimal], steps: int = 4) -> Scale:
    """An axis with about so many steps of 1, 2 or 5 times a power of ten."""
    lowest, highest = min([Decimal(0), *values]), max([Decimal(0), *values])
    step = _round_step(quotient(total([highest, lowest.copy_negate()]) or Decimal(1), steps))
    first = quotient(lowest, step).to_integral_value(ROUND_FLOOR)
    last = max(quotient(highest, step).to_integral_value(ROUND_CEILING), first + 1)
    return Scale(ticks=tuple(product(step, Decimal(number)) for number in range(int(first), int(last) + 1)))


def _round_step(least: Decimal) -> Decimal:
    """The next 1, 2 or 5 times a power of ten."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(product(power, Decimal(factor)) for factor in (1, 2, 5, 10) if product(power, Decimal(factor)) >= least)
