"""`clientenv destroy` with an engine that is played: nothing goes before usage is safe, data goes when told, and every end can go on."""

import json
from datetime import UTC, datetime

import pytest

from automation.aws import destruction as boundary
from automation.aws.stack_account import Entered
from automation.deploying import guarded_stack
from automation.deploying.residue import Found, Residue, Thing
from automation.deploying.usage_copied import UsageGate
from automation.exits import Exit, Stop
from billing.domain.usage import UsageRecord
from components.component_types import BILLING_READER, USAGE_TABLE
from tests.automation.accounts import STRANGER, YOURS
from tests.automation.scripted_engine import Answer, resource, step, told, urn

BUCKET, QUEUE, TABLE, ROLE = "aws:s3/bucket:Bucket", "aws:sqs/queue:Queue", "aws:dynamodb/table:Table", "aws:iam/role:Role"
USAGE, READER = urn(TABLE, "usage", USAGE_TABLE), urn(ROLE, "reader", BILLING_READER)
UPLOADS, WORK = urn(BUCKET, "uploads"), urn(QUEUE, "work")


def row(urn_, type_, **more):
    return {**resource(type_, urn_.rsplit("::", 1)[-1], arn=urn_), "urn": urn_, **more}


def state(*, protect=False, without=()):
    rows = [
        row(WORK, QUEUE),
        row(UPLOADS, BUCKET, protect=protect),
        row(USAGE, TABLE, protect=protect, inputs={"deletionProtectionEnabled": protect}),
        row(READER, ROLE),
    ]
    return {"resources": [each for each in rows if each["urn"] not in without]}


def export(state):
    return Answer(stdout=json.dumps({"version": 3, "deployment": state}))


def deletes(*urns):
    return [
        step("delete", each.split("::")[2].split("$")[-1], each.rsplit("::", 1)[-1], *each.split("::")[2].split("$")[:-1]) for each in urns
    ]


def going(*urns, **more):
    return Answer(events=deletes(*urns), **more)


RECORD = UsageRecord(job="a1", seconds=61, completed=datetime(2026, 11, 5, tzinfo=UTC))


class Ledger:
    def __init__(self):
        self.copied, self.closed, self.takes = [], False, True

    def knows(self):
        return True

    def of(self, months):
        return dict.fromkeys(months, self.copied)

    def copy(self, records):
        if not self.takes:
            raise Stop(Exit.REFUSED, "the ledger says no")
        fresh = [each for each in records if each not in self.copied]
        self.copied += fresh
        return len(fresh)

    def close(self, months):
        self.closed = True


class Around:
    """AWS, in memory; notes beside the engine's commands what was done and when."""

    def __init__(self):
        self.metered, self.ledger, self.left, self.asked, self.played = [], Ledger(), Residue(), [], None
        self.breaks = self.blind = self.unready = None

    def gate(self, stack, plan):
        return UsageGate(
            stack=stack.name, metered=lambda: list(self.metered), ledger=lambda: self.ledger, copies=self.copies, lost=self.lost
        )

    def empty_bucket(self, stack, name, region, tell):
        self.played.typed.append(["(emptied)", name])
        if self.breaks:
            raise self.breaks

    def allow_deletion(self, stack, table, region):
        self.played.typed.append(["(may go)", table])

    def sweep(self, stack):
        if self.unready:
            raise self.unready
        return self.residue

    def residue(self, before, still):
        self.asked = [set(before), set(still)]
        if self.blind:
            raise self.blind
        return self.left


@pytest.fixture
def around(monkeypatch):
    made = Around()

    def options(*, billing, copies, lost):
        made.copies, made.lost = copies, lost
        return made

    monkeypatch.setattr(boundary, "AwsSurroundings", options)
    return made


@pytest.fixture
def play(engine, around, project, monkeypatch):
    """Lays out the states that the engine exports and what its destructions answer. Who you are is known without asking AWS."""
    you = Entered(account_id=YOURS, by=f"arn:aws:iam::{YOURS}:user/admin", session=None, own=None)
    monkeypatch.setattr(guarded_stack, "enter", lambda *_: you)

    def lay_out(*states, protect=False, **answers):
        if protect:
            path = project / "Pulumi.dev.yaml"
            path.write_text(path.read_text().replace("protectData: false", "protectData: true"))
        opened = states[0]  # asked for once to see whether the backend knows the stack
        around.played = engine(stack_export=[export(each) for each in (opened, *states)], **answers)
        return around.played

    return lay_out


def destructions(played):
    """What really happened, in its order: the engine's verbs and the steps beside it."""
    words = [words for words in played.typed if words[0] in ("destroy", "state") or words[0].startswith("(")]
    return [
        "destroy all but protected" if "--exclude-protected" in each else "destroy all" if each[0] == "destroy" else " ".join(each[:2])
        for each in words
        if "--preview-only" not in each
    ]


PROTECTED = {"protect": True, "destroy --preview-only": going(WORK), "destroy": going(WORK)}


def kept_run(play):
    return play(state(protect=True), state(protect=True, without={WORK}), **PROTECTED)


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


def data_run(play, **more):
    first, second = going(WORK), going(UPLOADS, USAGE, READER)
    answers = {"protect": True, "destroy --preview-only": first, "destroy": [first, second], **more}
    return play(state(protect=True), {"resources": []}, **answers)


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


# What goes wrong.


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


def test_a_script_reads_the_plan_that_missing_usage_refused(play, typed, around):
    around.metered = [RECORD]
    data_run(play)
    report = json.loads(typed("destroy", "dev", "--with-data", "--confirm", "dev", "--json")[1])
    assert (report["result"], report["plan"]["counts"], report["done"], report["usage"]) == ("refused", {"deleted": 4}, {}, None)


def test_ctrl_c_between_two_steps_says_how_to_go_on_and_is_on_record(play, typed, around, records):
    around.breaks = KeyboardInterrupt()
    played = data_run(play)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, destructions(played)[-1]) == (Exit.PARTLY_DONE, "(emptied) uploads")
    assert "To go on: clientenv destroy dev --with-data" in err
    assert (records()[0]["exit"], records()[0]["steps"]) == (Exit.PARTLY_DONE, ["usage", "all but data"])


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


def test_another_account_is_refused_before_anything_is_asked(engine, typed, accounts, monkeypatch, around):
    played = around.played = engine(stack_export=export(state(protect=True)), **{"destroy": going(WORK)})
    accounts.log_in(monkeypatch, STRANGER)
    code, _, err = typed("destroy", "dev", "--with-data", "--confirm", "dev")
    assert (code, played.typed, around.asked) == (Exit.REFUSED, [], [])
    assert STRANGER in err
