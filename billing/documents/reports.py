"""What the reports are made from: a client's month of AWS cost and usage, and the operator's month over all clients."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal

from billing.domain.costs import Costs
from billing.domain.documents import Party
from billing.domain.money import ZERO, product, quotient, total
from billing.domain.month import Month
from billing.domain.rating_inputs import ExchangeRate
from billing.domain.usage import MonthUsage, UsageRecord, usage_of
from model.placement import Placement


def usage_by_day(records: Iterable[UsageRecord], month: Month) -> dict[date, MonthUsage]:
    """The month's usage by UTC day; days without any are absent. Raises ValueError as `usage_of` does."""
    every = list(records)
    usage_of(every, month)
    by_day: dict[date, set[UsageRecord]] = {}
    for record in every:
        if Month.of(record.completed) == month:
            by_day.setdefault(record.completed.astimezone(UTC).date(), set()).add(record)
    return {day: MonthUsage(videos=len(of_day), seconds=sum(each.seconds for each in of_day)) for day, of_day in sorted(by_day.items())}


@dataclass(frozen=True, kw_only=True)
class CostReport:
    """A client's month: what AWS charged for its environment, and what the environment was used for."""

    seller: Party
    """Who reports."""
    buyer: Party
    """The client."""
    month: Month
    as_of: date
    """Day of the figures; what the PDF says it was made on."""
    placement: Placement
    """In the client's own account AWS cost is shown and not charged."""
    currency: str
    """Currency of AWS's bill."""
    costs: Costs
    """The client's own cost, exact, by kind and by service."""
    metered_share: Decimal = ZERO
    """The client's share, by metered seconds, of cost that cannot carry its tag."""
    shared: Decimal = ZERO
    """The client's share of untagged and shared cost."""
    usage: Mapping[date, MonthUsage] = field(default_factory=dict)
    """UTC day to what was analysed on it; days without any may be absent."""
    estimated: bool = False
    """Whether AWS still marks the month as estimated."""
    source_sha256: str | None = None
    """Of the source of the costs."""
    locale: str = "en_US"
    """Locale of numbers and dates."""

    @property
    def total(self) -> Decimal:
        """Own cost and both shares, exact."""
        return total([self.costs.total, self.metered_share, self.shared])


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """An environment of a client, as the operator looks it up."""

    stack: str
    account: str
    version: str


@dataclass(frozen=True, kw_only=True)
class OperatorRow:
    """One client's month, as the operator sees it."""

    client: str
    """Readable name."""
    environments: tuple[Deployed, ...]
    placement: Placement
    revenue: Decimal
    """Subtotal of its documents, without tax."""
    currency: str
    """Currency of the revenue."""
    document: str | None = None
    """Number of the invoice; None while it is a draft."""
    aws_cost: Decimal = ZERO
    """What AWS charged for the client, its shares included, exact."""
    bill_currency: str = "USD"
    exchange: ExchangeRate | None = None
    """Turns AWS's currency into the revenue's, where they differ."""

    @property
    def cost_that_we_pay(self) -> Decimal:
        """In AWS's currency; 0 where AWS bills the client itself."""
        return ZERO if self.placement.client_pays_aws else self.aws_cost

    @property
    def margin(self) -> Decimal | None:
        """Revenue less the cost that we pay, in the revenue's currency; None where no exchange rate turns one into the other."""
        cost = self.cost_that_we_pay
        if cost and self.bill_currency != self.currency:
            if self.exchange is None or (self.exchange.bill_currency, self.exchange.currency) != (self.bill_currency, self.currency):
                return None
            cost = product(cost, self.exchange.rate)
        return total([self.revenue, cost.copy_negate()])

    @property
    def margin_percent(self) -> Decimal | None:
        """Of the revenue; None where there is none, or no margin."""
        return percent_of(self.margin, self.revenue)


@dataclass(frozen=True, kw_only=True)
class CurrencyTotal:
    """The operator's month in one currency."""

    currency: str
    revenue: Decimal
    aws_cost: Decimal
    """What we pay AWS in this currency, that of no client included."""
    margin: Decimal | None
    """Of the rows whose revenue is in this currency, less the cost in it that no client carries; None where one of the rows has none."""


@dataclass(frozen=True, kw_only=True)
class OperatorReport:
    """Revenue, AWS cost and margin of every client. Currencies are never added."""

    operator: Party
    month: Month
    as_of: date
    """Day of the figures."""
    rows: tuple[OperatorRow, ...]
    not_carried: Mapping[str, Decimal] = field(default_factory=dict)
    """Currency to AWS cost that no client carries, exact."""
    estimated: bool = False
    """Whether AWS still marks the month as estimated."""
    locale: str = "en_US"

    @property
    def totals(self) -> tuple[CurrencyTotal, ...]:
        """By currency, in alphabetical order."""
        paid = [row for row in self.rows if row.cost_that_we_pay]
        currencies = {row.currency for row in self.rows} | {row.bill_currency for row in paid} | set(self.not_carried)
        return tuple(
            CurrencyTotal(
                currency=currency,
                revenue=total(row.revenue for row in self.rows if row.currency == currency),
                aws_cost=total([self._left(currency), *(row.cost_that_we_pay for row in paid if row.bill_currency == currency)]),
                margin=self._margin(currency),
            )
            for currency in sorted(currencies)
        )

    def _margin(self, currency: str) -> Decimal | None:
        margins = [row.margin for row in self.rows if row.currency == currency]
        known = [margin for margin in margins if margin is not None]
        return total([self._left(currency).copy_negate(), *known]) if len(known) == len(margins) else None

    def _left(self, currency: str) -> Decimal:
        return self.not_carried.get(currency, ZERO)


def percent_of(part: Decimal | None, whole: Decimal) -> Decimal | None:
    """The part in percent of the whole; None where there is no whole above zero, or no part."""
    return None if part is None or whole <= 0 else quotient(product(part, Decimal(100)), whole)
