"""What the commands of billing note in their audit record. What the change was is in the ledger."""

from collections.abc import Iterable

from automation.audit import Audit
from automation.aws.billing_run import Billing
from billing.domain.canonical import fingerprint
from billing.domain.documents import Document


class BillAudit:
    """What a command of billing tells while it runs."""

    def __init__(self, billing: Billing, stack: str) -> None:
        self.record = Audit(billing.audit, by=billing.opened.run.by, stack=stack, at=billing.opened.run.at)
        self._numbers: list[str] = []
        self.record.note(inputs=None, numbers=[])

    def computed(self, documents: Iterable[Document]) -> None:
        """These are what the command is about: drafts, the plan's notes, a document to send."""
        found = sorted([each.client, each.inputs_sha256] for each in documents)
        self.record.note(inputs=found[0][1] if len(found) == 1 else fingerprint(found) if found else None)

    def done(self, documents: Iterable[Document]) -> None:
        """These became final, or were mailed."""
        self._numbers += [str(each.number) for each in documents]
        self.record.note(numbers=list(self._numbers))
