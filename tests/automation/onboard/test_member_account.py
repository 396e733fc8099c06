"""The stacks in a member account, run by its payer."""

import json
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from automation.aws import bootstrap_stacks
from automation.exits import Stop
from model.bootstrap_templates import BOUNDARY_STACK, ROLE_STACK
from tests.automation.accounts import EXTERNAL_ID
from tests.automation.onboard.acme_prod import ALL, AS_IT_SHIPS


def test_the_payer_runs_both_stacks_in_a_member_account_and_again_changes_nothing_new(typed, external_id, logged_in, member, records):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--json")
    assert (code, json.loads(out)) == (0, {BOUNDARY_STACK: "created", ROLE_STACK: "created"}), err
    checks = {each["id"]: each["result"] for each in json.loads(typed("onboard", "acme-prod", "--verify", "--json")[1])["checks"]}
    assert checks == dict.fromkeys(ALL, "passed") | {"budget": "failed"}
    again = json.loads(typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--json")[1])
    assert set(again.values()) <= {"updated", "unchanged"}
    assert EXTERNAL_ID not in out + err
    assert records()[0]["stacks"] == {BOUNDARY_STACK: "created", ROLE_STACK: "created"}
    assert EXTERNAL_ID not in json.dumps(records())


def test_stacks_are_run_in_no_account_of_a_client_s_own_and_not_without_asking(typed, project, external_id, logged_in, monkeypatch):
    code, out, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes")
    assert (code, out) == (3, "")
    assert "the client runs the stacks" in err


def test_a_dry_run_and_a_no_run_nothing(typed, external_id, logged_in, member, monkeypatch):
    monkeypatch.setattr("automation.aws.bootstrap_stacks.run_stacks", lambda *_, **__: pytest.fail("run all the same"))
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run")
    assert (code, "Nothing was changed." in err) == (3, True)
    assert typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes", "--dry-run")[0] == 0


def test_whoever_may_not_enter_changes_nothing(typed, external_id, logged_in, member):
    logged_in("333333333333")
    code, _, err = typed("onboard", "acme-prod", *AS_IT_SHIPS, "--run", "--yes")
    assert code == 3
    assert "Nothing was changed" in err


@pytest.mark.parametrize("state", bootstrap_stacks.DEAD)
def test_a_stack_whose_first_run_failed_has_to_be_deleted_first(state):
    cloudformation = SimpleNamespace(describe_stacks=lambda **_: {"Stacks": [{"StackStatus": state}]})
    with pytest.raises(Stop, match="Delete it"):
        bootstrap_stacks._run(cloudformation, ROLE_STACK, {}, {})


def test_a_stack_that_is_up_to_date_is_no_failure():
    def update(**_):
        raise ClientError({"Error": {"Code": "ValidationError", "Message": "No updates are to be performed."}}, "UpdateStack")

    cloudformation = SimpleNamespace(describe_stacks=lambda **_: {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]}, update_stack=update)
    assert bootstrap_stacks._run(cloudformation, ROLE_STACK, {}, {}) == "unchanged"
