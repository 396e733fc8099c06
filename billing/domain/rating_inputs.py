"""Everything that one client's month is rated from. The same inputs always give the same lines."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.domain.costs import Costs
from billing.domain.money import ZERO, product
from billing.domain.month import Month, days_of_service
from billing.domain.usage import MonthUsage
from model.placement import Placement
from model.terms import BillingTerms


class CannotRate(ValueError):
    """The month cannot be rated from these inputs; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class ExchangeRate:
    """How AWS's currency becomes the terms' currency."""

    bill_currency: str
    """Currency of AWS's bill."""
    currency: str
    """Currency of the terms."""
    rate: Decimal
    """Units of `currency` for one unit of `bill_currency`; above zero."""
    source: str
    """Who published it, such as `ECB reference rate`."""
    day: date
    """The day for which it was published."""


@dataclass(frozen=True, kw_only=True)
class RatingInputs:
    """One client, one month."""

    month: Month
    terms: BillingTerms
    """The terms of today with all earlier ones; those that hold in the month are chosen here."""
    placement: Placement
    costs: Costs = field(default_factory=Costs)
    """The client's own AWS cost, in the bill's currency."""
    metered_share: Decimal = ZERO
    """The client's share, by metered seconds, of cost that cannot carry its tag (Rekognition Video in a shared account)."""
    shared: Decimal = ZERO
    """The client's share of untagged and shared cost, where the settings pass it on."""
    bill_currency: str = "USD"
    usage: MonthUsage = field(default_factory=MonthUsage)
    service_from: date | None = None
    """First day of service where it is known; default: the first day on which terms hold, if they say one."""
    service_to: date | None = None
    """Last day of service; None while it runs."""
    billed_before: frozenset[str] = frozenset()
    """Ids of the one-off lines that an invoice has carried already."""
    exchange: ExchangeRate | None = None
    """Needed where AWS's currency reaches the invoice and is not the terms' currency."""

    @property
    def begins(self) -> date | None:
        """First day of service, None where it lies before all that is known."""
        first = min(terms.begins for terms in (self.terms, *self.terms.earlier))
        known = [day for day in (self.service_from, first) if day not in (None, date.min)]
        return max(day for day in known if day) if known else None

    @property
    def days(self) -> int:
        """Days of service in the month."""
        return days_of_service(self.month, self.begins, self.service_to)

    @property
    def terms_in_force(self) -> BillingTerms:
        """The terms that hold on the first day of the month that is billed. Raises CannotRate where none do, or nothing is to be billed."""
        if not self.days:
            raise CannotRate(f"{self.month} has no day of service: it began on {self.begins} and ended on {self.service_to}.")
        return self.terms.valid_on(max(self.month.first_day, self.begins or date.min))

    def converted(self, amount: Decimal) -> Decimal:
        """An amount of AWS's bill in the terms' currency, exact. Raises CannotRate without the exchange rate that this needs."""
        currency = self.terms_in_force.currency
        if currency == self.bill_currency:
            return amount
        if self.exchange is None or (self.exchange.bill_currency, self.exchange.currency) != (self.bill_currency, currency):
            raise CannotRate(
                f"AWS bills in {self.bill_currency}, the terms are in {currency}: currencies are never added. "
                f"Give the exchange rate of {self.month} with its source and date."
            )
        return product(amount, self.exchange.rate)
