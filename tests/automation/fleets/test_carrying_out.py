"""A fleet carried out by a scripted Run: no process is started."""

import os
import signal
import threading
import time

import pytest

from automation.exits import Exit
from automation.fleets.carrying_out import Watch, carry_out
from automation.fleets.progress import exit_of
from automation.fleets.stack_result import State
from tests.automation.fleets.fleet_files import done, failed, plan, stack


class Script:
    """Answers for each stack; `done` for those that it does not name. Keeps what was started, kept and told."""

    def __init__(self, **answers):
        self.answers = answers
        self.started, self.kept, self.interrupts = [], [], 0
        self.under_way, self.most, self.lock = 0, 0, threading.Lock()

    def run(self, name, tell):
        with self.lock:
            self.started.append(name)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            answer = self.answers.get(name, done(name))
            return answer(tell) if callable(answer) else answer
        finally:
            with self.lock:
                self.under_way -= 1

    def interrupt(self):
        self.interrupts += 1

    def keep(self, progress):
        self.kept.append({each.stack: each.state for each in progress.report()})


class Silent(Watch):
    interrupts = 0

    def started(self, progress, stack): ...
    def said(self, stack, line): ...
    def ended(self, progress, result): ...
    def interrupted(self, progress):
        self.interrupts += 1


def carried_out(planned, script, earlier=None, watch=None):
    progress = carry_out(planned, script.run, interrupt=script.interrupt, watch=watch or Silent(), keep=script.keep, earlier=earlier)
    return progress, {each.stack: each.state for each in progress.report()}


def test_one_failure_does_not_stop_the_others():
    progress, states = carried_out(plan("a", "b", "c", "d"), script := Script(b=failed("b")))
    assert states == {"a": State.DONE, "b": State.FAILED, "c": State.DONE, "d": State.DONE}
    assert (sorted(script.started), progress.stopped) == (["a", "b", "c", "d"], "")
    assert exit_of(progress.report()) == Exit.PARTLY_DONE


def test_no_more_than_told_are_under_way_at_a_time():
    def slowly(name):
        return lambda tell: time.sleep(0.01) or done(name)

    names = [f"s{number}" for number in range(12)]
    _, states = carried_out(plan(*names, parallel=3), script := Script(**{name: slowly(name) for name in names}))
    assert (script.most, set(states.values())) == (3, {State.DONE})


def test_the_others_start_when_the_canary_is_done():
    seen = []

    def canary(tell):
        time.sleep(0.02)
        seen.append(list(script.started))
        return done("c")

    script = Script(c=canary)
    _, states = carried_out(plan("a", "b", "c", canary="c", parallel=3), script)
    assert seen == [["c"]]
    assert set(states.values()) == {State.DONE}


@pytest.mark.parametrize("state", [State.FAILED, State.REFUSED])
def test_when_the_canary_is_not_done_nothing_else_is_started(state):
    progress, states = carried_out(plan("a", "b", "c", canary="c"), script := Script(c=failed("c", state)))
    assert script.started == ["c"]
    assert states == {"c": state, "a": State.NOT_STARTED, "b": State.NOT_STARTED}
    assert all("canary c" in each.message for each in progress.report()[1:])


def test_after_so_many_failures_no_further_stack_is_started_and_the_report_says_so():
    planned = plan("a", "b", "c", "d", "e", parallel=1, max_failures=2)
    progress, states = carried_out(planned, script := Script(a=failed("a"), c=failed("c", State.REFUSED)))
    assert script.started == ["a", "b", "c"]
    assert (states["d"], states["e"]) == (State.NOT_STARTED, State.NOT_STARTED)
    assert "--max-failures is 2" in progress.report()[3].message


def test_what_is_under_way_at_the_limit_is_waited_for():
    planned = plan("a", "b", "c", parallel=2, max_failures=1)
    _, states = carried_out(planned, Script(a=failed("a"), b=lambda tell: time.sleep(0.05) or done("b")))
    assert states == {"a": State.FAILED, "b": State.DONE, "c": State.NOT_STARTED}


def test_an_unlawful_file_is_that_stacks_failure_and_is_never_worked_on():
    planned = plan(stacks=[stack("a"), stack("b", problem="clientenv:accountId is 12"), stack("c")])
    progress, states = carried_out(planned, script := Script())
    assert sorted(script.started) == ["a", "c"]
    assert (states["b"], progress.results["b"].exit) == (State.FAILED, Exit.USAGE)
    assert "accountId is 12" in progress.results["b"].message
    assert "Pulumi.b.yaml" in progress.results["b"].remedy


def test_an_unlawful_canary_starts_nothing():
    _, states = carried_out(plan(stacks=[stack("a"), stack("c", problem="bad")], canary="c"), script := Script())
    assert (script.started, states["a"]) == ([], State.NOT_STARTED)


def test_a_run_that_raises_is_that_stacks_failure():
    def broken(tell):
        raise OSError("no more processes")

    progress, states = carried_out(plan("a", "b"), Script(a=broken))
    assert states == {"a": State.FAILED, "b": State.DONE}
    assert progress.results["a"].message == "OSError: no more processes"


def test_the_report_is_kept_before_the_first_and_after_every_stack():
    carried_out(plan("a", "b", parallel=1), script := Script())
    not_started, done_ = State.NOT_STARTED, State.DONE
    assert script.kept == [{"a": not_started, "b": not_started}, {"a": done_, "b": not_started}, {"a": done_, "b": done_}]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_handed_on_once_and_what_is_under_way_is_waited_for(number):
    before, heard = signal.getsignal(number), Silent()

    def interrupted(tell):
        for times in (1, 2):
            os.kill(os.getpid(), number)
            until = time.monotonic() + 60
            while heard.interrupts < times and time.monotonic() < until:
                time.sleep(0.005)
        return failed("b", State.INTERRUPTED)

    progress, states = carried_out(plan("a", "b", "c", "d", parallel=1), script := Script(b=interrupted), watch=heard)
    assert (heard.interrupts, script.interrupts) == (2, 1)
    assert states == {"a": State.DONE, "b": State.INTERRUPTED, "c": State.NOT_STARTED, "d": State.NOT_STARTED}
    assert exit_of(progress.report()) == Exit.PARTLY_DONE
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("again", range(10))
def test_a_stack_that_ends_with_the_interrupt_starts_no_other(again):
    _, states = carried_out(plan("a", "b", "c", parallel=1), Script(b=lambda tell: os.kill(os.getpid(), signal.SIGINT) or done("b")))
    assert states == {"a": State.DONE, "b": State.DONE, "c": State.NOT_STARTED}


def test_what_an_earlier_run_has_done_is_not_done_again():
    earlier = {"a": done("a"), "c": done("c")}
    progress, states = carried_out(plan("a", "b", "c", canary="c"), script := Script(), earlier)
    assert script.started == ["b"]
    assert set(states.values()) == {State.DONE}
    assert [each.earlier for each in progress.report()] == [True, True, False]  # c, a, b


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([], Exit.DONE),
        ([State.DONE, State.DONE], Exit.DONE),
        ([State.DONE, State.FAILED], Exit.PARTLY_DONE),
        ([State.DONE, State.NOT_STARTED], Exit.PARTLY_DONE),
        ([State.INTERRUPTED, State.NOT_STARTED], Exit.PARTLY_DONE),
        ([State.FAILED, State.NOT_STARTED], Exit.FAULT),
        ([State.FAILED, State.REFUSED], Exit.FAULT),
        ([State.REFUSED, State.REFUSED], Exit.REFUSED),
        ([State.NOT_STARTED], Exit.FAULT),
    ],
)
def test_how_the_command_ends(states, code):
    assert exit_of([failed(str(number), state) for number, state in enumerate(states)]) is code
