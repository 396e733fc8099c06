"""`clientenv refresh` with an engine that is played: drift, and a state that is not of this account or not whole."""

import json

from automation.exits import Exit
from tests.automation.deploying.foreseen import DRIFT, FORESEEN, QUEUE
from tests.automation.scripted_engine import Answer, resource, step, urn

PENDING = {"pending_operations": [{"type": "creating", "resource": {"urn": urn(QUEUE, "work"), "type": QUEUE}}]}


def test_drift_is_shown_and_nothing_is_written(engine, typed):
    played = engine(refresh=DRIFT, state={"resources": []})
    code, out, _ = typed("refresh", "dev", "--dry-run", "--json")
    assert (code, played.changed_something) == (0, False)
    assert json.loads(out)["plan"]["counts"] == {"changed": 1, "deleted": 1}


def test_a_refresh_takes_drift_into_the_state_which_loses_no_data_that_is_not_lost_already(engine, typed):
    played = engine(refresh=DRIFT)
    code, out, _ = typed("refresh", "dev", "--yes")
    assert (code, played.ran("refresh")) == (0, 1)
    assert "1 changed, 1 deleted" in out


def test_without_drift_nothing_is_refreshed(engine, typed):
    played = engine(refresh=Answer(events=[step("same", QUEUE, "work")]))
    assert (typed("refresh", "dev", "--yes")[0], played.changed_something) == (0, False)


def test_a_stack_that_the_backend_does_not_know_cannot_be_refreshed(engine, typed):
    played = engine(stack_export=Answer(code=255, stderr="error: no stack named 'dev' found"))
    code, _, err = typed("refresh", "dev", "--yes")
    assert (code, played.changed_something) == (Exit.USAGE, False)
    assert "To deploy it: clientenv deploy dev" in err


def test_what_a_killed_update_was_making_is_told_and_a_refresh_strikes_it_out(engine, typed):
    played = engine(state=PENDING, refresh=Answer(events=[step("same", QUEUE, "work")]), preview=FORESEEN)
    assert "An update was killed while it worked on work" in typed("preview", "dev")[2]
    code, _, err = typed("refresh", "dev", "--yes")
    assert (code, played.ran("refresh")) == (0, 1)
    assert "Look for them in AWS" in err
    assert any("--clear-pending-creates" in words for words in played.typed)


def test_a_stack_that_is_deployed_in_another_account_is_not_touched(engine, typed):
    elsewhere = resource(QUEUE, "work", arn="arn:aws:sqs:us-east-1:333333333333:work")
    played = engine(state={"resources": [elsewhere]}, preview=FORESEEN, refresh=DRIFT)
    for command in (["deploy", "dev", "--yes"], ["preview", "dev"], ["refresh", "dev", "--yes"]):
        code, _, err = typed(*command)
        assert (code, played.changed_something, played.ran("preview")) == (Exit.REFUSED, False, 0)
        assert "says account 111111111111, but dev is deployed in 333333333333" in err


def test_the_providers_pinned_account_counts_before_anything_else_is_there(engine, typed):
    provider = {
        "urn": urn("pulumi:providers:aws", "dev"),
        "type": "pulumi:providers:aws",
        "inputs": {"allowedAccountIds": '["333333333333"]'},
    }
    engine(state={"resources": [provider]}, preview=FORESEEN)
    code, _, err = typed("preview", "dev")
    assert (code, "deployed in 333333333333" in err) == (Exit.REFUSED, True)
