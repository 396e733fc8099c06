"""`clientenv bill send`: what goes out by mail, to whom, and what never does."""

import json
import re
from dataclasses import replace

import pytest

from automation.exits import Exit
from billing.delivery.mail import NotSent, PerhapsSent
from billing.domain.costs import Kind
from tests.billing.runs.office import MEMBER


def test_a_mail_is_only_shown_until_dry_run_is_taken_off(posting, typed):
    posting.settings = replace(posting.settings, dry_run=True)
    code, out, _ = typed("send", "INV-2026-000003", "--yes")
    assert code == Exit.DONE
    assert "To:       pay@initech.example" in out
    assert "clientenv-billing:dryRun false" in out
    assert (posting.post.sent, posting.run().ledger.mailings.of("INV-2026-000003")) == ([], ())


def test_an_invoice_goes_out_once_with_its_stored_pdf_and_again_only_on_purpose(posting, typed):
    code, out, _ = typed("send", "INV-2026-000003", "--yes")
    assert (code, "SES calls it ses-1" in out) == (Exit.DONE, True)
    (mail,) = posting.post.sent
    assert mail.recipient == "pay@initech.example"
    assert mail.attachment.content == posting.shelf["documents/2026/INV-2026-000003.pdf"]
    code, _, err = typed("send", "INV-2026-000003", "--to", "other@initech.example", "--yes")
    assert (code, len(posting.post.sent)) == (Exit.REFUSED, 1)
    assert "INV-2026-000003 was mailed to pay@initech.example on 2026-11-08 by mara" in err
    assert typed("send", "INV-2026-000003", "--to", "other@initech.example", "--again", "--yes")[0] == Exit.DONE
    assert posting.post.sent[1].recipient == "other@initech.example"


def test_a_link_goes_out_in_place_of_the_pdf(posting, typed):
    assert typed("send", "INV-2026-000001", "--to", "pay@acme.example", "--link", "--yes")[0] == Exit.DONE
    (mail,) = posting.post.sent
    assert mail.attachment is None
    assert "https://reports.example/documents/2026/INV-2026-000001.pdf?X-Amz-Signature=1" in mail.text


def test_as_json_one_object_says_what_became_of_the_mail_and_the_rest_is_on_standard_error(posting, typed, monkeypatch):
    said = {
        "number": "INV-2026-000003",
        "client": "initech",
        "from": "bills@studio.example",
        "to": "pay@initech.example",
        "subject": "Invoice INV-2026-000003, October 2026",
        "attached": "INV-2026-000003.pdf",
    }
    monkeypatch.setattr("typer.confirm", lambda *_, **options: not options["err"])
    code, out, err = typed("send", "INV-2026-000003", "--json")
    assert (code, out, "Nothing was changed." in err) == (Exit.REFUSED, "", True)
    code, out, err = typed("send", "INV-2026-000003", "--yes", "--json")
    assert (code, json.loads(out)) == (Exit.DONE, said | {"sent": True, "message": "ses-1", "dry_run": False})
    assert "To:       pay@initech.example" in err
    posting.settings = replace(posting.settings, dry_run=True)
    _, out, err = typed("send", "INV-2026-000003", "--link", "--again", "--yes", "--json")
    assert json.loads(out) == said | {"attached": None, "sent": False, "message": None, "dry_run": True}
    assert "clientenv-billing:dryRun false" in err


def test_without_a_yes_nothing_is_mailed_and_nothing_noted(posting, typed, monkeypatch):
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    code, _, err = typed("send", "INV-2026-000003")
    assert (code, "Nothing was changed." in err, posting.post.sent) == (Exit.REFUSED, True, [])
    assert not posting.run().ledger.mailings.of("INV-2026-000003")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("INV-2026-000009",), "No document has the number"),
        (("INV-2026-000001",), "acme has no e-mail address.*--to"),
        (("INV-2026-000001", "--to", "nobody"), "'nobody' is not an e-mail address"),
        (("INV-2026-000001", "--to", "zahlungü@acme.example"), "not ASCII"),
        (("first",), "is no number of a document"),
    ],
)
def test_what_cannot_be_mailed_is_one_message(posting, typed, words, why):
    code, _, err = typed("send", *words, "--yes")
    assert (code, posting.post.sent) == (Exit.USAGE, [])
    assert re.search(why, err, re.DOTALL)


def test_without_a_sender_it_says_how_to_set_one(finalised, typed):
    code, _, err = typed("send", "INV-2026-000003", "--to", "pay@initech.example", "--yes")
    assert (code, "clientenv-billing:sendFrom ADDRESS" in err) == (Exit.USAGE, True)


def test_nobody_is_asked_to_pay_what_was_voided(posting, typed):
    typed("void", "INV-2026-000003", "--reason", "wrong address", "--yes")
    code, _, err = typed("send", "INV-2026-000003", "--yes")
    assert (code, "clientenv bill send CN-2026-000001" in err) == (Exit.USAGE, True)
    assert typed("send", "CN-2026-000001", "--yes")[0] == Exit.DONE


def test_nor_to_pay_a_debit_note_whose_invoice_was_voided(posting, typed):
    posting.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    typed("reconcile", "2026-10", "--yes")
    typed("void", "INV-2026-000003", "--reason", "wrong address", "--yes")
    code, _, err = typed("send", "INV-2026-000004", "--yes")
    assert (code, posting.post.sent) == (Exit.USAGE, [])
    assert "INV-2026-000004 was voided by CN-2026-000001." in err
    assert typed("send", "CN-2026-000001", "--yes")[0] == Exit.DONE


def test_a_credit_note_stays_sendable_when_the_invoice_in_its_place_is_voided_too(posting, typed):
    typed("void", "INV-2026-000003", "--reason", "wrong address", "--yes")
    typed("draft", "2026-10")
    typed("finalise", "2026-10", "--client", "initech", "--replaces", "INV-2026-000003", "--yes")
    typed("void", "INV-2026-000004", "--reason", "wrong again", "--yes")
    assert typed("send", "CN-2026-000001", "--yes")[0] == Exit.DONE
    for number, note in (("INV-2026-000003", "CN-2026-000001"), ("INV-2026-000004", "CN-2026-000002")):
        assert f"clientenv bill send {note}" in typed("send", number, "--yes")[2]


def test_what_ses_refuses_can_be_sent_once_it_is_put_right_and_what_it_left_unanswered_cannot(posting, typed):
    for error, code, told in (
        (NotSent("SES refused: not verified"), Exit.FAULT, "not verified"),
        (PerhapsSent("SES did not answer"), Exit.FAULT, "did not answer"),
        (None, Exit.REFUSED, "perhaps mailed"),
    ):
        posting.post.error = error
        ended, _, err = typed("send", "INV-2026-000003", "--yes")
        assert (ended, told in err) == (code, True)
    assert posting.post.sent == []
