"""What a client pays: three pricing models, and what any of them may carry besides. Amounts are Decimal, in the terms' currency.

A month is put together in this order: the model's lines; minimum and maximum on their sum; one-off lines and the development fee; the
credit; tax. The limits of the fields only stop slips of the keyboard (a fee of a million, a tax of 190 %); what is recommended stands in
the meaning of a field.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from model.currencies import Currency
from model.rules import Amount, Line, Matches, Whole

MONEY = Amount(0, 1_000_000)
PERCENT = Amount(0, 100)
UNIT_PRICE = Amount(0, 1_000)


class PricingModel(StrEnum):
    COST_PLUS = "costPlus"
    FIXED = "fixed"
    PER_MINUTE = "perMinute"


@dataclass(frozen=True, kw_only=True)
class CostPlus:
    """AWS cost, a management fee on it, and the development fee once."""

    management_fee_percent: Annotated[Decimal, PERCENT]
    """Management fee on the unrounded AWS cost, in percent; 20 to 30 recommended."""
    development_fee: Annotated[Decimal, MONEY] = Decimal(0)
    """Charged once in the stack's life, on its first invoice, like a one-off line with the id `development-fee`."""
    fee_on_negative_month: bool = False
    """Whether a month of negative AWS cost (refunds, credits) makes the management fee negative too instead of zero."""
    pass_on_credits: bool = True
    """Whether the client gets the credits that AWS gave."""

    @property
    def included_minutes(self) -> None:
        """No volume is included: every unit of cost is paid."""


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """A monthly fee with videos included. Beyond them each video or each minute costs extra, or nothing where no overage price is set."""

    monthly_fee: Annotated[Decimal, MONEY]
    """Fee a month; 25 to 50 recommended."""
    included_videos: Annotated[int, Whole(0, 100_000)] = 10
    """Videos a month that the fee covers; 10 to 20 recommended. A video is one successful analysis."""
    minutes_per_video: Annotated[int, Whole(1, 360)] = 5
    """Length that one included video stands for: with the included videos it gives the included minutes."""
    price_per_extra_video: Annotated[Decimal | None, UNIT_PRICE] = None
    """Overage by video: price of each video beyond the included videos. Not together with `pricePerExtraMinute`."""
    price_per_extra_minute: Annotated[Decimal | None, UNIT_PRICE] = None
    """Overage by minute: price of each minute beyond the included minutes. Not together with `pricePerExtraVideo`."""

    @property
    def included_minutes(self) -> int:
        """Minutes of video a month that the fee covers."""
        return self.included_videos * self.minutes_per_video


@dataclass(frozen=True, kw_only=True)
class PerMinute:
    """A price for each minute of video; AWS costs and margin are in it."""

    price_per_minute: Annotated[Decimal, UNIT_PRICE]
    """Price of a minute of analysed video, metered by the second; 0.15 recommended."""

    @property
    def included_minutes(self) -> None:
        """No volume is included: every minute is paid."""


Pricing = CostPlus | Fixed | PerMinute

PRICING: dict[PricingModel, type[CostPlus] | type[Fixed] | type[PerMinute]] = {
    PricingModel.COST_PLUS: CostPlus,
    PricingModel.FIXED: Fixed,
    PricingModel.PER_MINUTE: PerMinute,
}


@dataclass(frozen=True, kw_only=True)
class OneOffLine:
    """A line that is billed once ever, however long it stays in the stack file."""

    id: Annotated[str, Matches(r"[a-z0-9][a-z0-9-]{0,39}", "1 to 40 characters of a-z, 0-9 and -", "migration-2026")]
    """What billing remembers the line by; never used again for something else."""
    text: Annotated[str, Line(200)]
    """What the invoice says."""
    amount: Annotated[Decimal, Amount(-1_000_000, 1_000_000)]
    """Amount before tax; negative is a credit."""
    month: Annotated[str | None, Matches(r"20[0-9]{2}-(0[1-9]|1[0-2])", "a month", "2026-10")] = None
    """Month in whose invoice it appears; default: the next that is billed."""


@dataclass(frozen=True, kw_only=True)
class BillingTerms:
    """What was agreed with a client, and from when."""

    pricing: Pricing
    currency: Annotated[str, Currency()] = "USD"
    """Currency of every amount in these terms."""
    valid_from: date | None = None
    """First day on which these terms hold; default: always did. Needed as soon as there are earlier terms."""
    minimum: Annotated[Decimal | None, MONEY] = None
    """Least that the model's lines come to in a month."""
    maximum: Annotated[Decimal | None, MONEY] = None
    """Most that the model's lines come to in a month."""
    credit: Annotated[Decimal, MONEY] = Decimal(0)
    """Taken off every month before tax, never further than to zero."""
    one_off: tuple[OneOffLine, ...] = ()
    """Lines that are billed once ever."""
    tax_percent: Annotated[Decimal, PERCENT] = Decimal(0)
    """Tax on the subtotal, in percent."""
    tax_text: Annotated[str | None, Line(200)] = None
    """What the invoice calls the tax, such as `VAT 19 %`, or why there is none; needed with a tax rate."""
    prorate: bool = True
    """Whether the monthly fee, minimum, maximum and credit of the first and the last month are charged by days."""
    reimburse_aws_cost: bool = False
    """In a `client` account: the AWS cost that the client paid itself is taken off again, as a negative line."""
    earlier: tuple["BillingTerms", ...] = ()
    """Terms that held before these, each with the day from which it did."""

    @property
    def model(self) -> PricingModel:
        """How the price is made: `costPlus` (AWS cost and a fee on it), `fixed` (a monthly fee) or `perMinute` (a price per minute)."""
        return next(model for model, kind in PRICING.items() if isinstance(self.pricing, kind))

    @property
    def included_minutes(self) -> int | None:
        """Minutes a month that the price covers; None where the model includes no volume."""
        return self.pricing.included_minutes

    @property
    def charges_aws_cost(self) -> bool:
        """Whether AWS cost is a line of the invoice."""
        return isinstance(self.pricing, CostPlus)

    def valid_on(self, day: date) -> "BillingTerms":
        """The terms in force on that day. Raises LookupError where none were yet."""
        begun = [terms for terms in (self, *self.earlier) if terms.begins <= day]
        if not begun:
            raise LookupError(f"no terms hold on {day}: the first begin on {min(terms.begins for terms in (self, *self.earlier))}")
        return max(begun, key=lambda terms: terms.begins)

    @property
    def begins(self) -> date:
        """First day on which these terms hold, `date.min` where they always did."""
        return self.valid_from or date.min


AT_COST = BillingTerms(pricing=CostPlus(management_fee_percent=Decimal(0)))
"""AWS cost and nothing else: what an environment of your own gets where no terms are set."""
