"""What each source of costs calls the kinds of a bill's lines. A word that is not here is not guessed at.

Sources, read in November 2026: AWS Data Exports user guide ("Line item columns", "FOCUS 1.2 with AWS columns"), Cost Explorer user guide
("Charge type"), FOCUS 1.2 sections Charge Category and Charge Class.
"""

from collections.abc import Mapping
from enum import StrEnum

from billing.domain.costs import Kind


class WordSource(StrEnum):
    """Whose word for a kind it is."""

    COST_EXPLORER = "Cost Explorer's RECORD_TYPE"
    CUR = "line_item_line_item_type"
    FOCUS = "ChargeCategory"


class UnknownKind(ValueError):
    """A word that none of these tables has. `source` is whose word it is, `word` the word as it came."""

    def __init__(self, source: WordSource, word: str) -> None:
        self.source = source
        self.word = word
        super().__init__(
            f"{source} says {word!r}, and it is not known what that is: whether a client pays it cannot be decided. "
            "See what AWS means by it, add it to billing/sources/kinds.py, or book it as usage with --keep-unknown."
        )


LINE_ITEM_TYPES: Mapping[str, Kind] = {
    "Usage": Kind.USAGE,
    "Credit": Kind.CREDIT,
    "Refund": Kind.REFUND,
    "Tax": Kind.TAX,
    "Fee": Kind.FEE,
    "FlatRateSubscription": Kind.FEE,
    "BundledDiscount": Kind.DISCOUNT,
    "Discount": Kind.DISCOUNT,
    "DistributorDiscount": Kind.DISCOUNT,
    "EdpDiscount": Kind.DISCOUNT,
    "PrivateRateDiscount": Kind.DISCOUNT,
    "SppDiscount": Kind.DISCOUNT,
    "RiVolumeDiscount": Kind.DISCOUNT,
    "SavingsPlanCoveredUsage": Kind.SAVINGS_PLAN,
    "SavingsPlanNegation": Kind.SAVINGS_PLAN,
    "SavingsPlanRecurringFee": Kind.SAVINGS_PLAN,
    "SavingsPlanUpfrontFee": Kind.SAVINGS_PLAN,
    "DiscountedUsage": Kind.RESERVATION,
    "RIFee": Kind.RESERVATION,
}
"""Cost and Usage Reports, 2.0 and legacy. Covered usage and its negation are one kind, so that they cancel each other out there."""

RECORD_TYPES: Mapping[str, Kind] = {
    **LINE_ITEM_TYPES,
    "Support": Kind.SUPPORT,
    "Support fee": Kind.SUPPORT,
    "Other": Kind.FEE,
    "Other out-of-cycle charges": Kind.FEE,
    "Out-of-cycle charge": Kind.FEE,
    "Upfront": Kind.RESERVATION,
    "Recurring": Kind.RESERVATION,
    "Upfront reservation fee": Kind.RESERVATION,
    "Recurring reservation fee": Kind.RESERVATION,
    "Reservation applied usage": Kind.RESERVATION,
    "RI Volume Discount": Kind.DISCOUNT,
    "Bundled Discount": Kind.DISCOUNT,
    "Distributor Discount": Kind.DISCOUNT,
    "Enterprise Discount Program Discount": Kind.DISCOUNT,
    "Private Rate Card Discount": Kind.DISCOUNT,
    "Solution Provider Program Discount": Kind.DISCOUNT,
    "Savings Plan Covered Usage": Kind.SAVINGS_PLAN,
    "Savings Plan Negation": Kind.SAVINGS_PLAN,
    "Savings Plan Recurring Fee": Kind.SAVINGS_PLAN,
    "Savings Plan Upfront Fee": Kind.SAVINGS_PLAN,
}
"""Cost Explorer mixes the words of the reports with those of its own page."""

CHARGE_CATEGORIES: Mapping[str, Kind] = {
    "Usage": Kind.USAGE,
    "Purchase": Kind.FEE,
    "Tax": Kind.TAX,
    "Credit": Kind.CREDIT,
    "Adjustment": Kind.DISCOUNT,
}
"""FOCUS. What was committed to and what corrects an earlier bill are told by two columns more."""

COMMITMENTS: Mapping[str, Kind] = {"Spend": Kind.SAVINGS_PLAN, "Usage": Kind.RESERVATION}
"""CommitmentDiscountCategory of a purchase or of usage: savings plans commit to an amount, reservations to a quantity."""

SUPPORT_PRODUCTS = (
    "AWSSupport",
    "AWSDeveloperSupport",
    "AWSPremiumSupport",
    "AwsPremiumSupport",
    "OCBPremiumSupport",
    "AWS Support",
    "Support",
)
"""Beginnings of product codes and service names of support plans, which the exports call a fee or usage like any other."""


def cost_explorer_kind(record_type: str) -> Kind:
    """Of a group of RECORD_TYPE. Raises UnknownKind."""
    return _known(RECORD_TYPES, WordSource.COST_EXPLORER, record_type)


def cur_kind(line_item_type: str, product_code: str = "") -> Kind:
    """Of a line of a Cost and Usage Report. Raises UnknownKind."""
    kind = _known(LINE_ITEM_TYPES, WordSource.CUR, line_item_type)
    return Kind.SUPPORT if kind in (Kind.USAGE, Kind.FEE) and product_code.startswith(SUPPORT_PRODUCTS) else kind


def focus_kind(charge_category: str, charge_class: str = "", commitment: str = "", service: str = "") -> Kind:
    """Of a line of a FOCUS export, by its ChargeCategory, ChargeClass, CommitmentDiscountCategory and ServiceName. Raises UnknownKind.

    A `Correction` of usage or of a purchase is a refund, whatever was committed; corrected tax stays tax, a corrected credit a credit.
    """
    kind = _known(CHARGE_CATEGORIES, WordSource.FOCUS, charge_category)
    if kind in (Kind.TAX, Kind.CREDIT):
        return kind
    if charge_class:
        return _known({"Correction": Kind.REFUND}, WordSource.FOCUS, charge_class)
    if kind is Kind.DISCOUNT:
        return kind
    if commitment:
        return _known(COMMITMENTS, WordSource.FOCUS, commitment)
    return Kind.SUPPORT if service.startswith(SUPPORT_PRODUCTS) else kind


def _known(words: Mapping[str, Kind], source: WordSource, word: str) -> Kind:
    if word not in words:
        raise UnknownKind(source, word)
    return words[word]
