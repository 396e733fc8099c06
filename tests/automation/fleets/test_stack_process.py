"""Real processes that stand in for `clientenv deploy`: what they do to us, and what we do to them."""

import os
import signal
import sys
import textwrap
import threading
import time

import pytest

from automation.fleets.fleet_plan import FleetOperation
from automation.fleets.stack_process import StackProcesses
from automation.fleets.stack_result import State

HEAD = """
import json, os, signal, sys, time
def answer(exit=0, **more):
    print(json.dumps({"stack": sys.argv[2], "account_id": "222222222222", "exit": exit, "message": "", "plan": None, "done": {}, **more}))
    sys.exit(exit)
"""


@pytest.fixture
def processes(tmp_path):
    """Makes the command of a fleet whose children run this program."""

    def make(program, operation=FleetOperation.UP):
        (tmp_path / "child.py").write_text(HEAD + textwrap.dedent(program))
        return StackProcesses(operation, tmp_path, command=(sys.executable, "-S", str(tmp_path / "child.py")))

    return make


def test_the_answer_of_a_child_is_the_result(processes):
    told = []
    program = """
    print("Preview: 3 resources", file=sys.stderr)
    answer(plan={"counts": {"created": 9}, "changes": [{"kind": "created", "name": "uploads"}]}, done={"created": 3})
    """
    found = processes(program).run("acme-prod", told.append)
    assert (found.stack, found.state, found.exit, found.account_id) == ("acme-prod", State.DONE, 0, "222222222222")
    assert (found.counts, found.changes) == ({"created": 3}, ({"kind": "created", "name": "uploads"},))
    assert told == ["Preview: 3 resources"]
    assert found.seconds >= 0


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (FleetOperation.PREVIEW, "preview acme-prod --json"),
        (FleetOperation.UP, "deploy acme-prod --yes --json"),
        (FleetOperation.DRIFT, "refresh acme-prod --dry-run --json"),
    ],
)
def test_what_is_typed_for_a_stack(processes, operation, words):
    found = processes('answer(message=" ".join(sys.argv[1:]))', operation).run("acme-prod", print)
    assert found.message == words


def test_a_failure_says_why_and_how_to_see_it_alone(processes):
    found = processes('answer(1, message="uploads: access denied")').run("acme-prod", print)
    assert (found.state, found.exit, found.message) == (State.FAILED, 1, "uploads: access denied")
    assert found.remedy == "To see it alone: clientenv deploy acme-prod"


@pytest.mark.parametrize(("code", "did"), [(3, {}), (5, {"created": 1})])
def test_of_a_stack_that_stopped_early_only_what_was_done_counts(processes, code, did):
    plan = {"counts": {"created": 9}, "changes": [{"kind": "created", "name": "uploads"}]}
    found = processes(f"answer({code}, plan={plan}, done={did})").run("acme-prod", print)
    assert (found.counts, found.changes) == (did, ())


def test_a_stack_that_would_lose_data_is_left_to_a_person_with_the_command(processes):
    found = processes('answer(3, message="This loses data of acme-prod, for good")').run("acme-prod", print)
    assert (found.state, found.remedy) == (State.REFUSED, "A person decides: clientenv deploy acme-prod")
    assert "loses data" in found.message


@pytest.mark.parametrize(("number", "name"), [(signal.SIGKILL, "SIGKILL"), (signal.SIGSEGV, "SIGSEGV")])
def test_a_child_that_dies_is_a_failure_that_names_the_signal(processes, number, name):
    found = processes(f"os.kill(os.getpid(), {int(number)})").run("acme-prod", print)
    assert (found.state, found.exit) == (State.FAILED, -number)
    assert name in found.message
    assert "locked" in found.message


@pytest.mark.parametrize("said", ["", "all is well", "[1]", '{"stack": "another", "exit": 0}'])
def test_a_child_that_ends_well_without_an_answer_about_its_stack_has_failed(processes, said):
    found = processes(f"print({said!r})").run("acme-prod", print)
    assert (found.state, found.exit) == (State.FAILED, 0)
    assert "without an answer" in found.message


def test_of_a_child_that_only_complains_the_last_lines_are_the_message(processes):
    found = processes('for n in range(99): print("line", n, file=sys.stderr)\nsys.exit(2)').run("acme-prod", print)
    assert (found.state, found.message.splitlines()[-1]) == (State.FAILED, "line 98")
    assert len(found.message.splitlines()) == 12


def test_much_output_on_both_streams_does_not_hang(processes):
    found = processes('print("x" * 300_000, file=sys.stderr); answer(message="y" * 300_000)').run("acme-prod", lambda line: None)
    assert (found.state, len(found.message)) == (State.DONE, 300_000)


def test_an_interrupt_reaches_each_child_once_and_its_end_is_waited_for(processes, tmp_path):
    program = """
    caught = []
    def on(number, frame): caught.append(number)
    signal.signal(signal.SIGINT, on)
    open(sys.argv[2], "w").write(str(os.getsid(0)))
    until = time.monotonic() + 60
    while not caught and time.monotonic() < until: time.sleep(0.005)
    time.sleep(0.1)
    answer(1, message=str(len(caught)))
    """
    fleet = processes(program)
    found = []
    threads = [threading.Thread(target=lambda name=name: found.append(fleet.run(name, print))) for name in ("a", "b")]
    for each in threads:
        each.start()
    until = time.monotonic() + 60
    while not all((tmp_path / name).is_file() and (tmp_path / name).read_text() for name in ("a", "b")) and time.monotonic() < until:
        time.sleep(0.005)
    sessions = {(tmp_path / name).read_text() for name in ("a", "b")}
    fleet.interrupt()
    fleet.interrupt()
    for each in threads:
        each.join()
    assert [(each.state, each.message) for each in found] == [(State.INTERRUPTED, "1")] * 2
    assert len(sessions | {str(os.getsid(0))}) == 3  # Ctrl-C in our terminal does not reach them
    assert fleet.run("c", print).state is State.NOT_STARTED
    assert not (tmp_path / "c").exists()


def test_a_child_that_was_done_before_the_interrupt_reached_it_is_done(processes):
    fleet = processes('signal.signal(signal.SIGINT, signal.SIG_IGN); print("on", file=sys.stderr); time.sleep(0.2); answer()')
    assert fleet.run("a", lambda line: fleet.interrupt()).state is State.DONE
