"""What a script reads of a command on the engine however it ended, and that what is shown is neither markup nor a secret."""

import json

import pytest

from automation.deploying import deployment
from automation.exits import Exit, Stop
from tests.automation.accounts import STRANGER, YOURS
from tests.automation.deploying.foreseen import DONE, DRIFT, FAILED, FORESEEN, OUTPUTS, QUEUE, SYNCED, TABLE, TWO
from tests.automation.scripted_engine import Answer, broken_rule, step, told, urn


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
    monkeypatch.setattr("automation.aws.web_bucket.sync_web", refused)
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


def test_a_secret_output_is_not_shown(engine, typed):
    hidden, clear = (json.dumps({**OUTPUTS, "token": value}) for value in ("[secret]", "t0ps"))
    engine(preview=FORESEEN, up=DONE, **{"stack_output --json --show-secrets": Answer(stdout=clear), "stack_output": Answer(stdout=hidden)})
    _, out, err = typed("deploy", "dev", "--yes", "--json")
    assert (json.loads(out)["outputs"]["token"], "t0ps" in out + err) == ("[secret]", False)


def test_what_files_rules_and_resources_are_called_is_text_and_never_markup(engine, typed, monkeypatch):
    """Brackets would be taken for styles, and `:key:` for a picture of one."""
    files = ["uploaded assets/[id].js", "deleted [bold]/arn:aws:kms:key:[/].js"]
    monkeypatch.setattr(deployment, "placed_by_program", lambda *_: ())
    monkeypatch.setattr("automation.aws.web_bucket.sync_web", lambda *words, kept: [words[-1](each) for each in files] and SYNCED)
    foreseen = [step("update", QUEUE, "work:key:[red]"), broken_rule("named", "call it [client]-[x], not :key:.", "advisory")]
    engine(preview=Answer(events=foreseen), up=Answer(events=foreseen[:1]), outputs={**OUTPUTS, "web_bucket": "acme-web"})

    code, _, err = typed("deploy", "dev", "--yes")

    assert code == 0
    for words in (*files, "advice named: call it [client]-[x], not :key:.", "~ aws:sqs/queue:Queue work:key:[red]"):
        assert words in err
