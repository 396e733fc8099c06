"""Where final documents go: report bucket, the environments' own buckets, and by mail to the buyer."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from automation.aws.billing_run import Billing
from billing.domain.documents import Document
from billing.domain.month import Month
from billing.ledger.refusals import UnreadableRegister
from billing.ledger.register import RegisteredStack
from billing.runs import sending
from billing.runs.files import document_files

DRY = """\
Nothing was sent: billing's setting dryRun is on. To send mails from now on:
  pulumi config set -C billing clientenv-billing:dryRun false && pulumi up -C billing"""


def publish(billing: Billing, month: Month) -> tuple[str, ...]:
    """Puts what is final of the month into the report bucket, and into the bucket of each environment of its client.

    All of the month, not what this command has added alone: whatever an earlier one could not bring, killed or refused, comes with the
    next. Done again, it writes nothing. Answers which environments did not take theirs, and why; none keeps another from its own.
    """
    documents = [entry.document for entry in billing.opened.run.ledger.documents.of_month(month)]
    files = [(document, document_files(document, with_pdf=True)) for document in documents]
    for _, each in files:
        billing.opened.bucket.put(each)
    try:
        stacks = billing.opened.run.ledger.register.stacks()
    except UnreadableRegister as error:
        return (str(error),) if files else ()
    refused = []
    for document, each in files:
        for stack in _there(stacks, document):
            try:
                billing.push(stack, each)
            except Exception as error:
                refused.append(f"{document.number}: {error}")
    return tuple(refused)


def send(billing: Billing, planned: sending.Plan, *, again: bool, agree: Callable[[], None], as_json: bool = False) -> bool:
    """Shows the mail, asks, and sends it. Answers whether it went out. `agree` raises Stop where it is not to.

    With `as_json` that is one object on standard output, and what a person reads goes to standard error.
    """
    tell = partial(print, file=sys.stderr if as_json else sys.stdout)
    tell("\n".join(_shown(planned)))
    run, message = billing.opened.run, None
    if run.settings.dry_run:
        tell(DRY)
    else:
        agree()
        message = sending.carry_out(run, planned, billing.post, again=again)
        tell(f"Sent to {planned.mail.recipient}; SES calls it {message}.")
    if as_json:
        print(json.dumps(_record(planned, message, run.settings.dry_run), ensure_ascii=False, indent=1))
    return message is not None


def _record(planned: sending.Plan, message: str | None, dry_run: bool) -> dict[str, Any]:
    mail = planned.mail
    return {
        "number": planned.document.number,
        "client": planned.document.client,
        "from": mail.sender,
        "to": mail.recipient,
        "subject": mail.subject,
        "attached": mail.attachment.name if mail.attachment else None,
        "sent": message is not None,
        "message": message,
        "dry_run": dry_run,
    }


def _there(stacks: Iterable[RegisteredStack], document: Document) -> Iterator[RegisteredStack]:
    """The client's environments; one that has left keeps what it has."""
    return (stack for stack in stacks if stack.outputs.slug == document.client and stack.left is None)


def _shown(planned: sending.Plan) -> Iterator[str]:
    mail = planned.mail
    yield f"From:     {mail.sender_name} <{mail.sender}>"
    yield f"To:       {mail.recipient}"
    yield f"Subject:  {mail.subject}"
    if mail.attachment:
        yield f"Attached: {mail.attachment.name}, {len(mail.attachment.content):,} bytes"
    yield ""
    yield textwrap.indent(mail.text, "  ")
