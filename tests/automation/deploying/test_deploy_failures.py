"""A deployment that goes wrong says what stands, what is left and how to go on; one that cannot start changes nothing."""

import pytest

from automation.exits import Exit
from tests.automation.deploying.foreseen import BUCKET, FAILED, FORESEEN, OUTPUTS, QUEUE, TWO
from tests.automation.scripted_engine import Answer, told, urn


def test_a_failure_half_way_says_what_stands_what_is_left_and_how_to_go_on(engine, typed, records):
    engine(preview=FORESEEN, up=FAILED)
    code, _, err = typed("deploy", "dev", "--yes")

    assert code == Exit.PARTLY_DONE
    assert "work: creating SQS Queue: QuotaExceeded" in err
    assert "Done: 1 created; that stands. Left: 1 of 2 (work)." in err
    assert "To go on: clientenv deploy dev" in err
    assert (records()[0]["exit"], records()[0]["steps"]) == (5, ["preview"])


def test_run_again_it_goes_on(engine, typed):
    played = engine(preview=[FORESEEN, Answer(events=TWO[1:])], up=[FAILED, Answer(events=TWO[1:])], outputs=OUTPUTS)
    assert typed("deploy", "dev", "--yes")[0] == Exit.PARTLY_DONE
    code, out, _ = typed("deploy", "dev", "--yes")
    assert (code, played.ran("up"), "1 changed" in out) == (0, 2, True)


def test_ctrl_c_is_no_traceback_and_says_what_is_done(engine, typed):
    engine(preview=FORESEEN, up=Answer(events=TWO[:1], raises=KeyboardInterrupt()))
    code, _, err = typed("deploy", "dev", "--yes")
    assert code == Exit.PARTLY_DONE
    assert "Interrupted. Done: 1 created; that stands." in err
    assert "Traceback" not in err


def test_ctrl_c_while_looking_changes_nothing(engine, typed):
    played = engine(preview=Answer(events=TWO[:1], raises=KeyboardInterrupt()))
    code, _, err = typed("deploy", "dev", "--yes")
    assert (code, played.changed_something) == (Exit.FAULT, False)
    assert "Interrupted. Nothing was changed." in err


def test_what_was_begun_may_be_there_though_the_engine_did_not_end_it(engine, typed):
    begun = {"resourcePreEvent": {"metadata": {"op": "create", "urn": urn(QUEUE, "work"), "type": QUEUE, "provider": ""}}}
    engine(preview=FORESEEN, up=Answer(events=[begun], raises=KeyboardInterrupt()))
    code, _, err = typed("deploy", "dev", "--yes")
    assert code == Exit.PARTLY_DONE
    assert "May be half made: work." in err


def test_what_was_begun_and_ended_is_not_half_made(engine, typed):
    begun = {"resourcePreEvent": {"metadata": {"op": "create", "urn": urn(BUCKET, "uploads"), "type": BUCKET, "provider": ""}}}
    engine(preview=FORESEEN, up=Answer(events=[begun, *TWO[:1]], raises=KeyboardInterrupt()))
    assert "half made" not in typed("deploy", "dev", "--yes")[2]


@pytest.mark.parametrize(
    ("stderr", "code", "says"),
    [
        ("error: the stack is currently locked by 1 lock(s). Either wait", Exit.REFUSED, "pulumi cancel -s dev"),
        ("error: getting secrets manager: incorrect passphrase", Exit.USAGE, "PULUMI_CONFIG_PASSPHRASE"),
        ("error: ExpiredToken: The security token included in the request is expired", Exit.FAULT, "have expired. Log in again"),
        ("error: dial tcp: lookup sts.amazonaws.com: no such host", Exit.FAULT, "The network dropped"),
        ("error: something that nobody foresaw", Exit.FAULT, "something that nobody foresaw"),
    ],
)
@pytest.mark.parametrize("at", ["stack export", "preview"])
def test_what_keeps_the_engine_from_starting_ends_with_what_to_do(engine, typed, stderr, code, says, at):
    played = engine(**{at.replace(" ", "_"): Answer(code=255, stderr=stderr)})
    ended, _, err = typed("deploy", "dev", "--yes")
    assert (ended, played.changed_something) == (code, False)
    assert says in err


def test_credentials_that_expire_half_way_leave_what_was_done(engine, typed):
    expired = told("error", "ExpiredToken: The security token included in the request is expired", urn(QUEUE, "work"))
    engine(preview=FORESEEN, up=Answer(events=[TWO[0], expired], code=255))
    code, _, err = typed("deploy", "dev", "--yes")
    assert code == Exit.PARTLY_DONE
    assert "Your AWS credentials have expired." in err
    assert "Left: 1 of 2 (work)" in err
