"""However a command on the engine ends, a script reads it, a record says it, and the exit code is of what was done."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from pulumi.automation import CommandResult
from pulumi.automation.errors import create_command_error

from automation.deploying import deployment, guarded_stack
from automation.engine.command import EngineCommand
from automation.exits import Exit, Stop
from tests.automation.accounts import STRANGER, YOURS
from tests.automation.conftest import ROOT
from tests.automation.deploying.foreseen import DONE, FORESEEN, OUTPUTS, QUEUE
from tests.automation.scripted_engine import Answer, resource

REFUSED_OUTPUTS = create_command_error(CommandResult(stdout="", stderr="error: failed to decrypt", code=255))


@pytest.fixture
def ended_by(engine, monkeypatch):
    """A deployment whose web page, after `up`, meets this."""

    def lay_out(error):
        def raises(*_, **__):
            raise error

        monkeypatch.setattr(deployment, "placed_by_program", lambda *_: ())
        monkeypatch.setattr("automation.aws.web_bucket.sync_web", raises)
        return engine(preview=FORESEEN, up=DONE, outputs={**OUTPUTS, "web_bucket": "acme-web"})

    return lay_out


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (KeyboardInterrupt(), "Interrupted."),
        (REFUSED_OUTPUTS, "failed to decrypt"),
        (RuntimeError("out of paper"), "clientenv broke: RuntimeError: out of paper"),
        (Stop(Exit.FAULT, "The state cannot be read."), "The state cannot be read."),
        (Stop(Exit.REFUSED, "It is locked. Nothing was changed."), "It is locked."),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else "",
)
def test_whatever_ends_it_after_up_is_partly_done_and_says_what_is_done_and_how_to_go_on(ended_by, typed, records, error, says):
    ended_by(error)
    code, out, err = typed("deploy", "dev", "--yes", "--json")

    report = json.loads(out)
    assert (code, report["exit"], report["result"]) == (5, 5, "partly done")
    assert (report["account_id"], report["done"]) == (YOURS, {"created": 1, "changed": 1})
    assert report["outputs"]["web_bucket"] == "acme-web"
    assert says in report["message"]
    assert "Nothing was changed" not in report["message"]
    assert report["message"].endswith("Done: 1 created, 1 changed; that stands.\nTo go on: clientenv deploy dev")
    assert report["message"] in err
    (record,) = records()
    assert (record["exit"], record["error"], record["steps"]) == (5, report["message"], ["preview", "up"])


def test_a_person_gets_the_same_words_and_code_without_json(ended_by, typed):
    ended_by(KeyboardInterrupt())
    code, out, err = typed("deploy", "dev", "--yes")
    assert (code, out) == (5, "")
    assert "Interrupted.\nDone: 1 created, 1 changed; that stands." in err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("out of paper")], ids=["interrupt", "fault"])
def test_what_ends_it_before_anything_is_carried_out_changed_nothing(engine, typed, records, monkeypatch, error):
    def raises(*_, **__):
        raise error

    played = engine(preview=FORESEEN)
    monkeypatch.setattr(deployment, "plan_of", raises)
    code, out, _ = typed("deploy", "dev", "--yes", "--json")
    assert (code, json.loads(out)["result"], played.changed_something) == (1, "failed", False)
    assert json.loads(out)["message"].endswith("Nothing was changed.")
    assert [each["exit"] for each in records()] == [1]
    assert records(begun=True) == []


def test_a_fault_shows_where_it_happened_to_who_wants_that(ended_by, typed, monkeypatch):
    monkeypatch.setenv("CLIENTENV_TRACEBACK", "1")
    ended_by(RuntimeError("out of paper"))
    assert "Traceback" in typed("deploy", "dev", "--yes")[2]


# Records.


def test_before_anything_is_changed_a_record_says_what_is_going_to_be(engine, typed, records, project):
    class Looking(Answer):
        @property
        def events(self):
            found.append((records(begun=True), records()))
            return DONE.events

        @events.setter
        def events(self, _): ...

    found = []
    engine(preview=FORESEEN, up=Looking(), outputs=OUTPUTS)
    assert typed("deploy", "dev", "--yes")[0] == 0

    ((begun,), ended) = found[0]
    assert (begun["exit"], begun["steps"], begun["counts"], ended) == (None, ["preview"], {"created": 1, "changed": 1}, [])
    assert records(begun=True) == [begun]
    (record,) = records()
    assert (record["plan"], record["at"]) == (begun["plan"], begun["at"])
    names = sorted(path.name for path in (project / ".clientenv" / "audit").rglob("*.json"))
    assert names[0].replace("-begun", "") == names[1]


def test_what_is_not_agreed_to_was_never_begun(engine, typed, records):
    engine(preview=FORESEEN)
    assert typed("deploy", "dev")[0] == 3
    assert (records(begun=True), [each["exit"] for each in records()]) == ([], [3])


ELSEWHERE = {"resources": [resource(QUEUE, "work", arn="arn:aws:sqs:us-east-1:333333333333:work")]}
LOCKED = Answer(code=255, stderr="error: the stack is currently locked by 1 lock(s). Either wait")


@pytest.mark.parametrize("command", [["deploy", "--yes"], ["refresh", "--yes"], ["destroy", "--confirm", "dev"]], ids=lambda each: each[0])
@pytest.mark.parametrize(
    ("account", "script", "by", "says"),
    [
        (STRANGER, {}, f"arn:aws:iam::{STRANGER}:user/admin", STRANGER),
        (YOURS, {"state": ELSEWHERE}, f"arn:aws:iam::{YOURS}:user/admin", "333333333333"),
        (YOURS, {"stack_export": LOCKED}, f"arn:aws:iam::{YOURS}:user/admin", "is locked"),
    ],
    ids=["wrong account", "foreign state", "lock"],
)
def test_what_the_guard_refuses_is_on_record(engine, typed, records, accounts, monkeypatch, command, account, script, by, says):
    engine(**script)
    accounts.log_in(monkeypatch, account)
    code, _, err = typed(command[0], "dev", *command[1:])
    (record,) = records()
    assert (code, record["exit"], record["by"], record["stack"]) == (3, 3, by, "dev")
    assert says in record["error"]
    assert record["error"] in err


def test_a_preview_that_the_guard_refuses_leaves_no_record(engine, typed, records, accounts, monkeypatch):
    engine()
    accounts.log_in(monkeypatch, STRANGER)
    assert (typed("preview", "dev")[0], records()) == (3, [])


def test_a_refusal_that_the_bucket_of_records_does_not_take_is_in_the_folder_without_a_second_error(
    engine, typed, records, accounts, monkeypatch, project
):
    path = project / "Pulumi.dev.yaml"
    path.write_text(path.read_text() + "  clientenv:auditPlace: s3://nowhere-to-be-found/trail\n")
    engine()
    accounts.log_in(monkeypatch, STRANGER)
    code, _, err = typed("deploy", "dev", "--yes")
    assert (code, [each["exit"] for each in records()]) == (3, [3])
    assert "nowhere-to-be-found" not in err


# Real signals.

ENGINE = """#!{python} -SE
import json, signal, sys, time
words = [each for each in sys.argv[1:] if each != "--non-interactive"]
if words[:2] == ["stack", "export"]:
    print(json.dumps({{"deployment": {{}}}}))
elif words[:2] == ["stack", "history"]:
    print({update!r})
if "--event-log" in words:
    heard = []
    signal.signal(signal.SIGINT, lambda *_: heard.append("INT"))
    log = open(words[words.index("--event-log") + 1], "a")
    for event in json.loads({events!r}):
        print(json.dumps(event), file=log, flush=True)
    if words[0] == "up":
        open("began", "w").close()
        while not heard:
            time.sleep(0.01)
        time.sleep(0.2)
        open("ended", "w").write(" ".join(heard))
    print(json.dumps({{"cancelEvent": {{}}}}), file=log, flush=True)
    sys.exit(len(heard))
"""


def test_before_a_deployment_the_guard_looks_at_the_state_while_the_automation_api_and_botocore_are_imported():
    asked = (
        "import sys, automation.deploying.deployment; print(sorted({'pulumi', 'grpc', 'boto3', 'botocore.session'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


INTERRUPTED = """
import importlib.abc, json, sys
from automation.deploying import command
from automation.deploying.plan import Operation

class Interrupts(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            sys.meta_path.remove(self)
            raise KeyboardInterrupt

def guarded_stack(name, create):
    from automation.engine.opened_stack import open_stack

sys.meta_path.insert(0, Interrupts())
command.guarded_stack = guarded_stack
command.carry_out("dev", Operation.DEPLOY, None, as_json=True)
"""


@pytest.mark.parametrize("at", ["pulumi", "grpc._observability", "pulumi.automation"])
def test_ctrl_c_while_the_automation_api_is_imported_is_one_message_and_nothing_is_imported_again(at):
    """gRPC is imported half-way at the second: a second time would end the process at once."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, at], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Interrupted.\nNothing was changed." in done.stderr
    assert json.loads(done.stdout)["message"] == "Interrupted.\nNothing was changed."


@pytest.mark.parametrize("signals", [[signal.SIGTERM], [signal.SIGHUP], [signal.SIGINT, signal.SIGINT, signal.SIGTERM]], ids=str)
def test_a_signal_while_the_engine_works_ends_as_ctrl_c_with_json_and_a_record(engine, typed, records, project, monkeypatch, signals):
    from tests.automation.scripted_engine import UPDATE

    engine()
    path = project / "pulumi"
    path.write_text(ENGINE.format(python=sys.executable, events=json.dumps([*FORESEEN.events]), update=json.dumps([UPDATE])))
    path.chmod(0o755)
    monkeypatch.setattr(guarded_stack, "Pulumi", lambda: EngineCommand(str(path)))

    def send():
        while not (project / "began").exists():
            time.sleep(0.005)
        for each in signals:
            os.kill(os.getpid(), each)
            time.sleep(0.05)

    threading.Thread(target=send, daemon=True).start()
    code, out, err = typed("deploy", "dev", "--yes", "--json")

    assert code == 5, err
    assert (code, (project / "ended").read_text()) == (5, "INT")
    assert json.loads(out)["done"] == {"created": 1, "changed": 1}
    assert "Interrupted." in json.loads(out)["message"]
    assert ([each["exit"] for each in records()], len(records(begun=True))) == ([5], 1)
