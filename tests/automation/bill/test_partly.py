"""Numbers that are given stay given: what breaks after the first of them ends with 5, says which stand, and the same command goes on."""

import json
import signal

import pytest

from automation.exits import Exit
from billing.domain.costs import Kind
from model.placement import Placement
from tests.automation.bill.desk import trail
from tests.billing.ledger.world import broken
from tests.billing.runs.office import FIXED, MEMBER, OCTOBER, OPERATOR, outputs

FIRST, SECOND, THIRD = (f"INV-2026-00000{n}" for n in (1, 2, 3))
FINALISE = ("finalise", "2026-10", "--yes")
RECONCILE = ("reconcile", "2026-10", "--yes")


@pytest.fixture
def drafted(office, typed):
    assert typed("draft", "2026-10")[0] == Exit.DONE
    return office


def given(name, request):
    """Whether a call to DynamoDB gives a number."""
    return name == "transact_write_items" and any("series#" in str(each) for each in request["TransactItems"])


def at_number(office, n, action, moment="before"):
    """At the n-th write of a number."""
    left = [n]

    def hook(name):
        if given(name, office.world.requests[-1][2]):
            left[0] -= 1
            if left[0] == 0:
                action()

    setattr(office.world, moment, hook)


def aws_fails():
    raise broken("InternalServerError")


def ctrl_c():
    signal.raise_signal(signal.SIGINT)


def numbers(office):
    return [entry.document.number for entry in office.run().ledger.documents.of_month(OCTOBER)]


def test_a_client_that_cannot_be_invoiced_is_named_and_the_others_are_published(drafted, typed):
    typed("finalise", "2026-10", "--client", "globex", "--yes")
    drafted.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "currency": "EUR"}))
    typed("draft", "2026-10")
    code, out, _ = typed(*FINALISE)
    assert code == Exit.PARTLY_DONE
    assert "globex: INV-2026-000001 is in USD, the corrected month in EUR." in " ".join(out.split())
    assert {f"documents/2026/{number}.pdf" for number in (FIRST, SECOND, THIRD)} <= set(drafted.shelf)
    assert trail(drafted)[-1]["numbers"] == [SECOND, THIRD]


def test_a_client_that_no_note_can_correct_is_named_and_the_others_have_theirs(finalised, typed, office):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    office.register("globex-prod", outputs("Globex", Placement.HOSTED, OPERATOR, {**FIXED, "currency": "EUR"}))
    code, out, err = typed("reconcile", "2026-10", "--dry-run", "--json")
    assert (code, [each["client"] for each in json.loads(out)]) == (Exit.DONE, ["initech"])
    assert "globex: INV-2026-000002 is in USD" in err
    code, out, _ = typed(*RECONCILE, "--json")
    assert code == Exit.PARTLY_DONE
    rows = {each["client"]: each for each in json.loads(out)}
    assert rows["initech"]["number"] == "INV-2026-000004"
    assert "the corrected month in EUR" in rows["globex"]["refused"]


def test_aws_that_fails_after_the_first_number_ends_with_partly_done_and_the_same_command_goes_on(drafted, typed):
    at_number(drafted, 2, aws_fails)
    code, out, err = typed(*FINALISE)
    drafted.world.quiet()
    assert (code, out) == (Exit.PARTLY_DONE, "")
    assert "InternalServerError" in err
    assert f"{FIRST} of acme stands." in err
    assert "To go on: clientenv bill finalise 2026-10 --yes" in err
    last = trail(drafted)[-1]
    assert (last["exit"], last["numbers"], last["error"]) == (Exit.PARTLY_DONE, [FIRST], err.rstrip("\n"))
    assert typed(*FINALISE)[0] == Exit.DONE
    assert numbers(drafted) == [FIRST, SECOND, THIRD]
    assert trail(drafted)[-1]["numbers"] == [SECOND, THIRD]
    assert f"documents/2026/{FIRST}.pdf" in drafted.shelf


def test_aws_that_fails_before_any_number_is_a_fault(drafted, typed):
    at_number(drafted, 1, aws_fails)
    code, _, err = typed(*FINALISE)
    drafted.world.quiet()
    assert (code, "stand" in err, trail(drafted)[-1]["numbers"]) == (Exit.FAULT, False, [])


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interrupt_while_a_number_is_given_waits_until_it_is_noted(drafted, typed, moment):
    at_number(drafted, 2, ctrl_c, moment)
    code, _, err = typed(*FINALISE)
    drafted.world.quiet()
    assert code == Exit.PARTLY_DONE
    assert "Interrupted." in err
    assert f"{FIRST} of acme, {SECOND} of globex stand." in err
    assert numbers(drafted) == trail(drafted)[-1]["numbers"] == [FIRST, SECOND]
    assert typed(*FINALISE)[0] == Exit.DONE
    assert numbers(drafted) == [FIRST, SECOND, THIRD]


def no_bucket(*_, **__):
    raise broken("SlowDown")


def test_a_bucket_that_takes_no_file_leaves_the_numbers_and_says_so(drafted, typed, monkeypatch):
    put = type(drafted.shelf).put
    monkeypatch.setattr(type(drafted.shelf), "put", lambda shelf, files: put(shelf, files) if "audit/" in str(files) else no_bucket())
    code, _, err = typed(*FINALISE)
    assert (code, "SlowDown" in err, f"{THIRD} of initech stand." in err) == (Exit.PARTLY_DONE, True, True)
    assert trail(drafted)[-1]["numbers"] == [FIRST, SECOND, THIRD]
    code, _, err = typed(*FINALISE)  # nothing new this time
    assert (code, "stand" in err) == (Exit.FAULT, False)


@pytest.mark.parametrize("words", [RECONCILE, ("void", FIRST, "--reason", "x", "--yes")])
def test_a_note_whose_command_breaks_afterwards_stands(finalised, typed, office, monkeypatch, words):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    number = {"reconcile": "INV-2026-000004 of initech", "void": "CN-2026-000001 of acme"}[words[0]]
    with monkeypatch.context() as changed:
        changed.setattr("automation.invoicing.sending.document_files", no_bucket)
        code, _, err = typed(*words)
    assert (code, f"{number} stands." in err) == (Exit.PARTLY_DONE, True)
    assert trail(office)[-1]["numbers"] == [number.split()[0]]
    assert typed(*words)[0] == Exit.DONE


def test_a_key_that_does_not_sign_leaves_the_notes_and_the_next_run_closes_the_book(finalised, typed, office, monkeypatch):
    office.charged["Initech", Kind.SUPPORT, "AWS Support", MEMBER] = "4"
    with monkeypatch.context() as changed:
        changed.setattr("billing.runs.reconciling.close", no_bucket)
        code, _, err = typed(*RECONCILE)
    assert (code, "INV-2026-000004 of initech stands." in err) == (Exit.PARTLY_DONE, True)
    assert typed(*RECONCILE)[0] == Exit.DONE
    assert f"certificates/2026-10/{OPERATOR}.json" in office.shelf
