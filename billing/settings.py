"""What billing is told: the settings of the project in `billing/`. Everything about a client comes from its stack's outputs instead.

They are read and checked by `billing.settings_parsing`, all problems at once, and documented by `billing.settings_reference`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from billing.domain.allocation import SharedCosts
from billing.domain.documents import Agreement, Party
from billing.domain.month import Month
from billing.domain.rating_inputs import ExchangeRate
from billing.setting_rules import LOCALE, MONTH, REGION, BySlug, Entries, ExternalIds, LastDays, Rate, TimeZone, UsdAMonth
from model.addresses import ANOMALY_MONITOR_ARN, AUDIT_PLACE, EMAIL
from model.currencies import Currency
from model.placement import ACCOUNT_ID
from model.problems import SettingsHome
from model.regions import BILLING_REGION
from model.rules import Each, Line, OneOf, Whole
from model.stack_reference import STACK_NAME
from model.tag_rules import TAG_VALUE

BILLING = SettingsHome(namespace="clientenv-billing", reference="docs/billing-settings.md", folder="billing")
"""The project `clientenv-billing`, whose program is `billing/__main__.py`."""
ADDRESS = Each(Line(100), at_most=8)


@dataclass(frozen=True, kw_only=True)
class Seller:
    """Who sends the invoices."""

    name: Annotated[str, Line(100)]
    """Company, as invoices name it."""
    address: Annotated[tuple[str, ...], ADDRESS] = ()
    """Lines of the postal address."""
    tax_id: Annotated[str | None, Line(50)] = None
    """Such as a VAT number."""
    email: Annotated[str | None, EMAIL] = None
    """Where clients write to."""
    payment_days: Annotated[int, Whole(0, 365)] = 14
    """Days from issue until an invoice is due."""
    payment_text: Annotated[str | None, Line(300)] = None
    """Where to pay, such as the IBAN."""
    locale: Annotated[str, LOCALE] = "en_US"
    """Locale of numbers, dates and words on documents."""


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who gets a client's invoices. The name is that of the client's tag unless it is said here."""

    name: Annotated[str | None, Line(100)] = None
    """Company in full; default: the stack's `client`."""
    address: Annotated[tuple[str, ...], ADDRESS] = ()
    """Lines of the postal address."""
    tax_id: Annotated[str | None, Line(50)] = None
    """Such as a VAT number."""
    email: Annotated[str | None, EMAIL] = None
    """Where invoices are sent; without one they are not."""
    locale: Annotated[str | None, LOCALE] = None
    """Locale of this client's documents; default: the seller's."""


@dataclass(frozen=True, kw_only=True)
class MonthlyRate:
    """One month's exchange rate."""

    month: Annotated[str, MONTH]
    """Month whose costs are converted."""
    bill_currency: Annotated[str, Currency()] = "USD"
    """Currency of AWS's bill."""
    currency: Annotated[str, Currency()]
    """Currency of the terms."""
    rate: Annotated[Decimal, Rate()]
    """Units of `currency` for one unit of `billCurrency`."""
    source: Annotated[str, Line(100)]
    """Who published it; the invoice says so."""
    day: date
    """The day for which it was published."""


@dataclass(frozen=True, kw_only=True)
class BillingSettings:
    """Everything that billing is told."""

    payer_account_id: Annotated[str, ACCOUNT_ID]
    """Your account that pays AWS's bill; billing runs in it. Changing it replaces everything, ledger and documents too."""
    region: Annotated[str, REGION] = BILLING_REGION
    """Where billing runs. Changing it replaces everything, ledger and documents too."""
    stacks: Annotated[tuple[str, ...], Each(STACK_NAME, at_most=2_000)] = ()
    """Client environments that are billed, by stack name; all else comes from their outputs. A stack that was handed over or destroyed
    moves to `left`. Changing it replaces nothing."""
    left: Annotated[Mapping[str, str], LastDays()] = field(default_factory=dict)
    """Stack that was handed over or destroyed, to its last day. It is asked for nothing any more and stays in the register as it was, so
    that its last month is billed. Changing it replaces nothing."""
    seller: Annotated[Seller, Entries("an object with the keys of the seller")]
    """Who sends the invoices; its keys stand below. Changing it replaces nothing: final documents stay as they are."""
    buyers: Annotated[Mapping[str, Buyer], BySlug("an object: slug of a client to the keys of the buyer")] = field(default_factory=dict)
    """Client, by its slug, to who gets its invoices; its keys stand below. Changing it replaces nothing."""
    shared_costs: Annotated[SharedCosts, OneOf(tuple(SharedCosts))] = SharedCosts.ABSORBED
    """What becomes of untagged and shared cost: `absorbed` by you, split `even`ly over those who are invoiced, or `byUsage`, by metered
    seconds. Changing it replaces nothing; final documents stay as they are, but reconciling an older month rates it by what is set then,
    and makes notes for the difference."""
    exchange_rates: Annotated[tuple[MonthlyRate, ...], Entries("a list of objects with the keys of a rate")] = ()
    """Exchange rates for terms in another currency than AWS's bill, one a month; its keys stand below. Changing it replaces nothing."""
    request_budget: Annotated[int, Whole(3, 10_000)] = 100
    """Requests to Cost Explorer that one run may make, $0.01 each; three a payer and month are usual. Changing it replaces nothing."""
    time_zone: Annotated[str, TimeZone()] = "UTC"
    """Time zone of the monthly run, at 09:00 on day 1. Months are always UTC's, as AWS bills. Changing it replaces nothing."""
    notify: Annotated[tuple[str, ...], Each(EMAIL, at_most=10)] = ()
    """E-mail addresses that hear when a run failed or did not happen, and of anomalies; each must confirm once. Changing it replaces
    nothing."""
    client_budgets: Annotated[Mapping[str, int], UsdAMonth(TAG_VALUE, "an object: client to US dollars a month")] = field(
        default_factory=dict
    )
    """Client in your own account, by its tag `Client`, to what it may cost a month in US dollars: an AWS Budget each. Changing it replaces
    nothing."""
    member_accounts: Annotated[Mapping[str, int], UsdAMonth(ACCOUNT_ID, "an object: account to US dollars a month")] = field(
        default_factory=dict
    )
    """Member account to what it may cost a month in US dollars: an AWS Budget and an alarm each. Changing it replaces nothing."""
    anomaly_monitor_arn: Annotated[str | None, ANOMALY_MONITOR_ARN] = None
    """The payer's cost anomaly monitor where there is one already (AWS allows one a dimension); default: one is made. Changing it replaces
    nothing of yours."""
    send_from: Annotated[str | None, EMAIL] = None
    """Address that SES sends invoices from; verified there. Changing it replaces nothing."""
    dry_run: bool = True
    """Whether e-mails are only shown, not sent. Changing it replaces nothing."""
    audit_place: Annotated[str | None, AUDIT_PLACE] = None
    """Where commands write their audit records: a folder, or `s3://bucket/prefix`; default: `audit/` in the report bucket. Changing it
    replaces nothing; records stay where they are."""
    protect_data: bool = True
    """Whether ledger and report bucket refuse to be deleted; take it off only where the data is not real. Changing it replaces nothing."""
    external_ids: Annotated[Mapping[str, str], ExternalIds()] = field(default_factory=dict, repr=False)
    """Stack, where its account is not yours, to the ExternalId that its roles ask for; the same as in its stack file. Sensitive: set with
    `--secret`. Changing it replaces nothing."""

    def agreement(self, slug: str, client: str) -> Agreement:
        """Who bills that client, and how its documents look. `client` is the value of its tag."""
        seller, buyer = self.seller, self.buyers.get(slug, Buyer())
        return Agreement(
            seller=Party(name=seller.name, address=seller.address, tax_id=seller.tax_id, email=seller.email),
            buyer=Party(name=buyer.name or client, address=buyer.address, tax_id=buyer.tax_id, email=buyer.email),
            payment_days=seller.payment_days,
            payment_text=seller.payment_text,
            locale=buyer.locale or seller.locale,
        )

    def exchange(self, month: Month, bill_currency: str, currency: str) -> ExchangeRate | None:
        """The month's rate between two currencies; None where none is set."""
        for each in self.exchange_rates:
            if (each.month, each.bill_currency, each.currency) == (str(month), bill_currency, currency):
                return ExchangeRate(bill_currency=bill_currency, currency=currency, rate=each.rate, source=each.source, day=each.day)
        return None
