"""What the commands of billing note in their audit record. What the change was is in the ledger."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from automation.audit import Audit
from automation.aws.billing_run import Billing
from automation.invoicing.standing import uninterrupted
from billing.domain.canonical import fingerprint
from billing.domain.documents import Document
from billing.runs.finalising import Outcome


class BillAudit:
    """What a command of billing tells while it runs."""

    def __init__(self, billing: Billing, stack: str) -> None:
        self.record = Audit(billing.audit, by=billing.opened.run.by, stack=stack, at=billing.opened.run.at)
        self.given: list[Document] = []
        """What has become final by this command, and had not been before."""
        self.record.note(inputs=None, numbers=[])

    def computed(self, documents: Iterable[Document]) -> None:
        """These are what the command is about: drafts, the plan's notes, a document to send."""
        found = sorted([each.client, each.inputs_sha256] for each in documents)
        self.record.note(inputs=found[0][1] if len(found) == 1 else fingerprint(found) if found else None)

    @contextmanager
    def turn(self) -> Iterator[Callable[[Outcome], None]]:
        """One client's turn: nothing interrupts it, and the number that it gives is noted before anything else happens."""
        with uninterrupted():
            yield self._became

    def mailed(self, document: Document) -> None:
        self.record.note(numbers=[str(document.number)])

    def _became(self, outcome: Outcome) -> None:
        if outcome.new and outcome.document is not None:
            self.given.append(outcome.document)
            self.record.note(numbers=[str(each.number) for each in self.given])
