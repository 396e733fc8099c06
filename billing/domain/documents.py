"""Invoices, credit notes and debit notes as data: what the ledger keeps for ever and every rendering is made from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from billing.domain.lines import Line
from billing.domain.money import product, total
from billing.domain.month import Month
from billing.domain.rating import RatedMonth


class DocumentKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "creditNote"
    """Gives something back; its amounts are negative."""
    DEBIT_NOTE = "debitNote"
    """Charges what arrived after the invoice; numbered like an invoice."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Seller or buyer, as documents name them."""

    name: str
    address: tuple[str, ...] = ()
    """Lines of the postal address."""
    tax_id: str | None = None
    """Such as a VAT number."""
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Who bills whom, and how the document looks; from the settings of billing."""

    seller: Party
    buyer: Party
    payment_days: int = 14
    """Days from issue until the amount is due."""
    payment_text: str | None = None
    """Where to pay, such as the IBAN."""
    locale: str = "en_US"
    """Locale of numbers and dates, as babel names it."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document; a draft until it has a number, unchangeable afterwards."""

    kind: DocumentKind
    client: str
    """The client's slug."""
    month: Month
    agreement: Agreement
    currency: str
    lines: tuple[Line, ...]
    subtotal: Decimal
    tax_percent: Decimal
    tax_text: str | None
    tax: Decimal
    total: Decimal
    notes: tuple[str, ...] = ()
    billed_once: tuple[str, ...] = ()
    """Ids of the one-off lines that it bills."""
    corrects: str | None = None
    """Number of the invoice that a note corrects."""
    inputs_sha256: str
    """Of the canonical record of everything that it was computed from."""
    number: str | None = None
    """`INV-2026-000001`; None in a draft."""
    issued: date | None = None
    """Day of issue; None in a draft."""
    due: date | None = None
    """Last day to pay; None in a draft and in a credit note."""

    @property
    def is_final(self) -> bool:
        return self.number is not None


def draft_invoice(rated: RatedMonth, client: str, agreement: Agreement, inputs_sha256: str) -> Document:
    """The invoice of a month, still without a number."""
    return Document(
        kind=DocumentKind.INVOICE,
        client=client,
        month=rated.month,
        agreement=agreement,
        currency=rated.currency,
        lines=rated.lines,
        subtotal=rated.subtotal,
        tax_percent=rated.tax_percent,
        tax_text=rated.tax_text,
        tax=rated.tax,
        total=rated.total,
        notes=rated.notes,
        billed_once=rated.billed_once,
        inputs_sha256=inputs_sha256,
    )


def correction(billed: Sequence[Document], now: Document) -> Document | None:
    """The note that turns what was billed (an invoice and its notes so far) into what it is now; None where nothing has changed.

    A line for each code whose amount has changed, with exactly the difference; tax and total are exact differences too. One-off lines that
    are new are billed by the note. It says only what none of those before it have said. `billed` begins with the final invoice. Raises
    ValueError where the currency has changed: that is a new invoice, not a correction.
    """
    invoice = billed[0]
    if any(each.currency != now.currency for each in billed):
        raise ValueError(f"{invoice.number} is in {invoice.currency}, the corrected month in {now.currency}. Void the invoice instead.")
    lines = _differences([each for document in billed for each in document.lines], now.lines)
    tax = total([now.tax, *(document.tax.copy_negate() for document in billed)])
    subtotal = total(each.amount for each in lines)
    if not lines and not tax:
        return None
    due = total([subtotal, tax])
    kind = DocumentKind.CREDIT_NOTE if due < 0 else DocumentKind.DEBIT_NOTE
    said = {note for document in billed for note in document.notes}
    notes = (f"Corrects {invoice.number} of {invoice.month}.", *(each for each in now.notes if each not in said))
    carried = {once for document in billed for once in document.billed_once}
    fresh = tuple(once for once in now.billed_once if once not in carried)
    return replace(
        now, kind=kind, lines=tuple(lines), subtotal=subtotal, tax=tax, total=due, notes=notes, corrects=invoice.number, billed_once=fresh
    )


def cancellation(billed: Sequence[Document], inputs_sha256: str) -> Document | None:
    """The note that takes an invoice back as it stands after its notes; None where nothing is left of it.

    A credit note, but for an invoice that gave more than it charged: what takes that back charges, and is a debit note.
    """
    invoice = billed[0]
    nothing = replace(invoice, lines=(), tax=invoice.tax * 0, inputs_sha256=inputs_sha256, number=None, issued=None, due=None)
    note = correction(billed, nothing)
    if note is None:
        return None
    kind = DocumentKind.DEBIT_NOTE if note.total > 0 else DocumentKind.CREDIT_NOTE
    return replace(note, kind=kind, notes=(f"Voids {invoice.number} of {invoice.month}.",))


def _differences(before: Sequence[Line], after: Sequence[Line]) -> list[Line]:
    """By code, in the order of the new lines and then of those that are gone."""
    sums: dict[str, Decimal] = {}
    texts = {each.code: each.description for each in (*before, *after)}
    for each, sign in [*((line, Decimal(1)) for line in after), *((line, Decimal(-1)) for line in before)]:
        sums[each.code] = total([sums.get(each.code, Decimal(0)), product(sign, each.amount)])
    return [
        Line(code=code, description=f"Correction: {texts[code]}", quantity=Decimal(1), unit="piece", unit_price=amount, amount=amount)
        for code, amount in sums.items()
        if amount
    ]
