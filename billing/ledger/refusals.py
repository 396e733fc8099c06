"""What the ledger refuses, by name. Nothing is stored when one of these is raised."""

from collections.abc import Sequence

from billing.domain.documents import Document


class Refused(Exception):
    """A rule of the ledger; the message says which, and what to do."""


class Busy(Refused):
    """Others kept writing the same rows."""


class TooLarge(Refused):
    """A row would be larger than DynamoDB takes."""


class ContentMissing(Refused):
    """What a document was computed from is not in the ledger, or not whole."""


class CorrectionDue(Refused):
    """The month has a final invoice from other inputs. It stays; the difference becomes a note."""

    def __init__(self, billed: Sequence[Document], draft: Document) -> None:
        self.billed = tuple(billed)
        """The final invoice and its notes so far, in order: what `billing.domain.documents.correction` starts from."""
        self.draft = draft
        """What the month would be now."""
        super().__init__(
            f"{billed[0].number} of {draft.client} for {draft.month} is final and was made from other inputs "
            f"({billed[0].inputs_sha256[:12]}, now {draft.inputs_sha256[:12]}). A final invoice never changes; what has changed becomes a "
            f"credit or debit note. Run: clientenv bill reconcile {draft.month}"
        )


class Voided(Refused):
    """The month's invoice was taken back."""

    def __init__(self, invoice: Document, note: Document) -> None:
        self.invoice, self.note = invoice, note
        super().__init__(
            f"{invoice.number} of {invoice.client} for {invoice.month} was voided by {note.number}. Such a month is billed again only by "
            f"an invoice that says which one it replaces. Run: clientenv bill finalise {invoice.month} --client {invoice.client} "
            f"--replaces {invoice.number}"
        )


class NotVoided(Refused):
    """An invoice is to replace one that is not the voided one of its month."""


class Overtaken(Refused):
    """Another document came in between, so the note's difference is not what is open any more. Compute it again from what is billed."""


class OneOffBilled(Refused):
    """A line that is billed once ever is on another document already."""


class UsageDiffers(Refused):
    """An environment gives another length or time for a video than it gave before. The first copy stays; all others were copied."""


class UnreadableRegister(Refused):
    """Entries of the register that this version cannot read; all of them are named."""
