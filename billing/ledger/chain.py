"""The documents of one client and month, in order, and what may come next. Pure: the decisions of the ledger without its table.

An invoice, then its notes. A cancellation ends them; after it only an invoice that names the voided one can follow, and begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from billing.domain.documents import Document, DocumentKind
from billing.ledger.refusals import CorrectionDue, NotVoided, Overtaken, Voided


class Purpose(StrEnum):
    """Why a document exists."""

    INVOICE = "invoice"
    CORRECTION = "correction"
    """Exactly the difference to what was billed."""
    CANCELLATION = "cancellation"
    """Takes everything back."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A final document and its place."""

    document: Document
    purpose: Purpose
    position: int
    """Among the documents of its client and month, from 0."""
    replaces: str | None = None
    """Number of the voided invoice in whose place an invoice stands."""


@dataclass(frozen=True)
class Chain:
    """All final documents of one client and month."""

    entries: tuple[Entry, ...] = ()
    """In the order in which they became final."""

    @property
    def latest(self) -> tuple[Entry, ...]:
        """The last invoice and its notes; empty where the month has no invoice."""
        starts = [entry.position for entry in self.entries if entry.purpose is Purpose.INVOICE]
        return self.entries[starts[-1] :] if starts else ()

    @property
    def is_void(self) -> bool:
        """Whether the last invoice was taken back."""
        return bool(self.entries) and self.entries[-1].purpose is Purpose.CANCELLATION

    @property
    def billed(self) -> tuple[Document, ...]:
        """The invoice in force and its notes; empty where there is none."""
        return () if self.is_void else tuple(entry.document for entry in self.latest)

    def taken_back_by(self, number: str) -> Document | None:
        """The cancellation that took back the document with this number; None where it is in force. A cancellation stays in force."""
        after = iter(self.entries)
        asked = next(entry for entry in after if entry.document.number == number)
        if asked.purpose is Purpose.CANCELLATION:
            return None
        return next((entry.document for entry in after if entry.purpose is Purpose.CANCELLATION), None)


def invoice_there(chain: Chain, draft: Document, replaces: str | None) -> Entry | None:
    """The stored invoice, where this draft has become final before; None where it may become final now.

    Raises CorrectionDue where the month's invoice came from other inputs, Voided where it was taken back and the draft does not say that it
    replaces it, NotVoided where the draft replaces something else.
    """
    if draft.kind is not DocumentKind.INVOICE or draft.is_final:
        raise ValueError(f"{draft.number or draft.kind} is no draft of an invoice")
    if not chain.latest:
        _check_first(draft, replaces)
        return None
    first, last = chain.latest[0], chain.latest[-1]
    if chain.is_void:
        if replaces != first.document.number:
            raise Voided(first.document, last.document)
        return None
    if replaces not in (None, first.replaces):
        raise NotVoided(f"{draft.client} has {first.document.number} for {draft.month}; it does not replace {replaces}. Nothing changed.")
    if draft.inputs_sha256 not in (first.document.inputs_sha256, last.document.inputs_sha256):
        raise CorrectionDue(chain.billed, draft)
    return first


def note_there(chain: Chain, note: Document, billed: Sequence[Document], purpose: Purpose) -> Entry | None:
    """The stored note, where the same one has become final before; None where this one may become final now.

    `billed` is what the note was computed from. Raises Overtaken where that is not what is billed now.
    """
    _check_note(note, billed, purpose)
    known, now = [document.number for document in billed], [entry.document.number for entry in chain.latest]
    if now[: len(known)] != known:
        raise Overtaken(f"The note corrects {known}, but {note.client} has {now} for {note.month}. {AGAIN}")
    if len(now) == len(known):
        if chain.is_void:
            raise Voided(chain.latest[0].document, chain.latest[-1].document)
        return None
    next_one = chain.latest[len(known)]
    same = purpose is Purpose.CANCELLATION or next_one.document.inputs_sha256 == note.inputs_sha256
    if next_one.purpose is purpose and same:
        return next_one
    raise Overtaken(f"{next_one.document.number} has come after {known[-1]} for {note.client} in {note.month}. {AGAIN}")


AGAIN = "Nothing was stored. Run the command again: it computes what is still open."


def _check_first(draft: Document, replaces: str | None) -> None:
    if replaces:
        raise NotVoided(f"{draft.client} has no invoice for {draft.month}, so none that {replaces} could be. Nothing was stored.")


def _check_note(note: Document, billed: Sequence[Document], purpose: Purpose) -> None:
    if note.is_final or note.kind is DocumentKind.INVOICE or purpose is Purpose.INVOICE:
        raise ValueError(f"{note.number or note.kind} is no draft of a note")
    if not billed or note.corrects != billed[0].number:
        raise ValueError(f"a note of {note.corrects} is computed from that invoice and its notes")
    if {(document.client, document.month) for document in billed} != {(note.client, note.month)}:
        raise ValueError("a note and what it corrects belong to one client and one month")
