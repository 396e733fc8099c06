"""Billing itself as one more environment of yours: what the components that it shares with client environments are told."""

from billing.settings import BillingSettings
from model.placement import Account, Placement
from model.settings import StackSettings
from model.tag_rules import TAG_VALUE_LENGTH, forbidden_in
from model.tags import CostAllocationTags

CLIENT = "internal"
"""Value of the tag `Client` on everything here: what billing costs is shared cost and nobody's alone."""
LOG_RETENTION_DAYS = 365
"""A year of runs can be looked up; a run writes a few kilobytes."""


def internal_settings(settings: BillingSettings) -> StackSettings:
    """An environment in the payer's account, entered with your own credentials."""
    account = Account(placement=Placement.OWN, account_id=settings.payer_account_id, home_region=settings.region)
    return StackSettings(
        slug="clientenv",
        tags=internal_tags(settings),
        account=account,
        notify=settings.notify,
        protect_data=settings.protect_data,
        log_retention_days=LOG_RETENTION_DAYS,
        web_hosting=False,
    )


def internal_tags(settings: BillingSettings) -> CostAllocationTags:
    """The six, with the seller as the owner."""
    owner = tag_text(settings.seller.name)
    return CostAllocationTags(
        client=CLIENT, environment="billing", project="Billing", cost_center="Operations", owner=owner, billing_group=CLIENT
    )


def tag_text(name: str) -> str:
    """A company's name as AWS takes it in a tag: `Meyer & Co. (UK)` is `Meyer Co. UK`."""
    forbidden = forbidden_in(name)
    words = "".join(" " if each in forbidden else each for each in name).split()
    return " ".join(words)[:TAG_VALUE_LENGTH].strip() or CLIENT
