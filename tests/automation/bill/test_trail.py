"""Audit records of `clientenv bill`: who did what, also where it was refused or broke."""

from dataclasses import replace

import pytest

from automation.cli import run as run_command
from automation.exits import Exit
from billing.delivery.mail import PerhapsSent
from billing.domain.costs import Kind
from billing.runs import sending
from tests.automation.bill.desk import trail
from tests.billing.runs.office import MEMBER


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
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    typed("void", "INV-2026-000003", "--reason", "x")
    typed("void", "INV-2026-000099", "--reason", "x", "--yes")
    records = trail(office)[before:]
    assert [each["exit"] for each in records] == [Exit.FAULT, Exit.REFUSED, Exit.PARTLY_DONE, Exit.REFUSED, Exit.USAGE]
    assert [each["numbers"] for each in records] == [[]] * 5
    assert "SES did not answer" in records[0]["error"]
    assert "No document has the number" in records[4]["error"]


def test_a_bug_is_recorded_and_still_seen(posting, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(sending, "plan", broken)
    monkeypatch.setenv("CLIENTENV_TRACEBACK", "1")
    monkeypatch.setattr("sys.argv", ["clientenv", "bill", "send", "INV-2026-000003"])
    with pytest.raises(ZeroDivisionError):
        run_command()
    assert (trail(posting)[-1]["exit"], trail(posting)[-1]["error"]) == (Exit.FAULT, "ZeroDivisionError: a bug")


def test_a_record_that_cannot_be_written_is_said_and_ends_with_partly_done(finalised, typed, office, tmp_path):
    (tmp_path / "file").write_text("")
    office.settings = replace(office.settings, audit_place=str(tmp_path / "file"))
    code, _, err = typed("void", "INV-2026-000001", "--reason", "x", "--yes")
    assert (code, "audit record" in err, str(tmp_path / "file") in err) == (Exit.PARTLY_DONE, True, True)
    assert "documents/2026/CN-2026-000001.pdf" in office.shelf
    code, _, err = typed("void", "INV-2026-000099", "--reason", "x", "--yes")
    assert (code, "audit record" in err) == (Exit.USAGE, True)
