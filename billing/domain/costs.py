"""What AWS charged in a month: by client and kind, exact, in the currency of AWS's bill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from billing.domain.money import ZERO, total
from billing.domain.month import Month


class Kind(StrEnum):
    """What a line of AWS's bill is. `billing/sources` maps each source's own words to these; a word that it does not know stops the run."""

    USAGE = "usage"
    CREDIT = "credit"
    REFUND = "refund"
    TAX = "tax"
    FEE = "fee"
    """One-time and recurring fees that are no reservation."""
    SUPPORT = "support"
    DISCOUNT = "discount"
    SAVINGS_PLAN = "savingsPlan"
    RESERVATION = "reservation"


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Part of a bill, exact."""

    by_kind: Mapping[Kind, Decimal] = field(default_factory=dict)
    """Kind to its sum; kinds that do not occur are absent."""
    by_service: Mapping[str, Decimal] = field(default_factory=dict)
    """AWS service, such as `Amazon Rekognition`, to its sum over all kinds; empty where the source was not asked."""

    @property
    def total(self) -> Decimal:
        """Sum over all kinds."""
        return total(self.by_kind.values())

    def without(self, *kinds: Kind) -> Decimal:
        """Sum over all kinds but these."""
        return total(amount for kind, amount in self.by_kind.items() if kind not in kinds)


def together(parts: Iterable[Costs]) -> Costs:
    """The sum of several parts of one bill."""
    by_kind: dict[Kind, Decimal] = {}
    by_service: dict[str, Decimal] = {}
    for part in parts:
        for kind, amount in part.by_kind.items():
            by_kind[kind] = total([by_kind.get(kind, ZERO), amount])
        for service, amount in part.by_service.items():
            by_service[service] = total([by_service.get(service, ZERO), amount])
    return Costs(by_kind=by_kind, by_service=by_service)


@dataclass(frozen=True, kw_only=True)
class MonthCosts:
    """One payer's bill of one month in one currency, told apart by client. `clients + unallocated + rounding = total`, exactly."""

    month: Month
    currency: str
    """ISO 4217, as AWS bills."""
    clients: Mapping[str, Costs]
    """Client, as its tag says, to its costs."""
    unallocated: Costs
    """What carries no client: untagged and shared."""
    rounding: Decimal = ZERO
    """What reading amounts with ten decimals took off."""
    total: Decimal
    """Exact sum of the source's amounts."""
    rows: int
    """Lines, or groups, that the source gave."""
    sha256: str
    """Of the source as it was read, in hexadecimal."""
    estimated: bool = False
    """Whether AWS still marks the month as estimated."""

    def __post_init__(self) -> None:
        """Raises ValueError where the parts do not add up: such a bill is never the ground of an invoice."""
        parts = total([*(costs.total for costs in self.clients.values()), self.unallocated.total, self.rounding])
        if parts != self.total:
            raise ValueError(
                f"{self.month}: clients, unallocated and rounding come to {parts} {self.currency}, the bill to {self.total}. "
                "Nothing was stored."
            )
