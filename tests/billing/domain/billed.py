"""Invoices and drafts, rated from what a month's costs and usage are."""

from dataclasses import replace
from datetime import date

from billing.domain.canonical import fingerprint
from billing.domain.documents import Agreement, Party, draft_invoice
from tests.billing.domain.paper import rated

TERMS = {"model": "costPlus", "managementFeePercent": "25", "taxPercent": "19", "taxText": "VAT 19 %"}
AGREEMENT = Agreement(seller=Party(name="Consultancy", address=("1 Street",)), buyer=Party(name="Müller & Söhne", tax_id="DE1"))


def invoice(number="INV-2026-000001", terms=TERMS, **rated_from):
    draft = draft_invoice(rated(terms, **rated_from), "acme", AGREEMENT, fingerprint(str(rated_from)))
    return replace(draft, number=number, issued=date(2026, 11, 8), due=date(2026, 11, 22)) if number else draft


def draft(**rated_from):
    return invoice(number=None, **rated_from)
