"""A client's month, rated: the lines of its invoice, its tax and its total.

In this order: the model's lines; minimum or maximum on their sum; what the client paid to AWS itself, where that is reimbursed; the
development fee and one-off lines; the credit; tax. Each line is computed from exact values and rounded once, half away from zero, to the
currency's minor unit; the tax is computed once, on the sum of the rounded lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from billing.domain.lines import Line, line, lump_sum
from billing.domain.money import ZERO, product, quotient, rounded, total
from billing.domain.month import Month
from billing.domain.pricing_models import by_days, model_lines
from billing.domain.rating_inputs import CannotRate, RatingInputs
from model.terms import CostPlus, OneOffLine

DEVELOPMENT_FEE = "development-fee"
"""Id that billing remembers the development fee by; `model.term_contradictions` keeps it free."""


@dataclass(frozen=True, kw_only=True)
class RatedMonth:
    """What a client owes for a month. `subtotal + tax = total`, and the lines come to the subtotal."""

    month: Month
    currency: str
    lines: tuple[Line, ...]
    subtotal: Decimal
    """Sum of the rounded lines."""
    tax_percent: Decimal
    tax_text: str | None
    """What the invoice calls the tax, or why there is none."""
    tax: Decimal
    total: Decimal
    billed_once: tuple[str, ...] = ()
    """Ids of the one-off lines, the development fee among them, that this month bills."""
    notes: tuple[str, ...] = ()
    """What the invoice says besides its lines: rates of exchange, cost that is shown and not charged, the rules."""


def rate(inputs: RatingInputs) -> RatedMonth:
    """Rates the month. Raises CannotRate where the inputs do not allow it."""
    terms = inputs.terms_in_force
    lines = list(model_lines(inputs))
    lines += _bounds(lines, inputs)
    lines += _reimbursed(inputs)
    once = dict(_once(inputs))
    lines += once.values()
    lines += _credit(lines, inputs)
    subtotal = total(each.amount for each in lines)
    tax = rounded(quotient(product(subtotal, terms.tax_percent), 100), terms.currency)
    return RatedMonth(
        month=inputs.month,
        currency=terms.currency,
        lines=tuple(lines),
        subtotal=rounded(subtotal, terms.currency),
        tax_percent=terms.tax_percent,
        tax_text=terms.tax_text,
        tax=tax,
        total=rounded(total([subtotal, tax]), terms.currency),
        billed_once=tuple(once),
        notes=tuple(_notes(inputs)),
    )


def _bounds(lines: list[Line], inputs: RatingInputs) -> Iterator[Line]:
    """The step up to the minimum, or down to the maximum."""
    terms, reached = inputs.terms_in_force, total(each.amount for each in lines)
    if terms.minimum is not None:
        least = by_days("minimum", "Up to the agreed minimum", terms.minimum, inputs)
        if reached < least.amount:
            yield lump_sum(least.code, least.description, total([least.amount, reached.copy_negate()]), terms.currency)
    if terms.maximum is not None:
        most = by_days("maximum", "Down to the agreed maximum", terms.maximum, inputs)
        if reached > most.amount:
            yield lump_sum(most.code, most.description, total([most.amount, reached.copy_negate()]), terms.currency)


def _reimbursed(inputs: RatingInputs) -> Iterator[Line]:
    terms = inputs.terms_in_force
    if terms.reimburse_aws_cost and inputs.placement.client_pays_aws:
        paid = inputs.converted(inputs.costs.total)
        yield line(
            "aws-cost-reimbursed", "AWS cost that you paid to AWS yourself", paid.copy_negate(), terms.currency, Decimal(1), terms.currency
        )


def _once(inputs: RatingInputs) -> Iterator[tuple[str, Line]]:
    """Lines that are billed once ever, by their id: whatever no invoice has carried yet and is due."""
    terms = inputs.terms_in_force
    pricing = terms.pricing
    if isinstance(pricing, CostPlus) and pricing.development_fee and DEVELOPMENT_FEE not in inputs.billed_before:
        yield DEVELOPMENT_FEE, lump_sum(DEVELOPMENT_FEE, "Development fee, once", pricing.development_fee, terms.currency)
    for each in _all_one_offs(inputs):
        if each.month is None or each.month <= str(inputs.month):
            yield each.id, lump_sum(f"one-off:{each.id}", each.text, each.amount, terms.currency)


def _all_one_offs(inputs: RatingInputs) -> Iterator[OneOffLine]:
    """Those of the terms in force, and of older ones that were not billed while they held."""
    in_force = inputs.terms_in_force
    for terms in sorted((inputs.terms, *inputs.terms.earlier), key=lambda each: each.begins):
        if terms.begins <= in_force.begins:
            left = [each for each in terms.one_off if each.id not in inputs.billed_before]
            if left and terms.currency != in_force.currency:
                raise CannotRate(
                    f"The one-off line {left[0].id} was agreed in {terms.currency} and never billed; the terms of {inputs.month} are in "
                    f"{in_force.currency}. Move it to these terms, in their currency."
                )
            yield from left


def _credit(lines: list[Line], inputs: RatingInputs) -> Iterator[Line]:
    """The agreed credit, never further than to zero."""
    terms, due = inputs.terms_in_force, total(each.amount for each in lines)
    if terms.credit and due > ZERO:
        agreed = by_days("credit", "Credit", terms.credit, inputs)
        yield lump_sum(agreed.code, agreed.description, min(agreed.amount, due).copy_negate(), terms.currency)


def _notes(inputs: RatingInputs) -> Iterator[str]:
    terms = inputs.terms_in_force
    if inputs.placement.client_pays_aws and inputs.costs.by_kind:
        paid = rounded(inputs.costs.total, inputs.bill_currency)
        yield f"AWS charged you {paid:f} {inputs.bill_currency} directly. It is shown here and not charged again."
    if inputs.exchange and inputs.exchange.currency == terms.currency:
        rate = inputs.exchange
        yield f"1 {rate.bill_currency} = {rate.rate:f} {rate.currency} ({rate.source}, {rate.day.isoformat()})."
    if inputs.usage.videos:
        videos = "1 video" if inputs.usage.videos == 1 else f"{inputs.usage.videos} videos"
        yield f"Metered: {videos}, {inputs.usage.minutes} minutes. A video is one successful analysis."
    yield "Each line is computed exactly and rounded once, half away from zero; tax is computed once, on the sum of the lines."
