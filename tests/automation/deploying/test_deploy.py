"""`clientenv deploy` with an engine that is played: a plan is shown and agreed to, and nothing but that is done."""

import json
from pathlib import Path

import pytest

from automation.exits import Exit
from tests.automation.deploying.foreseen import DONE, FORESEEN, OUTPUTS, TABLE, TWO
from tests.automation.scripted_engine import Answer, broken_rule, step, told, urn

LOSING = Answer(
    events=[step("create-replacement", TABLE, "usage"), step("replace", TABLE, "usage"), step("delete-replaced", TABLE, "usage")]
)


def plan_file(words, option):
    return words[words.index(option) + 1] if option in words else None


def test_a_plan_is_shown_and_carried_out_and_a_record_says_who_and_what(engine, typed, records):
    played = engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    code, out, err = typed("deploy", "dev", "--yes")

    assert (code, played.ran("up")) == (Exit.DONE, 1)
    assert "account 111111111111: 1 created, 1 changed; 5 stay as they are" in err
    assert "~ aws:sqs/queue:Queue work (tags)" in err
    assert "dev: deploy done, 1 created, 1 changed" in out
    (record,) = records()
    assert record["by"] == "arn:aws:iam::111111111111:user/admin"
    assert (record["stack"], record["counts"], record["steps"]) == ("dev", {"created": 1, "changed": 1}, ["preview", "up", "web page"])
    assert (record["exit"], len(record["plan"])) == (0, 64)


def test_both_operations_are_held_to_the_policy_pack(engine, typed):
    played = engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    typed("deploy", "dev", "--yes")
    for words in played.typed:
        if words[0] in ("preview", "up"):
            assert words[words.index("--policy-pack") + 1].endswith("/policy")


@pytest.mark.parametrize("words", [["--yes"], ["--yes", "--confirm", "acme-prod"], []])
def test_what_loses_data_wants_the_stacks_name_whatever_else_is_said(engine, typed, words):
    played = engine(preview=LOSING, up=LOSING, outputs=OUTPUTS)
    code, _, err = typed("deploy", "dev", *words)

    assert (code, played.changed_something) == (Exit.REFUSED, False)
    assert "replaced usage (aws:dynamodb/table:Table)" in err
    assert "add --confirm dev" in err


def test_with_the_stacks_name_it_is_done(engine, typed):
    played = engine(preview=LOSING, up=LOSING, outputs=OUTPUTS)
    code, out, _ = typed("deploy", "dev", "--yes", "--confirm", "dev")
    assert (code, played.ran("up")) == (Exit.DONE, 1)
    assert "1 replaced" in out


def test_nobody_there_to_ask_is_no_agreement(engine, typed):
    played = engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    code, _, err = typed("deploy", "dev")
    assert (code, played.changed_something) == (Exit.REFUSED, False)
    assert "add --yes" in err


def test_the_engine_is_held_to_the_plan_that_was_shown(engine, typed):
    played = engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    typed("deploy", "dev", "--yes")
    saved, held = (
        plan_file(next(words for words in played.typed if words[0] == verb), option)
        for verb, option in (("preview", "--save-plan"), ("up", "--plan"))
    )
    assert saved == held is not None
    assert not Path(saved).exists()


@pytest.mark.parametrize(("before", "code"), [([], Exit.REFUSED), (TWO[:1], Exit.PARTLY_DONE)])
def test_what_has_changed_since_is_not_done(engine, typed, before, code):
    other = told("error", "resource urn:... violates plan: delete is not allowed", urn(TABLE, "usage"))
    engine(preview=FORESEEN, up=Answer(events=[*before, other], code=255))
    ended, _, err = typed("deploy", "dev", "--yes")
    assert (ended, "To see the new plan: clientenv preview dev" in err) == (code, True)


def test_a_broken_rule_stops_before_anything_is_done_and_advice_does_not(engine, typed):
    broken = Answer(events=[broken_rule("encrypted", "uploads is not encrypted."), broken_rule("x", "why not.", "advisory")], code=255)
    played = engine(preview=broken)
    code, _, err = typed("deploy", "dev", "--yes")
    assert (code, played.changed_something) == (Exit.REFUSED, False)
    assert "encrypted: uploads is not encrypted." in err
    assert "why not" not in err

    engine(preview=Answer(events=[broken_rule("x", "why not.", "advisory")]), up=DONE, outputs=OUTPUTS)
    code, _, err = typed("deploy", "dev", "--yes")
    assert (code, "advice x: why not." in err) == (0, True)


def test_nobodys_selected_stack_is_another_one_afterwards(engine, typed):
    unknown = Answer(code=255, stderr="error: no stack named 'dev' found")
    there = Answer(stdout=json.dumps({"deployment": {}}))
    played = engine(stack_export=[unknown, there], preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    assert typed("deploy", "dev", "--yes")[0] == 0
    assert ["stack", "init", "dev", "--no-select"] in played.typed
    assert all(words[:2] != ["stack", "select"] for words in played.typed)
