"""`clientenv destroy` with an engine that is played: data stays unless it is told to go, and only the stack's name agrees."""

import json

import pytest

from automation.exits import Exit
from tests.automation.accounts import STRANGER
from tests.automation.deploying.destroying import (
    PROTECTED,
    READER,
    UPLOADS,
    USAGE,
    WORK,
    data_run,
    destructions,
    export,
    going,
    kept_run,
    state,
)


def test_data_stays_without_a_word_and_what_reads_it_is_held(play, typed, around, records):
    played = kept_run(play)
    code, _, err = typed("destroy", "dev", "--confirm", "dev")

    assert code == Exit.DONE, err
    assert destructions(played) == ["state protect", "destroy all but protected"]
    assert next(words for words in played.typed if words[0] == "state")[2:4] == [READER, "--yes"]
    assert "stays: aws:dynamodb/table:Table usage, which goes on costing money" in err
    assert "To erase that too: clientenv destroy dev --with-data" in err
    before, still = around.asked
    assert {each.id for each in before - still} == {"work"}
    (record,) = records()
    assert (record["exit"], record["with_data"], record["residue"]["proved"]) == (0, False, True)
    assert record["steps"] == ["usage", "all but data"]


def test_with_data_usage_is_settled_and_data_erased_when_what_meters_is_gone(play, typed, around, records):
    played = data_run(play)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert code == Exit.DONE, err
    assert destructions(played) == [
        "state protect",
        "destroy all but protected",
        "(emptied) uploads",
        "(may go) usage",
        "state unprotect",
        "destroy all",
    ]
    assert around.ledger.closed
    (record,) = records()
    assert record["steps"] == ["usage", "all but data", "the rest"]


def test_what_was_never_protected_is_held_until_usage_is_settled(play, typed):
    first, second = going(WORK, UPLOADS), going(USAGE, READER)
    played = play(state(), {"resources": []}, **{"destroy --preview-only": first, "destroy": [first, second]})
    code, _, err = typed("destroy", "dev", "--confirm", "dev")
    assert code == Exit.DONE, err
    assert destructions(played) == ["state protect", "destroy all but protected", "state unprotect", "destroy all but protected"]


@pytest.mark.parametrize("words", [[], ["--yes"], ["--yes", "--confirm", "acme-prod"], ["--confirm", ""], ["--with-data", "--yes"]])
def test_only_the_stacks_name_agrees(play, typed, words):
    played = kept_run(play)
    code, _, err = typed("destroy", "dev", *words)
    assert (code, destructions(played)) == (Exit.REFUSED, [])
    assert "add --confirm dev" in err


def test_the_stacks_name_typed_at_the_question_agrees(play, typed, monkeypatch):
    played = kept_run(play)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "dev")
    assert typed("destroy", "dev")[0] == Exit.DONE
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "yes")
    played = kept_run(play)
    assert (typed("destroy", "dev")[0], destructions(played)) == (Exit.REFUSED, [])


def test_an_engine_that_would_delete_more_than_the_plan_is_not_let(play, typed):
    played = play(state(protect=True), **{**PROTECTED, "destroy --preview-only": going(WORK, UPLOADS)})
    code, _, err = typed("destroy", "dev", "--confirm", "dev")
    assert (code, destructions(played)) == (Exit.FAULT, ["state protect"])
    assert "would delete what is to stay: uploads" in err


def test_a_dry_run_shows_all_and_changes_nothing(play, typed, records):
    played = data_run(play)
    code, out, _ = typed("destroy", "dev", "--with-data", "--dry-run", "--json")
    report = json.loads(out)
    assert (code, report["result"], destructions(played), records()) == (Exit.DONE, "planned", [], [])
    assert {each["name"] for each in report["plan"]["changes"] if each["loses_data"]} == {"uploads", "usage"}
    assert (report["first"], report["second"], report["stays"]) == (1, 3, [])


def test_another_account_is_refused_before_anything_is_changed(engine, typed, accounts, monkeypatch, around):
    played = around.played = engine(stack_export=export(state(protect=True)), **{"destroy": going(WORK)})
    accounts.log_in(monkeypatch, STRANGER)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, played.typed, around.asked) == (Exit.REFUSED, [["stack", "export", "--stack", "dev"]], [])
    assert STRANGER in err
