"""`clientenv release`: the plan as data, and the command with a function that is played and an engine that is."""

import io
import json

import pytest

from automation import stack_secret
from automation.aws import held_videos
from automation.aws.held_videos import Decided, HeldVideos
from automation.exits import Exit, Stop
from automation.held_plan import Choice, HeldPlan, HeldVideo, plan_held, release_function
from lambdas.manifest import RELEASE_HELD, SWEEP
from lambdas.release_held.held import read_decision
from lambdas.release_held.listing import read_question
from tests.automation.accounts import CLIENT, EXTERNAL_ID, STRANGER, YOURS

FUNCTION = "aws:lambda/function:Function"
NAMES = ["uploads/miller.mp4", "uploads/[b]old.mp4", "uploads/c.mp4", "uploads/d.mp4"]
IDS = [digit * 64 for digit in "abcd"]
A, B, C, D = IDS


def function(name="dev-release-held-1a2b", handler=RELEASE_HELD.handler, **more):
    return {"type": FUNCTION, "urn": f"urn:{name}", "outputs": {"name": name, "handler": handler}, **more}


STATE = {"resources": [function("dev-sweep-1a2b", SWEEP.handler), function()]}


class PlayedFunction:
    """The deployed function, which reads events as the real one does. `answers`: what an invocation answers instead, by its number."""

    def __init__(self, *held, part=2):
        self.held = dict(zip(held, NAMES, strict=False))
        self.part = part
        self.events, self.answers = [], {}
        self.released, self.discarded, self.by = [], [], set()

    def invoke(self, **request):
        assert request["FunctionName"] == "dev-release-held-1a2b"
        event = json.loads(request["Payload"])
        self.events.append(event)
        answer = self.answers.get(len(self.events))
        if isinstance(answer, Exception):
            raise answer
        if answer:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps({"errorMessage": answer}).encode())}
        question = read_question(event)
        told = self._list(question) if question else self._decide(read_decision(event, by="nobody"))
        return {"Payload": io.BytesIO(json.dumps(told).encode())}

    def _list(self, question):
        rows = [
            {"video": id, "since": f"2026-11-2{number}T10:00:00.000000+00:00", "bytes": 1536 * 1024 * (number + 1)}
            | ({"name": name} if question.names else {})
            for number, (id, name) in enumerate(self.held.items())
            if question.after is None or id > question.after[0]
        ]
        shown = rows[: self.part]
        return {"held": shown, "after": {"video": shown[-1]["video"], "since": shown[-1]["since"]} if len(rows) > self.part else None}

    def _decide(self, decision):
        there = [id for id in decision.videos if id in self.held]
        (self.discarded if decision.discard else self.released).extend(there)
        self.by.add(decision.by)
        for id in there:
            del self.held[id]
        moved = {"discarded" if decision.discard else "released": len(there)}
        return {"released": 0, "discarded": 0, "skipped": len(decision.videos) - len(there)} | moved

    @property
    def decisions(self):
        return [event for event in self.events if "list" not in event]


# The plan.


def held(*ids):
    return [HeldVideo(id=id, since="2026-11-20T10:00:00+00:00", bytes=1) for id in ids]


def planned(choice, *ids):
    plan = plan_held(held(*(ids or IDS)), choice)
    return plan.release, plan.discard, plan.not_held


@pytest.mark.parametrize(
    ("choice", "plan"),
    [
        (Choice(), ((), (), ())),
        (Choice(release=["CCCCCCCC", A]), ((A, C), (), ())),
        (Choice(discard=["bbbbbbbb"]), ((), (B,), ())),
        (Choice(everything="release"), ((A, B, C, D), (), ())),
        (Choice(everything="release", discard=["b" * 8]), ((A, C, D), (B,), ())),
        (Choice(everything="discard", release=["b" * 8]), ((B,), (A, C, D), ())),
        (Choice(release=["a" * 8, "a" * 9], discard=["e" * 8]), ((A,), (), ("e" * 8,))),
    ],
)
def test_what_is_named_is_decided_and_the_rest_stays(choice, plan):
    assert planned(choice) == plan


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(release=[A], discard=["a" * 8]), "released and discarded"),
        (Choice(release=["a" * 7]), "8 or more"),
        (Choice(discard=["uploads/a.mp4"]), "no id of a video"),
        (Choice(release=["f" * 8]), "2 held videos begin with"),
    ],
)
def test_a_choice_that_leaves_a_doubt_is_refused(choice, says):
    with pytest.raises(Stop, match=says) as stop:
        planned(choice, A, "f" * 8 + "1" * 56, "f" * 8 + "2" * 56)
    assert stop.value.code == Exit.USAGE


def test_the_function_is_known_by_its_handler():
    assert release_function("dev", STATE) == "dev-release-held-1a2b"
    going = {"resources": [function("dev-release-held-old", delete=True), *STATE["resources"]]}
    assert release_function("dev", going) == "dev-release-held-1a2b"


@pytest.mark.parametrize("state", [{}, {"resources": None}, {"resources": STATE["resources"][:1]}])
def test_a_stack_without_it_says_how_it_gets_one(state):
    with pytest.raises(Stop, match="clientenv deploy dev"):
        release_function("dev", state)


# The function, asked and told.


def videos(played):
    return HeldVideos(stack="dev", function="dev-release-held-1a2b", lambda_=played)


def test_many_are_told_in_parts_and_counted_together(monkeypatch):
    monkeypatch.setattr(held_videos, "AT_ONCE", 2)
    played = PlayedFunction(*IDS)
    told = []
    plan = HeldPlan(release=(A, B, C), discard=(D, "e" * 64), not_held=())
    assert videos(played).decide(plan, "arn:anna", told.append) == Decided(released=3, discarded=1, skipped=1)
    assert [len(event["videos"]) for event in played.events] == [2, 1, 2]
    assert played.by == {"arn:anna"}
    assert told[0] == "2 of 3 released"


def test_a_failure_half_way_says_what_is_done(monkeypatch):
    monkeypatch.setattr(held_videos, "AT_ONCE", 2)
    played = PlayedFunction(*IDS)
    played.answers[2] = "Task timed out"
    with pytest.raises(Stop, match=r"2 released, 0 discarded, then: .*Task timed out.*clientenv release dev") as stop:
        videos(played).decide(HeldPlan(release=tuple(IDS), discard=(), not_held=()), "anna", print)
    assert stop.value.code == Exit.PARTLY_DONE
    assert list(played.held) == [C, D]


def test_a_failure_at_once_is_a_fault(monkeypatch):
    played = PlayedFunction(*IDS)
    played.answers[1] = "boom"
    with pytest.raises(Stop, match="boom") as stop:
        videos(played).decide(HeldPlan(release=(A,), discard=(), not_held=()), "anna", print)
    assert stop.value.code == Exit.FAULT


def test_a_function_that_is_older_than_the_command_is_told_apart():
    played = PlayedFunction(*IDS)
    played.answers[1] = "list is not known here. Invoke with"
    with pytest.raises(Stop, match="Before this: clientenv deploy dev"):
        videos(played).all(names=False)


# The command.


@pytest.fixture
def lay_out(engine, monkeypatch):
    def lay(*ids):
        played = PlayedFunction(*ids)
        engine(state=STATE)
        monkeypatch.setattr(held_videos, "held_videos", lambda session, stack, function: _of(session, stack, function, played))
        return played

    return lay


def _of(session, stack, function, played):
    assert session.client("sts").get_caller_identity()["Account"] == YOURS
    return HeldVideos(stack=stack, function=function, lambda_=played)


def test_what_is_held_is_listed_without_names_and_nothing_is_decided(lay_out, typed, records):
    played = lay_out(*IDS)
    code, out, err = typed("release", "dev")
    assert (code, err, played.decisions) == (0, "", [])
    assert "4 held, 15.0 MB" in out
    assert "aaaaaaaaaaaa  2026-11-20 10:00  1.5 MB" in out
    assert "mp4" not in out
    assert "clientenv release dev --all" in out
    assert not any(event.get("names") for event in played.events)
    assert records() == []


def test_names_are_shown_to_whoever_asks(lay_out, typed):
    lay_out(*IDS)
    out = typed("release", "dev", "--names")[1]
    assert all(name in out for name in NAMES)
    lay_out(*IDS)
    told = json.loads(typed("release", "dev", "--names", "--json")[1])
    assert [each["name"] for each in told["held"]] == NAMES


def test_nothing_held_is_said_so(lay_out, typed):
    lay_out()
    assert typed("release", "dev")[:2] == (0, "dev: no video is held.\n")
    played = lay_out()
    code, _, err = typed("release", "dev", "--all", "--yes")
    assert (code, played.decisions) == (0, [])
    assert "Nothing is left to decide" in err


def test_one_is_released_and_one_given_up_and_it_goes_on_record(lay_out, typed, records):
    played = lay_out(*IDS)
    code, out, err = typed("release", "dev", "--release", "cccccccc", "--discard", B, "--yes", "--json")
    assert code == 0
    assert (played.released, played.discarded, list(played.held)) == ([C], [B], [A, D])
    told = json.loads(out)
    assert set(told["held"][0]) == {"id", "since", "bytes"}
    assert told["plan"] == {"release": [C], "discard": [B], "not_held": []}
    assert told["decided"] == {"released": 1, "discarded": 1, "skipped": 0}
    assert "Release 1 and discard 1, in account 111111111111" in err
    (record,) = records()
    assert (record["plan"], record["decided"], record["exit"]) == (told["plan"], told["decided"], 0)
    assert played.by == {record["by"]}
    assert "mp4" not in json.dumps(record)


@pytest.mark.parametrize(("answer", "done"), [("y\n", [A, B, C, D]), ("n\n", []), ("\n", [])])
def test_somebody_is_asked_first(lay_out, typed, monkeypatch, answer, done):
    played = lay_out(*IDS)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    code, _, err = typed("release", "dev", "--all")
    assert (code, played.released) == (0 if done else Exit.REFUSED, done)
    assert "Release 4?" in err
    assert ("Nothing was changed" in err) == (not done)


def test_a_dry_run_decides_nothing(lay_out, typed, records):
    played = lay_out(*IDS)
    code, out, _ = typed("release", "dev", "--discard-all", "--yes", "--dry-run", "--json")
    assert (code, played.decisions, records()) == (0, [], [])
    assert json.loads(out)["plan"]["discard"] == IDS
    assert json.loads(out)["decided"] is None


def test_only_what_was_shown_is_decided_though_more_is_held_by_then(lay_out, typed, monkeypatch):
    played = lay_out(A, B)

    def agree(*words, **options):
        played.held[C] = "later.mp4"
        return True

    monkeypatch.setattr("typer.confirm", agree)
    typed("release", "dev", "--all")
    assert (played.released, list(played.held)) == ([A, B], [C])


def test_run_again_after_an_interruption_it_does_the_rest_and_says_what_is_not_held_any_more(lay_out, typed):
    played = lay_out(B)
    code, _, err = typed("release", "dev", "--release", A, "--release", B, "--yes")
    assert (code, played.released) == (Exit.PARTLY_DONE, [B])
    assert f"{A} is not held" in err


def test_all_and_discard_all_contradict_each_other(lay_out, typed):
    played = lay_out(*IDS)
    assert typed("release", "dev", "--all", "--discard-all", "--yes")[0] == Exit.USAGE
    assert played.events == []


@pytest.mark.parametrize(("stack", "belongs"), [("dev", YOURS), ("globex-prod", YOURS), ("acme-prod", CLIENT)])
def test_a_wrong_account_is_refused_before_the_function_hears_of_it(lay_out, typed, records, monkeypatch, accounts, stack, belongs):
    played = lay_out(*IDS)
    accounts.log_in(monkeypatch, STRANGER)
    monkeypatch.setenv(stack_secret.FROM_ENVIRONMENT, EXTERNAL_ID)
    code, out, err = typed("release", stack, "--all", "--yes", "--json")
    assert (code, out, played.events) == (Exit.REFUSED, "", [])
    assert belongs in err
    assert STRANGER in err
    assert "Nothing was changed" in err
    (record,) = records()
    assert (record["stack"], record["exit"]) == (stack, Exit.REFUSED)
    assert STRANGER in record["error"]


def test_a_wrong_account_that_only_looks_leaves_no_record(lay_out, typed, records, monkeypatch, accounts):
    lay_out(*IDS)
    accounts.log_in(monkeypatch, STRANGER)
    assert typed("release", "dev")[0] == typed("release", "dev", "--all", "--dry-run")[0] == Exit.REFUSED
    assert records() == []
