"""The latest draft of each client and month, with everything that it was computed from. A draft may be replaced; its inputs stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from billing.domain.canonical import canonical, fingerprint
from billing.domain.document_record import as_record
from billing.domain.documents import Document
from billing.domain.month import Month
from billing.ledger.changes import Change, Changes
from billing.ledger.contents import Contents
from billing.ledger.documents import read_document
from billing.ledger.rounds import Round
from billing.ledger.table import Item, LedgerTable, key, put


@dataclass(frozen=True, kw_only=True)
class SavedDraft:
    """A draft as it was saved."""

    document: Document
    change: Change
    """Who saved it, when and why."""


class Drafts:
    """Drafts of one seller's invoices."""

    def __init__(self, table: LedgerTable, seller: str, contents: Contents, changes: Changes) -> None:
        self._table, self._seller, self._contents, self._changes = table, seller, contents, changes

    def save(self, draft: Document, inputs: Mapping[str, Any], *, change: Change) -> bool:
        """Saves the draft in place of the one before, and its inputs first. False: the same draft is there, nothing was written.

        Raises ValueError for a final document, and where `inputs` is not the record whose fingerprint the draft carries.
        """
        if draft.is_final:
            raise ValueError(f"{draft.number} is final and cannot be a draft again")
        if fingerprint(inputs) != draft.inputs_sha256:
            raise ValueError(f"the draft of {draft.client} for {draft.month} was computed from other inputs: {draft.inputs_sha256}")
        text = canonical(as_record(draft)).decode()
        before = self._table.get(self._pk(draft.month), key(draft.client))
        self._contents.keep_record(inputs)
        if before and before["document"] == text:
            return False
        row: Item = {"pk": self._pk(draft.month), "sk": key(draft.client), "document": text}
        record = self._changes.record("drafted", f"{draft.client} {draft.month} {draft.inputs_sha256}", change)
        self._table.persistently(lambda: self._table.write(put(row | change.as_attributes()), record))
        return True

    def of(self, client: str, month: Month) -> SavedDraft | None:
        """The latest draft of a client's month."""
        item = self._table.get(self._pk(month), key(client))
        return _saved(item) if item else None

    def of_round(self, current: Round | None) -> tuple[SavedDraft, ...]:
        """The drafts that the round has rated, by client; none where there was no round, and none that was saved again since."""
        if current is None:
            return ()
        saved = map(_saved, self._table.query(self._pk(current.month)))
        return tuple(each for each in saved if current.has(each.document))

    def inputs_of(self, document: Document) -> Any:
        """The record that a draft or a final document was computed from. Raises ContentMissing."""
        return self._contents.read_record(document.inputs_sha256)

    def _pk(self, month: Month) -> str:
        return key("drafts", self._seller, str(month))


def _saved(item: Item) -> SavedDraft:
    return SavedDraft(document=read_document(item["document"]), change=Change.of(item))
