"""The look at the end of a destruction: what is left over and costs money, what nobody could ask, and what keeps it from looking."""

import json

import pytest

from automation.deploying.residue import Found, Residue, Thing
from automation.exits import Exit, Stop
from tests.automation.deploying.destroying import BUCKET, QUEUE, destructions, kept_run


def test_run_again_when_all_is_gone_it_only_looks_and_asks_nobody(play, typed, around):
    played = play({"resources": []})
    assert (typed("destroy", "dev")[0], destructions(played)) == (Exit.DONE, [])
    assert around.asked == [set(), set()]


def test_what_is_left_over_and_costs_money_ends_with_5_and_what_removes_it(play, typed, around, records):
    around.left = Residue(left_over=[Found(thing=Thing(type=QUEUE, id="work", region="us-east-1"))])
    kept_run(play)
    assert typed("destroy", "dev", "--confirm", "dev")[0] == Exit.DONE  # free
    around.left = Residue(left_over=[Found(thing=Thing(type=BUCKET, id="forgotten", region="us-east-1"))])
    kept_run(play)
    code, out, _ = typed("destroy", "dev", "--confirm", "dev", "--json")
    report = json.loads(out)
    assert (code, report["result"], report["residue"]["proved"]) == (Exit.PARTLY_DONE, "partly done", False)
    assert {each["exit"]: each["error"] for each in records()} == {Exit.DONE: None, Exit.PARTLY_DONE: report["message"]}
    assert "aws s3 rb s3://forgotten" in report["message"]


def test_what_nobody_could_ask_proves_nothing(play, typed, around):
    around.left = Residue(not_asked=["what carries the stack's tags in us-east-1: denied"])
    kept_run(play)
    code, out, _ = typed("destroy", "dev", "--confirm", "dev", "--json")
    assert (code, "denied" in json.loads(out)["message"]) == (Exit.PARTLY_DONE, True)


def test_what_the_look_at_the_end_needs_is_read_before_anybody_agrees(play, typed, around):
    """It has to know what belongs to the other stacks."""
    around.unready = Stop(Exit.USAGE, "Pulumi.globex-prod.yaml cannot be read")
    played = kept_run(play)
    for words in (["--confirm", "dev"], ["--dry-run"]):
        code, _, err = typed("destroy", "dev", *words)
        assert (code, destructions(played), around.asked) == (Exit.USAGE, [], [])
        assert "Pulumi.globex-prod.yaml cannot be read" in err


@pytest.mark.parametrize("code", [Exit.FAULT, Exit.USAGE, Exit.REFUSED, Exit.TOOL_MISSING])
def test_once_something_is_gone_no_end_says_that_nothing_was_done(play, typed, around, records, code):
    around.blind = Stop(code, "Nobody can look. Nothing was changed.")
    kept_run(play)
    ended, out, _ = typed("destroy", "dev", "--confirm", "dev", "--json")
    report = json.loads(out)
    assert (ended, report["result"], records()[-1]["exit"]) == (Exit.PARTLY_DONE, "partly done", Exit.PARTLY_DONE)
    assert "Nobody can look" in report["message"]
    assert "Nothing was changed" not in report["message"]
    assert "To go on: clientenv destroy dev" in report["message"]


def test_where_nothing_was_to_be_destroyed_what_stops_the_look_keeps_its_code(play, typed, around):
    around.blind = Stop(Exit.FAULT, "Nobody can look.")
    play({"resources": []})
    assert typed("destroy", "dev")[0] == Exit.FAULT
