"""After AWS's bill is final: what has come since becomes a note for exactly the difference, and the month's book is closed and signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from billing.domain.book import ClosedBook, Comparison, compare
from billing.domain.canonical import canonical
from billing.domain.documents import Document, cancellation, correction
from billing.domain.month import Month
from billing.ledger.refusals import Refused
from billing.runs.certificate import Sign, certificate, message
from billing.runs.drafting import ClientMonth, Drafts, rate_month
from billing.runs.finalising import Outcome, TooEarly, Turn, too_early, unheard
from billing.runs.run import CannotBill, Run


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note that is due."""

    draft: Document
    billed: tuple[Document, ...]
    """The invoice and its notes so far."""
    of: ClientMonth


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What reconciling a month would do."""

    month: Month
    rated: Drafts
    """What the month comes to now."""
    notes: tuple[Note, ...]
    refused: tuple[Outcome, ...]
    """Clients whose month differs in a way that no note can say."""
    open: tuple[str, ...]
    """Clients whose month has no final invoice: there is nothing to correct."""
    books: tuple[ClosedBook, ...]
    """One a payer."""
    too_early: str | None
    """Why no note should be issued yet: the figures are estimates."""
    comparisons: Mapping[str, Comparison]
    """Payer to its book beside AWS's invoices; absent where AWS has issued none yet."""


def plan(run: Run, month: Month) -> Plan:
    """Reads costs and usage again and compares. Nothing but these readings is stored."""
    now = rate_month(run, month)
    notes, refused, unbilled = [], [], []
    for each in now.clients:
        billed = run.ledger.documents.of(each.client, month).billed
        if not billed:
            unbilled.append(each.client)
            continue
        try:
            note = correction(billed, each.draft)
        except ValueError as wrong:
            refused.append(Outcome(client=each.client, refused=str(wrong)))
        else:
            notes += [Note(draft=note, billed=billed, of=each)] if note else []
    books = tuple(ClosedBook(payer=payer, costs=bill.costs) for payer, bill in sorted(now.facts.bills.items()))
    issued = {book.payer: run.sources.issued(book.payer, month, book.costs.currency) for book in books}
    comparisons = {book.payer: compare(book, amount) for book in books if (amount := issued[book.payer]) is not None}
    return Plan(
        month=month,
        rated=now,
        notes=tuple(notes),
        refused=tuple(refused),
        open=tuple(unbilled),
        books=books,
        too_early=too_early(run, month, now.facts.estimated),
        comparisons=comparisons,
    )


def issue_notes(run: Run, planned: Plan, *, early: str | None = None, turn: Turn = unheard) -> tuple[Outcome, ...]:
    """Gives each note its number, one turn a client. Run again, it gives the same numbers. What is wrong with one client is its outcome.

    `early` is the reason for not waiting. Raises TooEarly without one where notes would come from estimates; nothing is stored then.
    """
    if planned.notes and planned.too_early and not early:
        raise TooEarly(f"{planned.too_early} No note was issued. To go ahead all the same: --early REASON")
    why = f"reconciled early: {early}" if planned.too_early else f"reconciled {planned.month}"
    outcomes = []
    for note in planned.notes:
        with turn() as tell:
            outcomes.append(_issue(run, note, why))
            tell(outcomes[-1])
    return (*outcomes, *planned.refused)


def _issue(run: Run, note: Note, why: str) -> Outcome:
    """What it was computed from is kept, and is nobody's draft: a draft counts only with the round that made it."""
    client = note.draft.client
    try:
        run.ledger.contents.keep_record(note.of.record)
        done = run.ledger.finalise.correction(note.draft, billed=note.billed, issued=run.today, change=run.change(why))
    except (Refused, ValueError) as refused:
        return Outcome(client=client, refused=str(refused))
    return Outcome(client=client, document=done.document, new=done.new)


def close(run: Run, book: ClosedBook, sign: Sign, public_key: str, key: str) -> bytes:
    """Signs a payer's book, keeps it, and returns its certificate. A book that is closed already keeps its first signature.

    Raises CannotBill while AWS marks the month as estimated.
    """
    month = book.costs.month
    if book.costs.estimated:
        raise CannotBill(f"AWS still marks {month} of {book.payer} as estimated: its book stays open.")
    written = canonical(book.as_record())
    kept = run.ledger.books.latest(book.payer, month)
    if kept is None or kept.book != written:
        signature, change = sign(message(book)), run.change(f"closed {month}")
        kept = run.ledger.books.append(book.payer, month, book=written, signature=signature, key=key, change=change)
    return certificate(book, kept.signature, public_key)


def void(run: Run, number: str, why: str) -> Outcome:
    """Takes an invoice and its notes back with one note. Raises CannotBill where there is no such invoice, or nothing left of it."""
    entry = run.ledger.documents.numbered(number)
    if entry is None:
        raise CannotBill(f"No document has the number {number}.")
    document = entry.document
    chain = run.ledger.documents.of(document.client, document.month)
    if chain.latest[0].document.number != number:
        raise CannotBill(f"{number} is not the invoice in force of {document.client} for {document.month}: only that can be voided.")
    if chain.is_void:
        return Outcome(client=document.client, document=chain.latest[-1].document)
    note = cancellation(chain.billed, chain.billed[-1].inputs_sha256)
    if note is None:
        raise CannotBill(f"Nothing is left of {number} that could be given back.")
    worded = replace(note, notes=(*note.notes, f"Reason: {why}"))
    run.ledger.rounds.withdraw(document.client, document.month)
    done = run.ledger.finalise.cancellation(worded, billed=chain.billed, issued=run.today, change=run.change(f"voided: {why}"))
    return Outcome(client=document.client, document=done.document, new=done.new)
