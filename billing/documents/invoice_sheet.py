"""Invoice, credit note, debit note and draft: what they show."""

from decimal import Decimal

from billing.documents.line_table import line_table
from billing.documents.notation import notation
from billing.documents.parties import printed
from billing.documents.sheet import Block, Paragraphs, Sheet, facts, present
from billing.documents.wording import language_of, words
from billing.domain.documents import Document, DocumentKind


def invoice_sheet(document: Document) -> Sheet:
    """The sheet of any document of the ledger. A draft is marked as one and shows no number."""
    word, write = words(language_of(document.agreement.locale)), notation(document.agreement.locale)
    seller, buyer = document.agreement.seller, document.agreement.buyer
    return Sheet(
        locale=document.agreement.locale,
        title=word[document.kind.value],
        reference=document.number,
        mark=None if document.is_final else word["draft"],
        author=seller.name,
        subject=f"{buyer.name}, {write.month(document.month)}",
        dated=document.issued or document.month.last_day,
        parties=(printed(seller, word["from"], word["tax_id"]), printed(buyer, word["billed_to"], word["tax_id"])),
        facts=facts(
            (word["corrects"], document.corrects),
            (word["period"], write.month(document.month)),
            (word["issued"], write.day(document.issued) if document.issued else None),
            (word["due"], write.day(document.due) if document.due else None),
        ),
        blocks=tuple(_blocks(document)),
    )


def _blocks(document: Document) -> list[Block]:
    word = words(language_of(document.agreement.locale))
    key, total = total_shown(document)
    table = line_table(document.lines, document, document.agreement.locale, word[key], total)
    draft = Paragraphs(heading=None, paragraphs=(word["draft_text"],))
    to_pay = Paragraphs(heading=word["payment"], paragraphs=payment(document))
    notes = Paragraphs(heading=word["notes"], paragraphs=document.notes, quiet=True)
    shown: list[Block] = [] if document.is_final else [draft]
    return [*shown, table, *(each for each in (to_pay, notes) if each.paragraphs)]


def total_shown(document: Document) -> tuple[str, Decimal]:
    """Word beside its total, and the total: without its minus where the word says that the client gets it."""
    if document.kind is DocumentKind.CREDIT_NOTE:
        return "total_credited", document.total.copy_negate()
    if document.total < 0:
        return "in_your_favour", document.total.copy_negate()
    return "total_due" if document.is_final else "total", document.total


def payment(document: Document) -> tuple[str, ...]:
    """How and until when to pay; nothing where nothing is to be paid. A draft says the terms and not where to pay."""
    word, write = words(language_of(document.agreement.locale)), notation(document.agreement.locale)
    if document.kind is DocumentKind.CREDIT_NOTE or document.total <= 0:
        return ()
    total, due = write.money(document.total, document.currency), write.day(document.due) if document.due else None
    by = word["payment_by"].format(total=total, due=due) if due else None
    quote = word["reference"].format(number=document.number) if document.number else None
    terms = word["payment_terms"].format(days=document.agreement.payment_days)
    return present(" ".join(present(terms, by, quote)), document.agreement.payment_text if document.is_final else None)
