"""`clientenv bill` as it is typed, on a ledger in memory and a bucket in a dictionary."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from automation import bill
from automation.aws.audit_place import BucketPlace, audit_place
from automation.aws.billing_run import ATHENA, Billing, from_export
from automation.cli import main
from automation.exits import Exit, Stop
from billing.delivery.environment_bucket import CannotPush
from billing.delivery.mail import NotSent, PerhapsSent
from billing.domain.allocation import SharedCosts
from billing.domain.costs import Kind
from billing.runs.export_sources import of_athena, of_files
from billing.runs.opening import OpenRun
from billing.settings import Buyer
from billing.sources.cost_explorer_requests import RequestBudget
from model.placement import Placement
from tests.billing.runs.office import COST_PLUS, MEMBER, OPERATOR, PER_MINUTE, outputs, usual
from tests.billing.sources.exports.athena_service import DATABASE, TABLE, WORKGROUP, AthenaService
from tests.billing.sources.exports.lines import WHOLE, Line, write_csv, write_parquet

KEY = generate_private_key(SECP256R1())
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Shelf(dict):
    """Takes the place of the report bucket."""

    name = "reports"

    def put(self, files):
        fresh = [name for name, content in files.items() if name not in self or self[name] != content]
        self.update(files)
        return fresh

    def get(self, name):
        return self[name]

    def link(self, name):
        return f"https://reports.example/{name}?X-Amz-Signature=1"


class Environments(dict):
    """Stack to what lies in its own bucket, where nothing is written over; those in `refusing` take nothing."""

    refusing = ()

    def push(self, stack, files):
        if stack.stack in self.refusing:
            raise CannotPush(f"{stack.stack}: PutObject was refused (AccessDenied).")
        self[stack.stack] = files | self.get(stack.stack, {})


class Post:
    """Takes the place of SES."""

    def __init__(self):
        self.sent, self.error = [], None

    def send(self, mail):
        if self.error:
            raise self.error
        self.sent.append(mail)
        return f"ses-{len(self.sent)}"


@pytest.fixture
def office(monkeypatch):
    made = usual()
    made.shelf, made.environments, made.post = Shelf(), Environments(), Post()
    made.budget = RequestBudget(requests=3)

    def opened(stack, keep_unknown=False, export=None):
        run = OpenRun(run=made.run(), bucket=made.shelf, sources=SimpleNamespace(budget=made.budget))
        if export == ATHENA:
            run = from_export(run, of_athena(made.session, WORKGROUP, DATABASE, TABLE, OPERATOR))
        elif export:
            run = from_export(run, of_files(export, OPERATOR))
        named = SimpleNamespace(public_key=PEM, signing_key_arn="arn:key")
        return Billing(
            opened=run,
            outputs=named,
            sign=lambda message: KEY.sign(message, ECDSA(SHA256())),
            push=made.environments.push,
            post=made.post,
            audit=audit_place(made.settings.audit_place, BucketPlace(bucket=made.shelf), None),
        )

    monkeypatch.setattr(bill, "open_billing", opened)
    monkeypatch.setattr(bill, "_now", lambda: made.at)
    return made


@pytest.fixture
def typed(office, monkeypatch, capsys):
    """Runs `clientenv bill` with these words; answers with exit code, output and errors."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["clientenv", "bill", *words])
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


@pytest.fixture
def finalised(typed):
    assert typed("draft", "last")[0] == 0
    code, out, _ = typed("finalise", "last", "--yes", "--json")
    assert code == 0
    return json.loads(out)


def test_a_draft_names_every_client_and_what_the_questions_cost(typed, office):
    office.budget.made = 3
    code, out, _ = typed("draft", "last")
    assert code == 0
    assert ["initech", "draft", "invoice", "2026-10", "515.00", "USD"] in [line.split() for line in out.splitlines()]
    assert "3 requests to Cost Explorer, $0.03." in out
    assert max(map(len, out.splitlines())) <= 80
    assert {
        "drafts/2026-10/initech.json",
        "drafts/2026-10/initech.html",
        "reports/2026-10/initech-costs.html",
        "reports/2026-10/operator.json",
    } <= set(office.shelf)


@pytest.fixture
def exported(office, tmp_path):
    """The same bill as AWS's export has it."""
    words = {Kind.USAGE: "Usage", Kind.TAX: "Tax", Kind.REFUND: "Refund"}

    def write(to=write_csv, **changed):
        lines = [
            Line(amount=amount, client=client or None, word=words[kind], service=service, account=account, **changed)
            for (client, kind, service, account), amount in office.charged.items()
        ]
        return str(to(tmp_path / f"export.{to.__name__.removeprefix('write_')}", lines, WHOLE))

    return write


@pytest.fixture
def delivered(office, exported):
    """The same bill where AWS has delivered it; answers with what takes the place of Athena."""
    service = AthenaService(exported(write_parquet), states=())
    office.session = SimpleNamespace(client=lambda name, region_name: service)
    return service


def test_an_export_in_place_of_cost_explorer_gives_the_same_drafts(typed, office, exported):
    said = json.loads(typed("draft", "last", "--json")[1])
    office.asked.clear()
    code, out, _ = typed("draft", "last", "--export", exported(), "--json")
    assert code == Exit.DONE
    assert [(each["client"], each["total"], each["lines"]) for each in json.loads(out)] == [
        (each["client"], each["total"], each["lines"]) for each in said
    ]
    assert ("bill", OPERATOR) not in office.asked


def test_athena_in_place_of_cost_explorer_gives_the_same_drafts_and_says_what_it_has_read(typed, office, delivered):
    said = json.loads(typed("draft", "last", "--json")[1])
    office.asked.clear()
    code, out, err = typed("draft", "last", "--export", "athena", "--json")
    assert (code, len(delivered.asked)) == (Exit.DONE, 1)
    assert [(each["client"], each["total"], each["lines"]) for each in json.loads(out)] == [
        (each["client"], each["total"], each["lines"]) for each in said
    ]
    assert "Athena has read 10,485,760 bytes of billing.costs; questions: 1." in err
    assert ("bill", OPERATOR) not in office.asked


def test_a_question_that_athena_does_not_answer_is_one_message_and_nothing_is_drafted(typed, office, delivered):
    delivered.end = ("CANCELLED", "Query cancelled! Bytes scanned limit was exceeded")
    code, out, err = typed("draft", "last", "--export", "athena")
    assert (code, out) == (Exit.FAULT, "")
    assert "Bytes scanned limit was exceeded. Nothing was computed." in " ".join(err.split())
    assert not list(office.run().ledger.drafts.of_month(bill.read_month("last", office.at)))


def test_what_an_export_has_that_came_late_becomes_a_note_too(finalised, typed, office, exported):
    office.charged["Initech", Kind.REFUND, "Amazon Simple Storage Service", MEMBER] = "-4"
    code, out, _ = typed("reconcile", "2026-10", "--export", exported(), "--yes")
    assert (code, "CN-2026-000001" in out) == (Exit.DONE, True)
    assert f"certificates/2026-10/{OPERATOR}.json" in office.shelf


def test_an_export_whose_lines_are_not_all_invoiced_keeps_the_month_from_becoming_final(typed, exported):
    typed("draft", "last", "--export", exported(invoice=""))
    code, _, err = typed("finalise", "last", "--yes")
    assert (code, "AWS marked 2026-10 as estimated" in err) == (Exit.REFUSED, True)


def test_the_export_of_another_payer_is_one_message_and_nothing_is_drafted(typed, office, exported, tmp_path):
    terms = tmp_path / "terms.json"
    terms.write_text(json.dumps(PER_MINUTE))
    for words in (("draft", "last"), ("reconcile", "last"), ("what-if", "last", "--terms", str(terms))):
        code, out, err = typed(*words, "--export", exported(payer="999999999999"))
        assert (code, out) == (Exit.USAGE, "")
        assert "the payer 999999999999, and the bill of 111111111111 is wanted" in " ".join(err.split())
    assert not list(office.run().ledger.drafts.of_month(bill.read_month("last", office.at)))


def test_one_client_that_cannot_be_rated_is_named_and_the_others_have_drafts(typed, office):
    office.register("initech-prod", outputs("Initech", Placement.MEMBER, MEMBER, {**COST_PLUS, "currency": "EUR"}))
    code, out, _ = typed("draft", "2026-10")
    assert code == Exit.PARTLY_DONE
    assert "initech could not be rated: AWS bills in USD, the terms are in EUR" in out.replace("\n", " ")
    assert "globex" in out


def test_final_invoices_have_numbers_and_files(finalised, office):
    assert [each["number"] for each in finalised] == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]
    for number in ("INV-2026-000001", "INV-2026-000003"):
        assert office.shelf[f"documents/2026/{number}.pdf"].startswith(b"%PDF-")
        assert number.encode() in office.shelf[f"documents/2026/{number}.html"]
        assert json.loads(office.shelf[f"documents/2026/{number}.json"])["number"] == number


def test_finalising_twice_writes_nothing_new(finalised, typed, office):
    before = dict(office.shelf)
    code, out, _ = typed("finalise", "2026-10", "--yes")
    assert code == 0
    assert out.count("was final before") == 3
    assert {name: content for name, content in office.shelf.items() if name in before or not name.startswith("audit/")} == before


def test_each_environment_of_the_client_has_its_final_documents_and_nobody_elses(typed, office):
    office.register("initech-test", outputs("Initech", Placement.MEMBER, MEMBER, COST_PLUS, environment="test"), left="2026-11-02")
    typed("draft", "last")
    typed("finalise", "last", "--yes")
    forms = ("html", "json", "pdf")
    assert {stack: sorted(files) for stack, files in office.environments.items()} == {
        f"{client}-prod": [f"documents/2026/INV-2026-00000{count}.{form}" for form in forms]
        for count, client in enumerate(("acme", "globex", "initech"), 1)
    }
    assert all(office.shelf[name] == content for files in office.environments.values() for name, content in files.items())


def test_one_environment_that_refuses_is_shown_and_the_next_run_brings_what_is_missing(typed, office):
    typed("draft", "last")
    office.environments.refusing = ("acme-prod",)
    code, out, err = typed("finalise", "last", "--yes")
    assert code == Exit.PARTLY_DONE
    assert "INV-2026-000003" in out
    assert "INV-2026-000001: acme-prod: PutObject was refused (AccessDenied)." in err
    assert set(office.environments) == {"globex-prod", "initech-prod"}
    office.environments.refusing = ()
    assert typed("finalise", "last", "--yes")[0] == Exit.DONE
    assert "documents/2026/INV-2026-000001.pdf" in office.environments["acme-prod"]


@pytest.mark.parametrize(
    ("words", "number"),
    [(("reconcile", "2026-10", "--yes"), "INV-2026-000004"), (("void", "INV-2026-000001", "--reason", "x", "--yes"), "CN-2026-000001")],
)
def test_a_note_that_was_not_published_is_brought_by_the_same_command_again(finalised, typed, office, words, number):
    """Killed between the ledger and the buckets, or refused by one of them: the ledger knows all that is due there."""
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.environments.refusing = ("acme-prod", "initech-prod")
    assert typed(*words)[0] == Exit.PARTLY_DONE
    office.environments.refusing = ()
    office.shelf.clear()
    assert typed(*words)[0] == Exit.DONE
    place = f"documents/2026/{number}.pdf"
    (environment,) = [files for files in office.environments.values() if place in files]
    assert environment[place] == office.shelf[place]
    assert "documents/2026/INV-2026-000002.pdf" in office.shelf


def test_without_a_yes_or_with_a_dry_run_nothing_becomes_final(typed, office, monkeypatch):
    typed("draft", "last")
    monkeypatch.setattr("typer.confirm", lambda _: False)
    for words in (("finalise", "last"), ("finalise", "last", "--dry-run")):
        code, out, _ = typed(*words)
        assert (code, "Nothing was done." in out) == (0, True)
    assert not list(office.run().ledger.documents.of_month(bill.read_month("last", office.at)))


def test_too_early_is_refused_unless_there_is_a_reason(typed, office):
    office.at = datetime(2026, 11, 3, tzinfo=UTC)
    typed("draft", "last")
    code, _, err = typed("finalise", "last", "--yes")
    assert code == Exit.REFUSED
    assert "may become final from 2026-11-08" in err
    assert typed("finalise", "last", "--yes", "--early", "the client leaves")[0] == 0


def test_what_came_late_becomes_a_note_and_the_book_is_signed(finalised, typed, office, tmp_path, monkeypatch, capsys):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    code, out, _ = typed("reconcile", "2026-10", "--yes")
    assert code == 0
    assert "INV-2026-000004" in out
    assert "documents/2026/INV-2026-000004.pdf" in office.shelf
    certificate, key = tmp_path / "book.json", tmp_path / "key.pem"
    certificate.write_bytes(office.shelf[f"certificates/2026-10/{OPERATOR}.json"])
    key.write_text(PEM)
    code, out = verified(monkeypatch, capsys, certificate, key)
    assert (code, "24.714 USD" in out) == (0, True)
    certificate.write_bytes(certificate.read_bytes().replace(b"24.714", b"24.715"))
    assert verified(monkeypatch, capsys, certificate, key)[0] == Exit.REFUSED


def verified(monkeypatch, capsys, certificate, key):
    monkeypatch.setattr("sys.argv", ["clientenv", "verify", str(certificate), "--key", str(key)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().out


def test_a_book_that_differs_from_awss_invoice_ends_with_partly_done(finalised, typed, office):
    office.issued_by_aws[OPERATOR, "2026-10"] = Decimal("99")
    code, out, _ = typed("reconcile", "2026-10", "--yes")
    assert code == Exit.PARTLY_DONE
    assert "DIFFERS FROM AWS's 99" in out


def test_no_note_comes_from_estimates_unless_there_is_a_reason(finalised, typed, office):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.estimated = True
    code, _, err = typed("reconcile", "2026-10", "--yes")
    assert (code, "No note was issued" in err) == (Exit.REFUSED, True)
    code, out, _ = typed("reconcile", "2026-10", "--yes", "--early", "the client leaves")
    assert (code, "INV-2026-000004" in out) == (0, True)


def test_a_dry_run_of_reconciling_changes_nothing(finalised, typed, office):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    code, out, _ = typed("reconcile", "2026-10", "--dry-run")
    assert (code, "Nothing was done." in out) == (0, True)
    assert "INV-2026-000004" not in str(office.shelf.keys())


def test_reconciling_rates_an_older_month_by_what_is_set_for_shared_costs_today(finalised, typed, office):
    office.settings = replace(office.settings, shared_costs=SharedCosts.EVEN)
    notes = json.loads(typed("reconcile", "2026-10", "--dry-run", "--json")[1])
    assert [(each["client"], each["kind"]) for each in notes] == [("initech", "debitNote")]


def test_a_void_invoice_has_a_credit_note_with_its_reason(finalised, typed, office):
    code, out, _ = typed("void", "INV-2026-000001", "--reason", "wrong address", "--yes")
    assert (code, "CN-2026-000001" in out) == (0, True)
    assert "wrong address" in office.shelf["documents/2026/CN-2026-000001.html"].decode()
    code, _, err = typed("void", "INV-2026-000099", "--reason", "x", "--yes")
    assert (code, "No document has the number" in err) == (Exit.USAGE, True)


@pytest.fixture
def posting(finalised, office):
    """Mails really go out, and the buyer has an address."""
    buyers = {"initech": Buyer(email="pay@initech.example")}
    office.settings = replace(office.settings, send_from="bills@studio.example", buyers=buyers, dry_run=False)
    return office


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


def test_without_a_yes_nothing_is_mailed_and_nothing_noted(posting, typed, monkeypatch):
    monkeypatch.setattr("typer.confirm", lambda _: False)
    code, out, _ = typed("send", "INV-2026-000003")
    assert (code, "Nothing was sent." in out, posting.post.sent) == (Exit.DONE, True, [])
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


def trail(office):
    """Audit records in the order in which they were written."""
    return [json.loads(content) for name, content in office.shelf.items() if name.startswith("audit/")]


def test_each_command_that_changes_something_leaves_one_record_of_who_did_what_when(posting, typed):
    posting.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    for words in (
        ("reconcile", "2026-10", "--yes"),
        ("send", "INV-2026-000003", "--yes"),
        ("void", "INV-2026-000001", "--reason", "wrong address", "--yes"),
        ("show", "2026-10"),
        ("export", "2026-10"),
    ):
        typed(*words)
    records = trail(posting)
    assert [each["command"][:3] for each in records] == [
        ["clientenv", "bill", command] for command in ("draft", "finalise", "reconcile", "send", "void")
    ]
    assert [each["numbers"] for each in records] == [
        [],
        ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"],
        ["INV-2026-000004"],
        ["INV-2026-000003"],
        ["CN-2026-000001"],
    ]
    assert {(each["by"], each["at"], each["stack"], each["exit"], each["error"]) for each in records} == {
        ("mara", "2026-11-08T09:00:00+00:00", "payer", 0, None)
    }
    assert records[4]["command"][3:] == ["INV-2026-000001", "--reason", "wrong address", "--yes"]
    sent = posting.run().ledger.documents.numbered("INV-2026-000003").document
    assert records[3]["inputs"] == sent.inputs_sha256
    assert records[0]["inputs"] == records[1]["inputs"] != records[2]["inputs"]


def test_what_was_refused_or_broke_or_was_done_in_part_is_recorded_too(posting, typed, monkeypatch):
    office, before = posting, len(trail(posting))
    office.post.error = PerhapsSent("SES did not answer")
    typed("send", "INV-2026-000003", "--yes")
    typed("send", "INV-2026-000003", "--yes")
    office.environments.refusing = ("acme-prod",)
    typed("finalise", "2026-10", "--yes")
    monkeypatch.setattr("typer.confirm", lambda _: False)
    typed("void", "INV-2026-000003", "--reason", "x")
    typed("void", "INV-2026-000099", "--reason", "x", "--yes")
    records = trail(office)[before:]
    assert [each["exit"] for each in records] == [Exit.FAULT, Exit.REFUSED, Exit.PARTLY_DONE, Exit.DONE, Exit.USAGE]
    assert [each["numbers"] for each in records] == [[]] * 5
    assert "SES did not answer" in records[0]["error"]
    assert "No document has the number" in records[4]["error"]


def test_a_bug_is_recorded_and_still_seen(posting, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(bill.sending, "plan", broken)
    monkeypatch.setenv("CLIENTENV_TRACEBACK", "1")
    monkeypatch.setattr("sys.argv", ["clientenv", "bill", "send", "INV-2026-000003"])
    with pytest.raises(ZeroDivisionError):
        main()
    assert (trail(posting)[-1]["exit"], trail(posting)[-1]["error"]) == (Exit.FAULT, "ZeroDivisionError: a bug")


def test_a_record_that_cannot_be_written_is_said_and_ends_with_partly_done(finalised, typed, office, tmp_path):
    (tmp_path / "file").write_text("")
    office.settings = replace(office.settings, audit_place=str(tmp_path / "file"))
    code, _, err = typed("void", "INV-2026-000001", "--reason", "x", "--yes")
    assert (code, "audit record" in err, str(tmp_path / "file") in err) == (Exit.PARTLY_DONE, True, True)
    assert "documents/2026/CN-2026-000001.pdf" in office.shelf
    code, _, err = typed("void", "INV-2026-000099", "--reason", "x", "--yes")
    assert (code, "audit record" in err) == (Exit.USAGE, True)


@pytest.mark.parametrize(("form", "starts"), [("csv", "number,kind"), ("json", "["), ("beancount", "2026-11-08 open Assets")])
def test_final_documents_are_exported(finalised, typed, form, starts):
    code, out, _ = typed("export", "2026-10", "--format", form)
    assert code == 0
    assert out.startswith(starts)
    assert "INV-2026-000003" in out


def test_a_month_is_shown_as_it_is_in_the_ledger(finalised, typed):
    _, out, _ = typed("show", "2026-10")
    assert "INV-2026-000002" in out
    _, out, _ = typed("show", "2026-10", "--client", "initech")
    assert "Management fee" in out
    assert json.loads(typed("show", "2026-10", "--json")[1])[0]["number"] == "INV-2026-000001"


def test_what_if_stores_no_draft_and_shows_both(typed, office, tmp_path):
    terms = tmp_path / "terms.json"
    terms.write_text(json.dumps(PER_MINUTE))
    code, out, _ = typed("what-if", "last", "--terms", str(terms), "--json")
    by_client = {each["client"]: each for each in json.loads(out)}
    assert code == 0
    assert by_client["globex"] == {
        "client": "globex",
        "as_agreed": {"total": "40.00", "currency": "USD"},
        "under_these_terms": {"total": "0.75", "currency": "USD"},  # 300 s × 0.15 ÷ 60
    }
    assert not list(office.run().ledger.drafts.of_month(bill.read_month("last", office.at)))


@pytest.mark.parametrize("words", [("draft", "2026-13"), ("finalise", "2026-10", "--yes"), ("what-if", "last", "--terms", "/nowhere")])
def test_what_cannot_be_done_is_one_message(typed, words):
    code, out, err = typed(*words)
    assert (code, out) == (Exit.USAGE, "")
    assert err
    assert "Traceback" not in err


def test_every_command_ends_with_refused_where_billing_is_not_opened(office, typed, monkeypatch):
    def other(*_, **__):
        raise Stop(Exit.REFUSED, "Billing is in account 111111111111, but these credentials are for 999999999999.")

    monkeypatch.setattr(bill, "open_billing", other)
    for words in (("draft", "last"), ("finalise", "last"), ("reconcile", "last"), ("void", "INV-2026-000001", "--reason", "x")):
        assert typed(*words)[0] == Exit.REFUSED
