"""`clientenv bill` as it is typed: drafts, final documents, corrections, other terms."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from automation.cli import run as run_command
from automation.exits import Exit, Stop
from automation.invoicing import session
from automation.months import read_month
from billing.domain.allocation import SharedCosts
from billing.domain.costs import Kind
from model.placement import Placement
from tests.automation.bill.desk import PEM, nothing_is_drafted
from tests.billing.runs.office import COST_PLUS, MEMBER, OPERATOR, PER_MINUTE, outputs


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
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    code, out, err = typed("finalise", "last")
    assert (code, out, "Not carried out. Nothing was changed." in err) == (Exit.REFUSED, "", True)
    code, out, _ = typed("finalise", "last", "--dry-run")
    assert (code, "Nothing was done." in out) == (Exit.DONE, True)
    assert not list(office.run().ledger.documents.of_month(read_month("last", office.at)))


def test_what_is_asked_about_stays_out_of_the_answer_for_programs(typed, monkeypatch):
    typed("draft", "2026-10")
    monkeypatch.setattr("typer.confirm", lambda *_, **options: not options["err"])
    documents = json.loads(typed("finalise", "2026-10", "--dry-run", "--json")[1])
    code, out, err = typed("finalise", "2026-10", "--json")
    assert (code, out, len(documents)) == (Exit.REFUSED, "", 3)
    assert all(each["client"] in err for each in documents)
    assert "Nothing was changed." in err


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
        run_command()
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


def test_notes_that_nobody_agrees_to_are_not_issued(finalised, typed, office, monkeypatch):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    monkeypatch.setattr("typer.confirm", lambda *_, **options: not options["err"])
    code, _, err = typed("reconcile", "2026-10")
    assert (code, "Nothing was changed." in err) == (Exit.REFUSED, True)
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
    assert nothing_is_drafted(office)


@pytest.mark.parametrize("words", [("draft", "2026-13"), ("finalise", "2026-10", "--yes"), ("what-if", "last", "--terms", "/nowhere")])
def test_what_cannot_be_done_is_one_message(typed, words):
    code, out, err = typed(*words)
    assert (code, out) == (Exit.USAGE, "")
    assert err
    assert "Traceback" not in err


def test_every_command_ends_with_refused_where_billing_is_not_opened(office, typed, monkeypatch):
    def other(*_, **__):
        raise Stop(Exit.REFUSED, "Billing is in account 111111111111, but these credentials are for 999999999999.")

    monkeypatch.setattr(session, "open_billing", other)
    for words in (("draft", "last"), ("finalise", "last"), ("reconcile", "last"), ("void", "INV-2026-000001", "--reason", "x")):
        assert typed(*words)[0] == Exit.REFUSED
