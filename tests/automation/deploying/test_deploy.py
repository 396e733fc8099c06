"""`clientenv deploy`, `preview` and `refresh` with an engine that is played: what is told, what is left, and that nothing is lost."""

import json
from pathlib import Path

import pytest

from automation.aws.web_bucket import Synced
from automation.deploying import deployment
from automation.exits import Exit, Stop
from tests.automation.accounts import STRANGER, YOURS
from tests.automation.scripted_engine import Answer, broken_rule, resource, step, summary, told, urn

BUCKET, QUEUE, TABLE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue", "aws:dynamodb/table:Table"
OUTPUTS = {
    "schema_version": 1,
    **dict.fromkeys(("client", "slug", "environment", "placement", "account_id", "home_region", "tags", "billing_terms"), "x"),
    **dict.fromkeys(("usage_table_arn", "usage_reader_role_arn", "uploads_bucket", "results_bucket"), "x"),
}
SYNCED = Synced(uploaded=1, deleted=1, unchanged=0, invalidation="I1")
TWO = [step("create", BUCKET, "uploads"), step("update", QUEUE, "work", detailedDiff={"tags.Client": {"diffKind": "update"}})]
FORESEEN = Answer(events=[*TWO, summary(create=1, update=1, same=5)])
DONE = Answer(events=[*TWO, summary(create=1, update=1, same=5)])


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


def test_a_preview_changes_nothing_and_leaves_no_record(engine, typed, records):
    played = engine(preview=FORESEEN)
    code, out, _ = typed("preview", "dev", "--json")

    report = json.loads(out)
    assert (code, report["result"], played.changed_something, records()) == (0, "planned", False, [])
    assert report["plan"]["counts"] == {"created": 1, "changed": 1}
    assert [(each["kind"], each["name"], each["properties"]) for each in report["plan"]["changes"]] == [
        ("created", "uploads", []),
        ("changed", "work", ["tags.Client"]),
    ]


def test_the_hash_of_a_plan_says_what_changes_and_not_when_or_in_which_order(engine, typed):
    engine(preview=[FORESEEN, Answer(events=TWO[::-1]), Answer(events=TWO[:1])])
    first, turned, less = (json.loads(typed("preview", "dev", "--json")[1])["plan"]["sha256"] for _ in range(3))
    assert first == turned != less


@pytest.mark.parametrize(
    ("operation", "type_", "loses"),
    [("delete", BUCKET, True), ("delete-replaced", TABLE, True), ("delete", QUEUE, False), ("update", TABLE, False)],
)
def test_only_the_deletion_or_replacement_of_a_data_store_loses_data(engine, typed, operation, type_, loses):
    engine(preview=Answer(events=[step(operation, type_, "it")]))
    (change,) = json.loads(typed("preview", "dev", "--json")[1])["plan"]["changes"]
    assert change["loses_data"] is loses


def test_the_web_pages_bucket_is_a_copy(engine, typed):
    engine(preview=Answer(events=[step("delete", BUCKET, "web", "clientenv:index:WebHosting")]))
    (change,) = json.loads(typed("preview", "dev", "--json")[1])["plan"]["changes"]
    assert not change["loses_data"]


LOSING = Answer(
    events=[step("create-replacement", TABLE, "usage"), step("replace", TABLE, "usage"), step("delete-replaced", TABLE, "usage")]
)


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


# What goes wrong.

FAILED = Answer(
    events=[TWO[0], told("error", "creating SQS Queue: QuotaExceeded", urn(QUEUE, "work"))], code=255, stderr="error: update failed"
)


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


def test_what_files_rules_and_resources_are_called_is_text_and_never_markup(engine, typed, monkeypatch):
    """Brackets would be taken for styles, and `:key:` for a picture of one."""
    files = ["uploaded assets/[id].js", "deleted [bold]/arn:aws:kms:key:[/].js"]
    monkeypatch.setattr(deployment, "placed_by_program", lambda *_: ())
    monkeypatch.setattr(deployment, "sync_web", lambda *words, kept: [words[-1](each) for each in files] and SYNCED)
    foreseen = [step("update", QUEUE, "work:key:[red]"), broken_rule("named", "call it [client]-[x], not :key:.", "advisory")]
    engine(preview=Answer(events=foreseen), up=Answer(events=foreseen[:1]), outputs={**OUTPUTS, "web_bucket": "acme-web"})

    code, _, err = typed("deploy", "dev", "--yes")

    assert code == 0
    for words in (*files, "advice named: call it [client]-[x], not :key:.", "~ aws:sqs/queue:Queue work:key:[red]"):
        assert words in err


def test_a_script_reads_how_it_ended_however_it_ended(engine, typed):
    engine(preview=FORESEEN, up=FAILED)
    code, out, _ = typed("deploy", "dev", "--yes", "--json")
    report = json.loads(out)
    assert (code, report["exit"], report["result"]) == (5, 5, "partly done")
    assert "To go on" in report["message"]
    assert (report["account_id"], report["plan"]["counts"], report["done"]) == (YOURS, {"created": 1, "changed": 1}, {"created": 1})


def test_a_script_reads_the_plan_that_was_not_agreed_to(engine, typed):
    engine(preview=FORESEEN)
    code, out, _ = typed("deploy", "dev", "--json")
    report = json.loads(out)
    assert (code, report["result"], report["account_id"]) == (3, "refused", YOURS)
    assert (report["plan"]["counts"], report["done"]) == ({"created": 1, "changed": 1}, {})


@pytest.mark.parametrize("command", [["deploy", "dev", "--yes"], ["preview", "dev"]])
def test_a_script_reads_in_which_account_a_rule_was_broken_and_that_nothing_was_done(engine, typed, command):
    engine(preview=Answer(events=[TWO[0], broken_rule("encrypted", "uploads is not encrypted.")], code=255))
    code, out, _ = typed(*command, "--json")
    report = json.loads(out)
    assert (code, report["result"], report["account_id"]) == (3, "refused", YOURS)
    assert (report["plan"], report["done"]) == (None, {})


def test_a_script_reads_what_was_deployed_before_the_web_page_failed(engine, typed, monkeypatch):
    def refused(*words, kept):
        raise Stop(Exit.PARTLY_DONE, "The web page is published in part.")

    monkeypatch.setattr(deployment, "placed_by_program", lambda *_: ())
    monkeypatch.setattr(deployment, "sync_web", refused)
    engine(preview=FORESEEN, up=DONE, outputs={**OUTPUTS, "web_bucket": "acme-web"})
    report = json.loads(typed("deploy", "dev", "--yes", "--json")[1])
    assert (report["result"], report["done"], report["web"]) == ("partly done", {"created": 1, "changed": 1}, None)
    assert report["outputs"]["web_bucket"] == "acme-web"


def test_a_script_reads_what_was_done_where_the_audit_record_cannot_be_written(engine, typed, project):
    (project / ".clientenv").write_text("in the way")
    engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    code, out, err = typed("deploy", "dev", "--yes", "--json")
    report = json.loads(out)
    assert (code, report["exit"], report["done"]) == (5, 5, {"created": 1, "changed": 1})
    assert "audit record could not be written" in report["message"]
    assert "audit record could not be written" in err


def test_a_script_reads_the_drift_that_a_refresh_half_took_in(engine, typed):
    engine(refresh=[DRIFT, Answer(events=[DRIFT.events[0], told("error", "Throttling", urn(TABLE, "usage"))], code=255)])
    report = json.loads(typed("refresh", "dev", "--yes", "--json")[1])
    assert (report["result"], report["account_id"], report["done"]) == ("partly done", YOURS, {"changed": 1})
    assert report["plan"]["counts"] == {"changed": 1, "deleted": 1}


def test_a_wrong_account_is_told_and_no_plan_was_made(engine, typed, monkeypatch, accounts):
    engine(preview=FORESEEN)
    accounts.log_in(monkeypatch, STRANGER)
    code, out, _ = typed("deploy", "dev", "--yes", "--json")
    report = json.loads(out)
    assert (code, report["account_id"], report["plan"], report["done"]) == (3, None, None, {})


# Drift.

DRIFT = Answer(
    events=[step("update", QUEUE, "work", detailedDiff={"delaySeconds": {"diffKind": "update"}}), step("delete", TABLE, "usage")]
)


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


# The state's account.


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


# What was agreed to is what is done.


def plan_file(words, option):
    return words[words.index(option) + 1] if option in words else None


def test_the_engine_is_held_to_the_plan_that_was_shown(engine, typed):
    played = engine(preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    typed("deploy", "dev", "--yes")
    saved, held = (
        plan_file(next(words for words in played.typed if words[0] == verb), option)
        for verb, option in (("preview", "--save-plan"), ("up", "--plan"))
    )
    assert saved == held is not None
    assert not Path(saved).exists()


def test_a_preview_leaves_no_plan(engine, typed):
    played = engine(preview=FORESEEN)
    typed("preview", "dev")
    assert all("--save-plan" not in words for words in played.typed)


@pytest.mark.parametrize(("before", "code"), [([], Exit.REFUSED), (TWO[:1], Exit.PARTLY_DONE)])
def test_what_has_changed_since_is_not_done(engine, typed, before, code):
    other = told("error", "resource urn:... violates plan: delete is not allowed", urn(TABLE, "usage"))
    engine(preview=FORESEEN, up=Answer(events=[*before, other], code=255))
    ended, _, err = typed("deploy", "dev", "--yes")
    assert (ended, "To see the new plan: clientenv preview dev" in err) == (code, True)


def test_nobodys_selected_stack_is_another_one_afterwards(engine, typed):
    unknown = Answer(code=255, stderr="error: no stack named 'dev' found")
    there = Answer(stdout=json.dumps({"deployment": {}}))
    played = engine(stack_export=[unknown, there], preview=FORESEEN, up=DONE, outputs=OUTPUTS)
    assert typed("deploy", "dev", "--yes")[0] == 0
    assert ["stack", "init", "dev", "--no-select"] in played.typed
    assert all(words[:2] != ["stack", "select"] for words in played.typed)


def test_a_stack_that_the_backend_does_not_know_cannot_be_refreshed(engine, typed):
    played = engine(stack_export=Answer(code=255, stderr="error: no stack named 'dev' found"))
    code, _, err = typed("refresh", "dev", "--yes")
    assert (code, played.changed_something) == (Exit.USAGE, False)
    assert "To deploy it: clientenv deploy dev" in err


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


@pytest.mark.parametrize("type_", ["random:index/randomPassword:RandomPassword", "pulumi:providers:aws"])
def test_whatever_is_no_component_is_in_the_plan(engine, typed, type_):
    engine(preview=Answer(events=[step("update", type_, "it"), step("update", "clientenv:index:Network", "net")]))
    assert json.loads(typed("preview", "dev", "--json")[1])["plan"]["counts"] == {"changed": 1}


def test_a_secret_output_is_not_shown(engine, typed):
    hidden, clear = (json.dumps({**OUTPUTS, "token": value}) for value in ("[secret]", "t0ps"))
    engine(preview=FORESEEN, up=DONE, **{"stack_output --json --show-secrets": Answer(stdout=clear), "stack_output": Answer(stdout=hidden)})
    _, out, err = typed("deploy", "dev", "--yes", "--json")
    assert (json.loads(out)["outputs"]["token"], "t0ps" in out + err) == ("[secret]", False)


PENDING = {"pending_operations": [{"type": "creating", "resource": {"urn": urn(QUEUE, "work"), "type": QUEUE}}]}


def test_what_a_killed_update_was_making_is_told_and_a_refresh_strikes_it_out(engine, typed):
    played = engine(state=PENDING, refresh=Answer(events=[step("same", QUEUE, "work")]), preview=FORESEEN)
    assert "An update was killed while it worked on work" in typed("preview", "dev")[2]
    code, _, err = typed("refresh", "dev", "--yes")
    assert (code, played.ran("refresh")) == (0, 1)
    assert "Look for them in AWS" in err
    assert any("--clear-pending-creates" in words for words in played.typed)
