"""The lines of the three pricing models, before minimum, maximum, one-off lines, credit and tax."""

from collections.abc import Iterator
from decimal import Decimal

from billing.domain.costs import Kind
from billing.domain.lines import Line, line
from billing.domain.money import ZERO, product, quotient, rounded, to_places, total
from billing.domain.rating_inputs import CannotRate, RatingInputs
from model.terms import BillingTerms, CostPlus, Fixed, PerMinute

SECONDS = 60
"""Seconds a minute."""


def model_lines(inputs: RatingInputs) -> Iterator[Line]:
    """The model's own lines; AWS cost is among them in cost-plus terms alone.

    Raises CannotRate for cost-plus terms where the client pays AWS itself and is not reimbursed: it would pay twice.
    """
    terms = inputs.terms_in_force
    match terms.pricing:
        case CostPlus() as cost_plus:
            if inputs.placement.client_pays_aws and not terms.reimburse_aws_cost:
                raise CannotRate(
                    "These terms charge AWS cost, but the client pays AWS itself. Choose fixed or perMinute, or reimburseAwsCost."
                )
            yield from _cost_plus(inputs, terms, cost_plus)
        case Fixed() as fixed:
            yield from _fixed(inputs, terms, fixed)
        case PerMinute() as per_minute:
            yield minutes("video-minutes", "Video analysed", inputs.usage.seconds, per_minute.price_per_minute, terms.currency)


def passed_on(inputs: RatingInputs) -> Decimal:
    """The client's AWS cost that its terms are about: with or without AWS's credits, in the terms' currency, exact."""
    pricing = inputs.terms_in_force.pricing
    keeps_credits = isinstance(pricing, CostPlus) and not pricing.pass_on_credits
    return inputs.converted(inputs.costs.without(*([Kind.CREDIT] if keeps_credits else [])))


def minutes(code: str, description: str, seconds: int, price: Decimal, currency: str) -> Line:
    """Seconds × price ÷ 60, rounded once. The minutes are only shown."""
    amount = rounded(quotient(product(Decimal(seconds), price), SECONDS), currency)
    shown = to_places(quotient(Decimal(seconds), SECONDS), 4)
    return Line(code=code, description=description, quantity=shown, unit="minute", unit_price=price, amount=amount)


def by_days(code: str, description: str, amount: Decimal, inputs: RatingInputs) -> Line:
    """An amount for the month: whole, or by the days of service in a first or last month that is not whole, where the terms prorate."""
    terms, days, of = inputs.terms_in_force, inputs.days, inputs.month.days
    if days == of or not terms.prorate:
        return line(code, description, Decimal(1), "month", amount, terms.currency)
    share = quotient(product(amount, Decimal(days)), of)
    quantity, unit, rounded_share = Decimal(days), f"1/{of} month", rounded(share, terms.currency)
    text = f"{description}, {days} of {of} days"
    return Line(code=code, description=text, quantity=quantity, unit=unit, unit_price=amount, amount=rounded_share)


def _cost_plus(inputs: RatingInputs, terms: BillingTerms, pricing: CostPlus) -> Iterator[Line]:
    """Cost, its share by metered seconds, the fee on both, and the share of shared cost, which carries no fee."""
    one = Decimal(1)
    own, metered = passed_on(inputs), inputs.converted(inputs.metered_share)
    yield line("aws-cost", "AWS cost", own, terms.currency, one, terms.currency)
    if metered:
        yield line("aws-cost-metered", "AWS cost by metered seconds (Rekognition Video)", metered, terms.currency, one, terms.currency)
    base = total([own, metered])
    if base < 0 and not pricing.fee_on_negative_month:
        base = ZERO
    percent = pricing.management_fee_percent
    yield line("management-fee", "Management fee on AWS cost", base, terms.currency, quotient(percent, 100), terms.currency)
    if inputs.shared:
        yield line("shared-cost", "Share of shared AWS cost", inputs.converted(inputs.shared), terms.currency, one, terms.currency)


def _fixed(inputs: RatingInputs, terms: BillingTerms, pricing: Fixed) -> Iterator[Line]:
    yield by_days("monthly-fee", "Monthly fee", pricing.monthly_fee, inputs)
    extra_videos = inputs.usage.videos - pricing.included_videos
    extra_seconds = inputs.usage.seconds - SECONDS * pricing.included_minutes
    if pricing.price_per_extra_video is not None and extra_videos > 0:
        text = f"Videos beyond the {pricing.included_videos} included"
        yield line("extra-videos", text, Decimal(extra_videos), "video", pricing.price_per_extra_video, terms.currency)
    if pricing.price_per_extra_minute is not None and extra_seconds > 0:
        text = f"Minutes beyond the {pricing.included_minutes} included"
        yield minutes("extra-minutes", text, extra_seconds, pricing.price_per_extra_minute, terms.currency)
