"""What AWS has invoiced a payer for a month: the sum of its invoice summaries.

Source: ListInvoiceSummaries, AWS Invoicing API reference, read in November 2026. An invoice's total is in the currency of the bill
(`BaseCurrencyAmount`); what is paid in another currency is not added. Credit memos are summaries of their own, with negative totals.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from billing.domain.money import exact, total
from billing.domain.month import Month
from billing.sources.cost_explorer import UnreadableAnswer
from model.regions import BILLING_REGION


def issued_total(session: Any, payer: str, month: Month, currency: str) -> Decimal | None:
    """The sum, None where AWS has issued nothing for the month yet. `session` is the payer's.

    Raises UnreadableAnswer for an invoice in another currency: currencies are never added.
    """
    client = session.client("invoicing", region_name=BILLING_REGION)
    amounts = [summary["BaseCurrencyAmount"] for summary in _summaries(client, payer, month)]
    if other := sorted({amount["CurrencyCode"] for amount in amounts} - {currency}):
        raise UnreadableAnswer(f"AWS has invoiced {payer} for {month} in {', '.join(other)}, its costs are in {currency}.")
    return total(exact(amount["TotalAmount"]) for amount in amounts) if amounts else None


def _summaries(client: Any, payer: str, month: Month) -> Iterator[Mapping[str, Any]]:
    asked: dict[str, Any] = {
        "Selector": {"ResourceType": "ACCOUNT_ID", "Value": payer},
        "Filter": {"BillingPeriod": {"Month": month.number, "Year": month.year}},
    }
    while True:
        page = client.list_invoice_summaries(**asked)
        yield from page["InvoiceSummaries"]
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]
