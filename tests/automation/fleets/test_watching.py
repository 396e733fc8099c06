"""What a person sees meanwhile."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from automation.fleets.fleet_report import report_of
from automation.fleets.progress import Progress
from automation.fleets.stack_result import StackResult, State
from automation.fleets.telling import tell_report
from automation.fleets.watching import ENDED_ROWS, Lines, LiveTable, watching
from tests.automation.fleets.fleet_files import done, failed, plan


def console(terminal):
    return Console(file=io.StringIO(), force_terminal=terminal, width=80, height=30, color_system=None)


def shown(table):
    made = console(terminal=False)
    made.print(table.shown())
    return [line.rstrip() for line in made.file.getvalue().splitlines()]


def went(watch, progress, *results):
    for each in results:
        progress.started(each.stack)
        watch.started(progress, each.stack)
    for each in results:
        progress.ended(each)
        watch.ended(progress, each)


@pytest.mark.parametrize(("terminal", "kind"), [(True, LiveTable), (False, Lines)])
def test_a_terminal_has_a_table_and_a_log_has_lines(terminal, kind):
    with watching(console(terminal)) as watch:
        assert type(watch) is kind


def test_a_log_has_one_line_for_each_stack_that_ended_and_markup_is_text():
    log = console(terminal=False)
    watch, progress = Lines(log), Progress.begun(plan("a", "b"), {})
    cut = StackResult(stack="b", state=State.INTERRUPTED, message="[red]no\nmore")
    went(watch, progress, done("a", counts={"created": 3}, seconds=12.4), cut)
    assert log.file.getvalue().splitlines() == ["1/2 a: done, 3 created (12 s)", "2/2 b: interrupted, [red]no"]


@pytest.mark.parametrize("state", [State.FAILED, State.REFUSED])
def test_why_a_stack_was_not_done_stands_in_a_log_once(state, capsys):
    log = console(terminal=False)
    progress = Progress.begun(plan("a"), {})
    went(Lines(log), progress, StackResult(stack="a", state=state, message="no credentials", remedy="Log in."))
    tell_report(report_of(progress, datetime(2026, 10, 1, tzinfo=UTC), None), Path("report.html"))
    assert (log.file.getvalue() + capsys.readouterr().out).count("no credentials") == 1


def test_the_table_shows_what_is_under_way_with_its_last_line_and_how_many_are_to_go():
    watch, progress = LiveTable(console(terminal=True)), Progress.begun(plan("a", "b", "c", "d"), {})
    went(watch, progress, done("a"), failed("b"))
    progress.started("c")
    watch.started(progress, "c")
    watch.said("c", "Deploying: 3 of 9 resources [x]")
    lines = shown(watch)
    assert lines[0].split() == ["stack", "state", "seconds", "what"]
    assert [line.split()[:2] for line in lines[1:4]] == [["a", "done"], ["b", "failed"], ["c", "under"]]
    assert "Deploying: 3 of 9 resources [x]" in lines[3]
    assert lines[-1] == "1 done, 1 failed, 1 under way, 1 to go"


def test_of_many_stacks_those_that_were_not_done_stay_in_sight():
    names = [f"s{number}" for number in range(30)]
    watch, progress = LiveTable(console(terminal=True)), Progress.begun(plan(*names, parallel=30), {})
    went(watch, progress, failed("s0"), *[done(name) for name in names[1:]])
    lines = shown(watch)
    assert len(lines) == 1 + ENDED_ROWS + 2
    assert "s0" in {line.split()[0] for line in lines[1:-2]}


def test_after_ctrl_c_the_table_says_that_it_waits():
    watch, progress = LiveTable(console(terminal=True)), Progress.begun(plan("a"), {})
    progress.started("a")
    watch.started(progress, "a")
    watch.interrupted(progress)
    assert "Interrupted." in " ".join(shown(watch))
