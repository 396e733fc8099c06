"""What a month costs and what its client pays for it, estimated: quantities times prices, rated by the terms as a real month is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from automation.estimating.month_quantities import REKOGNITION, MonthOfVideos, Quantity
from automation.estimating.prices import Price
from billing.domain.costs import Costs, Kind
from billing.domain.document_record import line_record
from billing.domain.money import ZERO, plain, product, rounded, total
from billing.domain.month import Month
from billing.domain.rating import DEVELOPMENT_FEE, RatedMonth, rate
from billing.domain.rating_inputs import CannotRate, ExchangeRate, RatingInputs
from billing.domain.usage import MonthUsage
from model.placement import Placement
from model.settings import StackSettings
from model.terms import BillingTerms

USD = "USD"


@dataclass(frozen=True, kw_only=True)
class Priced:
    """A quantity and what it costs, exact."""

    quantity: Quantity
    price: Price

    @property
    def usd(self) -> Decimal:
        return product(self.quantity.quantity, self.price.usd)


@dataclass(frozen=True, kw_only=True)
class MonthEstimate:
    """An ordinary month: whole, without what is billed once."""

    priced: tuple[Priced, ...]
    rated: RatedMonth
    placement: Placement
    cost_in_currency: Decimal | None
    """AWS cost in the terms' currency; None where no exchange rate was given."""

    @property
    def by_service(self) -> Mapping[str, Decimal]:
        """Service to US dollars, exact; the dearest first."""
        sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for each in self.priced:
            sums[each.quantity.service] = total([sums[each.quantity.service], each.usd])
        return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))

    @property
    def aws_usd(self) -> Decimal:
        """Everything, rounded once."""
        return rounded(total(each.usd for each in self.priced), USD)

    @property
    def margin(self) -> Decimal | None:
        """What the charge leaves before tax, in the terms' currency. Where the client pays AWS itself, all of it."""
        if self.placement.client_pays_aws:
            return self.rated.subtotal
        if self.cost_in_currency is None:
            return None
        return rounded(total([self.rated.subtotal, self.cost_in_currency.copy_negate()]), self.rated.currency)


def priced(quantities: Iterable[Quantity], prices: Mapping[str, Price]) -> tuple[Priced, ...]:
    return tuple(Priced(quantity=each, price=prices[each.price]) for each in quantities)


def estimate(
    lines: tuple[Priced, ...], month: MonthOfVideos, settings: StackSettings, today: date, exchange: ExchangeRate | None = None
) -> MonthEstimate:
    """The month rated. In a shared account Rekognition carries no tag, so its cost comes by metered seconds, as on the invoice.

    Raises CannotRate where AWS's currency reaches the invoice and no exchange rate was given.
    """
    placement, terms = settings.account.placement, settings.billing
    metered = total(each.usd for each in lines if each.quantity.service == REKOGNITION) if placement is Placement.HOSTED else ZERO
    own = total([*(each.usd for each in lines), metered.copy_negate()])
    inputs = RatingInputs(
        month=ordinary_month(terms, today),
        terms=terms,
        placement=placement,
        costs=Costs(by_kind={Kind.USAGE: own}),
        metered_share=metered,
        usage=MonthUsage(videos=month.videos, seconds=month.seconds),
        billed_before=frozenset({DEVELOPMENT_FEE, *(line.id for each in (terms, *terms.earlier) for line in each.one_off)}),
        exchange=exchange,
    )
    try:
        converted = inputs.converted(total([own, metered]))
    except CannotRate:
        converted = None
    return MonthEstimate(priced=lines, rated=rate(inputs), placement=placement, cost_in_currency=converted)


def ordinary_month(terms: BillingTerms, today: date) -> Month:
    """The first month from today on that the terms hold from its first day to its last."""
    month, begins = Month(today.year, today.month), min(each.begins for each in (terms, *terms.earlier))
    while month.first_day < begins:
        month = replace(month, year=month.next.year, number=month.next.number)
    return month


def as_record(made: MonthEstimate) -> dict[str, Any]:
    """What `--json` prints: amounts are decimal strings."""
    return {
        "month": str(made.rated.month),
        "aws": {
            "currency": USD,
            "total": plain(made.aws_usd),
            "by_service": {service: plain(usd) for service, usd in made.by_service.items()},
            "lines": [_line(each) for each in made.priced],
            "paid_by": "client" if made.placement.client_pays_aws else "you",
        },
        "charge": {
            "currency": made.rated.currency,
            "lines": [line_record(each) for each in made.rated.lines],
            "subtotal": plain(made.rated.subtotal),
            "tax": plain(made.rated.tax),
            "total": plain(made.rated.total),
        },
        "margin": None if made.margin is None else plain(made.margin),
    }


def _line(each: Priced) -> dict[str, Any]:
    return {
        "what": each.quantity.what,
        "service": each.quantity.service,
        "quantity": plain(each.quantity.quantity),
        "usd": plain(each.usd),
        "price": {"usd": plain(each.price.usd), "per": each.price.per, "source": each.price.source, "read": each.price.read.isoformat()},
    }
