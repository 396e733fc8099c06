"""A destruction that ends half way says what is left and how to go on, and typed again it goes on."""

import json

from automation.exits import Exit
from tests.automation.accounts import YOURS
from tests.automation.deploying.destroying import (
    PROTECTED,
    READER,
    RECORD,
    UPLOADS,
    USAGE,
    WORK,
    data_run,
    deletes,
    destructions,
    going,
    state,
)
from tests.automation.scripted_engine import Answer, told


def test_a_failure_in_the_first_step_says_what_is_left_and_keeps_the_data_in_mind(play, typed):
    broken = [*deletes(WORK), told("error", "deleting S3 Bucket: BucketNotEmpty", UPLOADS)]
    played = data_run(play, destroy=[Answer(events=broken, code=255, stderr="error: update failed")])
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)[-1]) == (Exit.PARTLY_DONE, "destroy all but protected")
    assert "uploads: deleting S3 Bucket: BucketNotEmpty" in err
    assert "To go on: clientenv destroy dev --with-data" in err


def test_a_failure_in_the_second_step_does_not_say_that_nothing_was_changed(play, typed):
    broken = Answer(events=[told("error", "connection refused")], code=255, stderr="error: update failed")
    played = data_run(play, destroy=[going(WORK), broken])
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)[-1]) == (Exit.PARTLY_DONE, "destroy all")
    assert "Nothing was changed" not in err
    assert "To go on: clientenv destroy dev --with-data" in err


def test_a_script_reads_what_both_steps_did_until_the_second_one_failed(play, typed):
    broken = Answer(events=[*deletes(UPLOADS), told("error", "connection refused")], code=255, stderr="error: update failed")
    data_run(play, destroy=[going(WORK), broken])
    code, out, _ = typed("destroy", "dev", "--with-data", "--confirm", "dev", "--json")
    report = json.loads(out)
    assert (code, report["result"], report["operation"], report["account_id"]) == (5, "partly done", "destroy", YOURS)
    assert (report["done"], report["plan"]["counts"], report["residue"]) == ({"deleted": 2}, {"deleted": 4}, None)


def test_ctrl_c_between_two_steps_says_how_to_go_on_and_is_on_record(play, typed, around, records):
    around.breaks = KeyboardInterrupt()
    played = data_run(play)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)[-1]) == (Exit.PARTLY_DONE, "(emptied) uploads")
    assert "To go on: clientenv destroy dev --with-data" in err
    assert (records()[0]["exit"], records()[0]["steps"]) == (Exit.PARTLY_DONE, ["usage", "all but data"])


def test_a_lock_that_is_met_when_data_is_erased_already_ends_with_5(play, typed):
    """Also where this run destroyed nothing before: buckets are emptied, and that is no step of the engine."""
    locked = Answer(code=255, stderr="error: the stack is currently locked by 1 lock(s)")
    played = play(state(protect=True, without={WORK}), protect=True, **{"state unprotect": locked})
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)[-1]) == (Exit.PARTLY_DONE, "state unprotect")
    assert "Nothing was changed" not in err
    assert "To go on: clientenv destroy dev --with-data" in err


def test_a_locked_stack_loses_nothing(play, typed):
    locked = Answer(code=255, stderr="error: the stack is currently locked by 1 lock(s)")
    played = play(state(protect=True), **{**PROTECTED, "state protect": locked})
    code, _, err = typed("destroy", "dev", "--confirm", "dev")
    assert (code, played.ran("destroy"), "pulumi cancel -s dev" in err) == (Exit.REFUSED, 0, True)


def test_run_again_after_the_first_step_it_erases_the_data_and_asks_the_usage_again(play, typed, around):
    around.metered = [RECORD]
    around.ledger.copied = [RECORD]
    rest = state(protect=True, without={WORK})
    played = play(rest, {"resources": []}, protect=True, destroy=going(UPLOADS, USAGE, READER))
    assert typed("destroy", "dev", "--with-data", "--confirm", "dev")[0] == Exit.DONE
    assert destructions(played) == ["state protect", "(emptied) uploads", "(may go) usage", "state unprotect", "destroy all"]


def test_run_again_it_asks_again_before_data_is_erased(play, typed):
    played = play(state(protect=True, without={WORK}), protect=True)
    assert (typed("destroy", "dev", "--with-data", "--yes")[0], destructions(played)) == (Exit.REFUSED, [])
