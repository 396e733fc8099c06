"""Nothing is destroyed before billing has its usage, or somebody has said why it may be lost."""

import json

import pytest

from automation.exits import Exit
from tests.automation.deploying.destroying import RECORD, data_run, destructions, kept_run


@pytest.mark.parametrize("words", [[], ["--with-data"]])
def test_usage_that_billing_does_not_have_destroys_nothing(play, typed, around, words, records):
    around.metered = [RECORD]
    played = kept_run(play)
    code, _, err = typed("destroy", "dev", "--confirm", "dev", *words)
    assert (code, destructions(played)) == (Exit.REFUSED, [])
    assert "2026-11: 1 video is not copied, 61 s (a1)" in err
    assert "clientenv destroy dev --copy-usage" in err
    assert records()[0]["exit"] == Exit.REFUSED


def test_usage_is_copied_when_told_and_then_it_may_go(play, typed, around):
    around.metered = [RECORD]
    played = kept_run(play)
    assert typed("destroy", "dev", "--confirm", "dev", "--copy-usage")[0] == Exit.DONE
    assert (around.ledger.copied, len(destructions(played))) == ([RECORD], 2)


def test_usage_may_be_lost_for_a_reason_that_is_on_record(play, typed, around, records):
    around.metered = [RECORD]
    kept_run(play)
    assert typed("destroy", "dev", "--confirm", "dev", "--usage-lost", "a rehearsal")[0] == Exit.DONE
    (record,) = records()
    assert (record["usage"]["reason"], record["usage"]["lost"][0]["seconds"]) == ("a rehearsal", 61)


@pytest.mark.parametrize("reason", ["", " "])
def test_a_reason_is_words(play, typed, reason):
    played = kept_run(play)
    assert (typed("destroy", "dev", "--confirm", "dev", "--usage-lost", reason)[0], played.typed) == (Exit.USAGE, [])


def test_usage_that_came_meanwhile_and_cannot_be_copied_keeps_the_data(play, typed, around, monkeypatch):
    played = data_run(play)
    run = played.run

    def metering(args, *rest, **more):
        if args[0] == "destroy" and "--preview-only" not in args:
            around.metered, around.ledger.takes = [RECORD], False
        return run(args, *rest, **more)

    monkeypatch.setattr(played, "run", metering)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)) == (Exit.PARTLY_DONE, ["state protect", "destroy all but protected"])
    assert "The usage table stays" in err


def test_a_script_reads_the_plan_that_missing_usage_refused(play, typed, around):
    around.metered = [RECORD]
    data_run(play)
    report = json.loads(typed("destroy", "dev", "--with-data", "--confirm", "dev", "--json")[1])
    assert (report["result"], report["plan"]["counts"], report["done"], report["usage"]) == ("refused", {"deleted": 4}, {}, None)
