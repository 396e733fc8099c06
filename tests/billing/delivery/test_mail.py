"""E-mails: what they say, that they are the same bytes every time, and what becomes of them at SES."""

import email
from dataclasses import replace
from datetime import date
from decimal import Decimal
from email.policy import default

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from billing.delivery.mail import Attachment, Mail, NotSent, PerhapsSent, Post, as_bytes
from billing.documents.cover_sheet import cover_sheet
from billing.domain.documents import Agreement, DocumentKind, Party
from tests.billing.ledger.world import draft

PDF = b"%PDF-1.4 \xe2\xe3\xcf\xd3 of an invoice"
LINK = "https://reports.s3.amazonaws.com/documents/2026/INV-2026-000001.pdf?a=1&b=2"
MAIL = Mail(
    sender_name="Müller & Söhne, Studio",
    sender="bills@studio.example",
    recipient="pay@acme.example",
    reply_to="mara@studio.example",
    subject="Invoice INV-2026-000001, October 2026",
    text="Hello Acme,\n\nPlease pay 30,00 €.\n",
    html="<p>Hello Acme,</p><p>30,00 €</p>",
    attachment=Attachment(name="INV-2026-000001.pdf", content=PDF),
)


def document(locale="en_US", buyer="Acme", **changed):
    made, _ = draft(fee="1030.00")
    seller = Party(name="Studio GmbH", address=("Main Street 1", "10115 Berlin"), email="mara@studio.example")
    agreement = Agreement(seller=seller, buyer=Party(name=buyer), payment_text="IBAN DE00 1234", locale=locale)
    final = {"number": "INV-2026-000001", "issued": date(2026, 11, 8), "due": date(2026, 11, 22)}
    return replace(made, agreement=agreement, **final | changed)


def plain(text):
    return text.replace("\u00a0", " ")


# What it says


def test_a_mail_with_an_invoice_reads_like_a_letter():
    sheet = cover_sheet(document())
    assert sheet.subject == "Invoice INV-2026-000001, October 2026"
    assert plain(sheet.text) == (
        "Hello Acme,\n\n"
        "Invoice INV-2026-000001 for October 2026 is attached as a PDF.\n\n"
        "Total due: USD 1,030.00\n\n"
        "Payable within 14 days of issue. Please pay USD 1,030.00 by Nov 22, 2026. Please quote INV-2026-000001.\n"
        "IBAN DE00 1234\n\n"
        "Studio GmbH\nMain Street 1\n10115 Berlin\nmara@studio.example\n"
    )


def test_it_is_in_the_language_of_the_document_and_says_the_same_as_text_and_as_html():
    sheet = cover_sheet(document("de_DE"))
    assert sheet.subject == "Rechnung INV-2026-000001, Oktober 2026"
    assert "Rechnung INV-2026-000001 für Oktober 2026 liegt als PDF bei." in sheet.text
    assert 'lang="de"' in sheet.html
    assert all(line in sheet.html for lines in sheet.paragraphs for line in lines)


def test_on_a_credit_note_nothing_is_to_be_paid():
    note = document(kind=DocumentKind.CREDIT_NOTE, number="CN-2026-000001", due=None, total=Decimal("-30.00"))
    sheet = cover_sheet(note)
    assert "Credit note CN-2026-000001" in sheet.text
    assert "Total credited: USD 30.00" in plain(sheet.text)
    assert "pay" not in sheet.text.lower()


def test_a_link_stands_in_place_of_the_pdf_and_can_be_followed():
    sheet = cover_sheet(document(), LINK)
    assert f"\n{LINK}\n" in sheet.text
    assert "attached" not in sheet.text
    assert f'<a href="{LINK.replace("&", "&amp;")}">' in sheet.html


def test_a_name_can_bring_neither_markup_nor_another_header():
    sheet = cover_sheet(document(buyer="<script>\r\nBcc: all@example.com"))
    assert "<script>" not in sheet.html
    assert "\nBcc" not in sheet.text
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline"):
        as_bytes(replace(MAIL, subject="x\r\nBcc: all@example.com"))


# How it travels


def test_the_same_mail_is_the_same_bytes_and_nothing_but_ascii():
    assert as_bytes(MAIL) == as_bytes(replace(MAIL))
    assert as_bytes(MAIL) != as_bytes(replace(MAIL, recipient="other@acme.example"))
    assert as_bytes(MAIL).isascii()
    assert max(map(len, as_bytes(MAIL).split(b"\r\n"))) <= 998


def test_every_part_comes_out_as_it_went_in():
    read = email.message_from_bytes(as_bytes(MAIL), policy=default)
    assert (read["From"].addresses[0].display_name, read["From"].addresses[0].addr_spec) == (MAIL.sender_name, MAIL.sender)
    assert (str(read["To"]), str(read["Reply-To"]), read["Subject"]) == (MAIL.recipient, MAIL.reply_to, MAIL.subject)
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert read.get_body(("html",)).get_content().strip() == MAIL.html
    (pdf,) = read.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename(), pdf.get_content()) == ("application/pdf", "INV-2026-000001.pdf", PDF)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"recipient": "zahlung@bücher.example"}, "not ASCII"),
        ({"attachment": Attachment(name="a.pdf", content=bytes(9_000_000))}, "--link"),
    ],
)
def test_what_ses_or_mailboxes_do_not_take_is_said_first(changed, why):
    with pytest.raises(ValueError, match=why):
        as_bytes(replace(MAIL, **changed))


@pytest.fixture
def ses(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield boto3.client("sesv2", region_name="us-east-1")


def test_ses_gets_the_mail_as_it_is(ses):
    ses.create_email_identity(EmailIdentity=MAIL.sender)
    message = Post(ses).send(MAIL)
    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    assert (sent.id, sent.source, set(sent.destinations)) == (message, MAIL.sender, {MAIL.recipient})
    assert sent.raw_data.encode() == as_bytes(MAIL)


def test_a_sender_that_nobody_verified_is_named_with_the_command_that_does(ses):
    with pytest.raises(NotSent, match=r"bills@studio.example .*\(MessageRejected\)") as told:
        Post(ses).send(MAIL)
    assert "aws sesv2 create-email-identity --email-identity bills@studio.example" in str(told.value)


class Failing:
    def __init__(self, error):
        self.error = error

    def send_email(self, **request):
        raise self.error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ClientError({"Error": {"Code": "SendingPausedException", "Message": "paused"}}, "SendEmail"), NotSent),
        (ReadTimeoutError(endpoint_url="https://email"), PerhapsSent),
    ],
)
def test_a_refusal_is_certain_and_silence_is_not(error, kind):
    with pytest.raises(kind, match=MAIL.recipient):
        Post(Failing(error)).send(MAIL)
