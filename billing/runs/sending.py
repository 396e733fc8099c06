"""A final document by mail to its buyer, with its PDF or a link to it. Looked at first, as a plan; then sent."""

from dataclasses import dataclass

from billing.delivery.mail import Attachment, Mail, NotSent, Post, as_bytes
from billing.delivery.report_bucket import ReportBucket
from billing.documents.cover_sheet import cover_sheet
from billing.domain.documents import Document
from billing.runs.files import document_files
from billing.runs.run import CannotBill, Run
from billing.settings import BillingSettings, Buyer
from model.addresses import EMAIL

SET = "pulumi config set -C billing --path clientenv-billing:"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A mail that may go out."""

    document: Document
    mail: Mail


def plan(run: Run, bucket: ReportBucket, number: str, *, to: str | None = None, link: bool = False, again: bool = False) -> Plan:
    """The mail, to `to` or else to the buyer as the settings name it today.

    Raises CannotBill where there is no such document in force, no sender or no recipient; ValueError for an address or a size that SES
    does not take; Mailed where it went out before, unless `again`.
    """
    document = _in_force(run, number)
    if not again:
        run.ledger.mailings.check(number)
    place, pdf = _stored_pdf(bucket, document)
    sheet = cover_sheet(document, bucket.link(place) if link else None)
    seller = document.agreement.seller
    mail = Mail(
        sender_name=seller.name,
        sender=_sender(run.settings),
        recipient=_recipient(run.settings, document, to),
        reply_to=seller.email,
        subject=sheet.subject,
        text=sheet.text,
        html=sheet.html,
        attachment=None if link else Attachment(name=f"{number}.pdf", content=pdf),
    )
    as_bytes(mail)  # what cannot travel is said before anybody agrees to it
    return Plan(document=document, mail=mail)


def carry_out(run: Run, planned: Plan, post: Post, *, again: bool = False) -> str:
    """Sends, and returns SES's id of the message. Who, when and to whom is in the ledger before the mail goes out.

    Raises Mailed where it went out meanwhile, NotSent where SES refuses, PerhapsSent where it does not answer.
    """
    number, mail = str(planned.document.number), planned.mail
    begun = run.ledger.mailings.begin(number, mail.recipient, change=run.change("sent again" if again else "sent"), again=again)
    try:
        message = post.send(mail)
    except NotSent as error:
        run.ledger.mailings.refused(begun, str(error))
        raise
    run.ledger.mailings.sent(begun, message)
    return message


def _in_force(run: Run, number: str) -> Document:
    """Nobody is asked to pay what was taken back: neither an invoice that was voided nor the notes that went with it."""
    entry = run.ledger.documents.numbered(number)
    if entry is None:
        raise CannotBill(f"No document has the number {number}.")
    document = entry.document
    note = run.ledger.documents.of(document.client, document.month).taken_back_by(number)
    if note is not None:
        raise CannotBill(f"{number} was voided by {note.number}. To mail that note: clientenv bill send {note.number}")
    return document


def _stored_pdf(bucket: ReportBucket, document: Document) -> tuple[str, bytes]:
    """Name and content of the PDF in the report bucket; it is made anew where it is not there."""
    place = f"documents/{str(document.issued)[:4]}/{document.number}.pdf"
    try:
        return place, bucket.get(place)
    except KeyError:
        files = document_files(document, with_pdf=True)
        bucket.put(files)
        return place, files[place]


def _sender(settings: BillingSettings) -> str:
    if settings.send_from is None:
        raise CannotBill(
            f"No sender is set. Name an address that SES has verified, then run `pulumi up -C billing`:\n  {SET}sendFrom ADDRESS"
        )
    return settings.send_from


def _recipient(settings: BillingSettings, document: Document, to: str | None) -> str:
    recipient = to or settings.buyers.get(document.client, Buyer()).email
    if recipient is None:
        raise CannotBill(
            f"{document.client} has no e-mail address. Name one with --to, or for good, and run `pulumi up -C billing`:\n"
            f"  {SET}buyers.{document.client}.email ADDRESS"
        )
    if remedy := EMAIL.remedy(recipient):
        raise CannotBill(f"{recipient!r} is not {EMAIL.text}. {remedy}")
    return recipient
