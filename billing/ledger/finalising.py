"""How a document becomes final: one transaction, so that whoever dies in the middle has either done nothing or everything.

Together go the number (counter and row), the document at its place among those of its client and month, the one-off lines that it bills
or gives back, and who did it. Every one of them has a condition. Whoever loses a race reads again and finds either that the other one
stored the same, which is then the answer, or that something else is due, which is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from billing.domain.documents import Document, DocumentKind
from billing.ledger.chain import Chain, Entry, Purpose, invoice_there, note_there
from billing.ledger.changes import Change, Changes
from billing.ledger.contents import Contents
from billing.ledger.documents import Documents
from billing.ledger.numbers import Number, Place, Series
from billing.ledger.one_offs import OneOffs
from billing.ledger.refusals import ContentMissing, OneOffBilled
from billing.ledger.table import Action, LedgerTable

Look = Callable[[Chain], Entry | None]
"""What is stored already of what is to become final; None: nothing, go on. Raises what is refused."""
MOST_ONE_OFFS = 90
"""One-off lines that fit into the transaction of one document; DynamoDB takes 100 writes."""
ACTIONS = {Purpose.INVOICE: "finalised", Purpose.CORRECTION: "corrected", Purpose.CANCELLATION: "voided"}


@dataclass(frozen=True, kw_only=True)
class Finalised:
    """A final document."""

    entry: Entry
    new: bool
    """False where it had become final before: then it is as it was, with the day of issue that it got then."""

    @property
    def document(self) -> Document:
        return self.entry.document


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """A document that is to become final."""

    draft: Document
    purpose: Purpose
    issued: date
    change: Change
    replaces: str | None = None


class Finalising:
    """Makes documents of one seller final."""

    def __init__(self, table: LedgerTable, documents: Documents, one_offs: OneOffs, contents: Contents, changes: Changes) -> None:
        self._table, self._documents, self._one_offs, self._contents, self._changes = table, documents, one_offs, contents, changes

    def invoice(self, draft: Document, *, issued: date, change: Change, replaces: str | None = None) -> Finalised:
        """Gives the draft its number and its days. Done before: returns what is stored, whatever day it is now.

        Raises CorrectionDue where the month's invoice came from other inputs; Voided where it was taken back and `replaces` does not name
        it, NotVoided where `replaces` names something else; OneOffBilled; ContentMissing where the inputs were not kept; Busy.
        """
        wish = _Wish(draft=draft, purpose=Purpose.INVOICE, issued=issued, change=change, replaces=replaces)
        return self._finalise(wish, lambda chain: invoice_there(chain, draft, replaces))

    def correction(self, note: Document, *, billed: Sequence[Document], issued: date, change: Change) -> Finalised:
        """Gives a note its number: what `billing.domain.documents.correction` made of `billed`. Done before: returns what is stored.

        Raises Overtaken where `billed` is not what is billed now; Voided, OneOffBilled, ContentMissing, Busy.
        """
        return self._note(_Wish(draft=note, purpose=Purpose.CORRECTION, issued=issued, change=change), billed)

    def cancellation(self, note: Document, *, billed: Sequence[Document], issued: date, change: Change) -> Finalised:
        """Voids an invoice by what `billing.domain.documents.cancellation` made of `billed`, and gives back the one-off lines on it.

        Done before: returns what is stored. Raises Overtaken, ContentMissing, Busy.
        """
        return self._note(_Wish(draft=note, purpose=Purpose.CANCELLATION, issued=issued, change=change), billed)

    def _note(self, wish: _Wish, billed: Sequence[Document]) -> Finalised:
        return self._finalise(wish, lambda chain: note_there(chain, wish.draft, billed, wish.purpose))

    def _finalise(self, wish: _Wish, look: Look) -> Finalised:
        if len(wish.draft.billed_once) > MOST_ONE_OFFS:
            raise ValueError(
                f"{wish.draft.client} has more than {MOST_ONE_OFFS} one-off lines in {wish.draft.month}: spread them over months"
            )
        return self._table.persistently(lambda: self._try(wish, look))

    def _try(self, wish: _Wish, look: Look) -> Finalised:
        """One look and one transaction. Raises Cancelled where others wrote in between."""
        draft = wish.draft
        taken = self._taken(draft)  # before the chain: where this very draft has taken them meanwhile, the chain shows it
        chain = self._documents.of(draft.client, draft.month)
        if stored := look(chain):
            return Finalised(entry=stored, new=False)
        if taken:
            raise OneOffBilled(
                f"{draft.client} was billed {', '.join(taken)}, and such a line is billed once ever. Nothing was stored. "
                f"Run: clientenv bill draft {draft.month}"
            )
        if not self._contents.holds(draft.inputs_sha256):
            raise ContentMissing(
                f"The inputs {draft.inputs_sha256} of {draft.client} for {draft.month} are not in the ledger, so nobody could compute the "
                f"document again. Nothing was stored. Run: clientenv bill draft {draft.month}"
            )
        entry = self._entry(wish, chain)
        self._table.write(*self._writes(wish, entry, chain))
        return Finalised(entry=entry, new=True)

    def _taken(self, draft: Document) -> list[str]:
        if not draft.billed_once:
            return []
        on = {each.id: each.number for each in self._one_offs.billed(draft.client)}
        return [f"{each} on {on[each]}" for each in draft.billed_once if each in on]

    def _entry(self, wish: _Wish, chain: Chain) -> Entry:
        """The document with its number and days. Nothing is due on a credit note."""
        draft = wish.draft
        number = self._documents.numbers.next(Series.of(draft.kind), wish.issued.year)
        due = None if draft.kind is DocumentKind.CREDIT_NOTE else wish.issued + timedelta(days=draft.agreement.payment_days)
        final = replace(draft, number=str(number), issued=wish.issued, due=due)
        return Entry(document=final, purpose=wish.purpose, position=len(chain.entries), replaces=wish.replaces)

    def _writes(self, wish: _Wish, entry: Entry, chain: Chain) -> list[Action]:
        document = entry.document
        number = Number.parse(str(document.number))
        place = Place(number=number, client=document.client, month=document.month, position=entry.position)
        voided = chain.latest if wish.purpose is Purpose.CANCELLATION else ()
        return [
            *self._documents.numbers.taking(place),
            self._documents.storing(entry, wish.change),
            *self._one_offs.taking(document),
            *(action for each in voided for action in self._one_offs.giving_back(each.document, document)),
            self._changes.record(ACTIONS[wish.purpose], str(number), wish.change),
        ]
