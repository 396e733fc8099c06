"""AWS's bill of one payer and month as the sources hand it over, before anybody is told what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billing.domain.costs import Kind
from billing.domain.money import ZERO, total
from billing.domain.month import Month


@dataclass(frozen=True, kw_only=True)
class BillRow:
    """All lines of an export that agree in these four."""

    account: str
    """The account in which the cost arose (linked account, usage account, sub account)."""
    client: str
    """Value of the tag `Client`, empty where the lines carry none."""
    kind: Kind
    service: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class GroupedBill:
    """A bill read from exports: each row says account and client, so whose it is can be decided row by row."""

    month: Month
    currency: str
    rows: tuple[BillRow, ...]
    rounding: Decimal = ZERO
    total: Decimal
    """Exact sum of the source's amounts: the rows and `rounding`."""
    lines: int
    """Lines that were read."""
    sha256: str
    estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class ThreeAnswers:
    """A bill asked of Cost Explorer: the same amounts grouped three times by two things each, never by three."""

    month: Month
    currency: str
    by_client_and_kind: Mapping[tuple[str, Kind], Decimal]
    """(Value of the tag `Client`, empty where untagged; kind) to amount. Its sum is the bill."""
    by_client_and_service: Mapping[tuple[str, str], Decimal]
    by_account_and_kind: Mapping[tuple[str, Kind], Decimal]
    """(Linked account, kind) to amount."""
    lines: int
    """Groups in the three answers together."""
    sha256: str
    """Of the canonical answers."""
    estimated: bool = False
    """Whether AWS still marks any of the answers as estimated."""
    booked_as_usage: tuple[str, ...] = ()
    """Kinds that are not known and were kept as usage, in AWS's words."""

    @property
    def total(self) -> Decimal:
        """The bill."""
        return total(self.by_client_and_kind.values())

    @property
    def rounding(self) -> Decimal:
        """Answers are decimal strings: nothing is taken off in reading them."""
        return ZERO
